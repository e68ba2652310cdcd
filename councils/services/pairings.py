"""Pairing 结对: paired, ended, handed over, brought in from a table."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.models import Pairing
from councils.models.pairing import NAME_LENGTH
from councils.models.visit import MOST_DAYS
from councils.queries import pairings as queries
from councils.services.modules import require_used
from points.enums import HouseholdState, Module, Role
from points.models import Household, Membership, User, Village
from points.queries import access
from points.services import audit
from points.services.locks import lock_village
from villagegov.db.keys import new_id
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, Gone, Problems
from villagegov.sheets import Column, Limits, cells, read_table

#: Where a table says nothing else.
USUAL_DAYS = 30
MOST_ROWS, SHOWN = 2000, 12
COLUMNS = (
    Column("number", gettext_lazy("household number"), ("户号", "编号", "户编号"), cells.code(12), needed=True),
    Column(
        "name", gettext_lazy("paired with"),
        ("结对人", "结对干部", "结对党员", "帮扶人", "帮扶干部", "联系人", "责任人"), cells.name(NAME_LENGTH),
        needed=True,
    ),
    Column(
        "days", gettext_lazy("days between two visits"), ("走访间隔", "间隔天数", "天数", "几天一次"),
        cells.whole(1, MOST_DAYS, units="天"),
    ),
    Column("since", gettext_lazy("from"), ("结对日期", "起始日期", "开始日期", "结对时间"), cells.day()),
)  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """``days`` between two visits; ``user`` where the person has a log-in."""

    household: Household
    name: str
    days: int
    since: date
    user: User | None = None


@transaction.atomic
def pair(*, village: Village, pair: Pair, id: uuid.UUID | None = None, by: User | None, at: datetime) -> Pairing:
    """Raises :class:`Problems` naming ``household``, ``name``, ``days`` or ``since``."""
    _require(by, village)
    lock_village(village)
    if id and (done := Pairing.objects.filter(village=village, pk=id).first()):
        return done
    Problems.raise_if(_taken(village, pair) + _wrong(village, pair, clock.local_day(at), _own(village)))
    made = Pairing(
        id=id or new_id(), village=village, household=pair.household, name=pair.name.strip(), user=pair.user,
        days=pair.days, since=pair.since,
    )  # fmt: skip
    made.save(force_insert=True)
    audit.record(by=by, at=at, action="pairing.made", subject=made, after={"days": made.days})
    return made


@transaction.atomic
def end(*, pairing: Pairing, day: date, by: User | None, at: datetime) -> Pairing:
    """It holds no more from the day on. Raises naming ``day``."""
    _require(by, pairing.village)
    [found] = _locked(pairing.village, [pairing.pk])
    _may_end(found, day, clock.local_day(at))
    found.until = day
    found.save(update_fields=["until"])
    audit.record(by=by, at=at, action="pairing.ended", subject=found, after={"until": f"{day:%Y-%m-%d}"})
    return found


@transaction.atomic
def hand_over(
    *, village: Village, keys: Sequence[uuid.UUID], name: str, user: User | None, day: date, by: User | None,
    at: datetime,
) -> list[Pairing]:  # fmt: skip
    """Another person takes over these households from the day on, with the rhythm they have.

    Raises :class:`DomainError` naming ``keys``, ``name`` or ``day``.
    """
    _require(by, village)
    if not keys:
        raise DomainError(_("Tick the households that are handed over."), field="keys", code="nobody")
    rows, today, own = _locked(village, keys), clock.local_day(at), _own(village)
    made = []
    for row in rows:
        if row.name == name.strip() and row.user_id == (user.pk if user else None):
            raise DomainError(_("This person has them already."), field="name", code="same_person")
        _may_end(row, day, today)
        Problems.raise_if(_wrong(village, Pair(row.household, name, row.days, day, user), today, own))
        made.append(
            Pairing(
                id=new_id(), village=village, household=row.household, name=name.strip(), user=user, days=row.days,
                since=day,
            )
        )  # fmt: skip
    Pairing.objects.filter(village=village, pk__in=[row.pk for row in rows]).update(until=day)
    Pairing.objects.bulk_create(made)
    audit.record_many(
        [audit.row(by=by, at=at, action="pairing.handed_over", subject=row, after={"days": row.days}) for row in made]
    )
    return made


@transaction.atomic
def import_pairs(*, village: Village, file: IO[bytes], by: User, at: datetime) -> int:
    """Every pair of a table, all or none; returns how many are new. A pair that is there already stays as it is.

    Raises :class:`Problems` of the field ``file``: what stands where, and how it is mended.
    """
    _require(by, village)
    table = read_table(file, COLUMNS, limits=Limits(rows=MOST_ROWS))
    lock_village(village)
    today = clock.local_day(at)
    homes = {home.number: home for home in Household.objects.filter(village=village)}
    users, own = queries.users_by_name(village), _own(village)
    there = {row.household_id: row for row in Pairing.objects.filter(village=village, until__isnull=True)}
    made: dict[uuid.UUID, Pairing] = {}
    wrong: list[DomainError] = []
    for row in table.rows:
        said = [f"{fault.reason} {fault.remedy}" for fault in row.faults]
        home, name = homes.get(str(row.values.get("number") or "")), str(row.values.get("name") or "")
        if not said:
            said = _cannot(home, name, there, made, users)
        wrong += [_at_line(row.line, words) for words in said]
        if said or home is None or home.pk in there:
            continue
        found = users.get(name, [])
        user = found[0] if found else None
        one = Pair(home, name, row.values.get("days") or USUAL_DAYS, row.values.get("since") or today, user)
        if problems := _wrong(village, one, today, own):
            wrong += [_at_line(row.line, str(problem.message)) for problem in problems]
            continue
        made[home.pk] = Pairing(
            id=new_id(), village=village, household=home, name=name, user=user, days=one.days,
            since=one.since,
        )  # fmt: skip
    Problems.raise_if(wrong[:SHOWN])
    Pairing.objects.bulk_create(made.values())
    after = {"count": len(made)}
    audit.record(by=by, at=at, action="pairing.imported", subject=village, village_id=village.pk, after=after)
    return len(made)


# ------------------------------------------------------------------------------------------------------------- parts


def _require(by: User | None, village: Village) -> None:
    require_used(village, Module.DEMANDS)
    if by is not None:
        access.require(by, village, Role.ADMINISTRATOR)


def _locked(village: Village, keys: Sequence[uuid.UUID]) -> list[Pairing]:
    """Running pairs as they are now, under the village's lock."""
    lock_village(village)
    rows = Pairing.objects.filter(village=village, pk__in=set(keys), until__isnull=True).select_related("household")
    found = list(rows.order_by("household__number"))
    if len(found) != len(set(keys)):
        raise Gone(_("This pairing has ended already. Open the page anew."), code="pairing_gone")
    return found


def _may_end(row: Pairing, day: date, today: date) -> None:
    if day < row.since:
        raise DomainError(_("It cannot end before it begins."), field="day", code="range")
    if day > today:
        raise DomainError(_("This day is still to come."), field="day", code="future")


def _taken(village: Village, pair: Pair) -> list[DomainError]:
    row = Pairing.objects.filter(village=village, household=pair.household, until__isnull=True).first()
    if row is None:
        return []
    sentence = _("It is paired with %(name)s already. End that first, or hand it over.") % {"name": row.name}
    return [DomainError(sentence, field="household", code="paired")]


def _wrong(village: Village, pair: Pair, today: date, own: set[tuple[uuid.UUID, uuid.UUID]]) -> list[DomainError]:
    """``own``: of :func:`_own`. No query."""
    found, home = [], pair.household
    if home.village_id != village.pk:
        found.append(DomainError(_("This household belongs to another village."), field="household", code="village"))
    elif home.state == HouseholdState.CLOSED:
        sentence = _("This household is closed; nobody lives there.")
        found.append(DomainError(sentence, field="household", code="closed"))
    elif pair.user is not None and (pair.user.pk, home.pk) in own:
        sentence = _("Nobody is paired with the own household.")
        found.append(DomainError(sentence, field="name", code="own"))
    if not 0 < len(pair.name.strip()) <= NAME_LENGTH:
        sentence = _("Write the name, in at most %(most)s characters.") % {"most": NAME_LENGTH}
        found.append(DomainError(sentence, field="name", code="name"))
    if not 1 <= pair.days <= MOST_DAYS:
        sentence = _("Choose between 1 and %(most)s days.") % {"most": MOST_DAYS}
        found.append(DomainError(sentence, field="days", code="days"))
    if pair.since > today:
        found.append(DomainError(_("This day is still to come."), field="since", code="future"))
    return found


def _own(village: Village) -> set[tuple[uuid.UUID, uuid.UUID]]:
    """User and household of everybody who belongs to one."""
    rows = Membership.objects.filter(village=village, household__isnull=False, active=True)
    return {(user, household) for user, household in rows.values_list("user_id", "household_id") if household}


def _cannot(
    home: Household | None, name: str, there: dict[uuid.UUID, Pairing], made: dict[uuid.UUID, Pairing],
    users: dict[str, list[User]],
) -> list[str]:  # fmt: skip
    """Why a line cannot become a pair, in words."""
    if home is None:
        return [_("There is no household with this number.")]
    if home.pk in made:
        return [_("Household %(number)s stands twice.") % {"number": home.number}]
    if home.pk in there and there[home.pk].name != name:
        words = _("Household %(number)s is paired with %(name)s already. Hand it over on the page.")
        return [words % {"number": home.number, "name": there[home.pk].name}]
    if len(users.get(name, [])) > 1:
        return [
            _("Several people with a log-in are called %(name)s. Pair this household on the page.") % {"name": name}
        ]
    return []


def _at_line(line: int, words: str) -> DomainError:
    return DomainError(_("Line %(line)s: %(words)s") % {"line": line, "words": words}, field="file", code="row")
