"""A year of stars: prepared with the stars of the year before, opened, closed with the groups worked out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from boards.enums import STAR_UNDER_WAY, StarCheck, StarYearState
from boards.models import Star, StarAward, StarGroup, StarYear
from boards.models.star import CRITERIA_LENGTH
from boards.queries import star_groups
from boards.services import star_steps
from points.enums import Role
from points.models import User, Village
from points.queries import access
from points.services import audit
from points.services.locks import lock_village
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, Gone, Problems, TransitionError

NAME_LENGTH = 12
MOST_STARS = 9


def _first_stars() -> tuple[tuple[str, str, tuple[StarCheck, ...]], ...]:
    """致富 孝爱 洁美 和谐 守法, in the site's first language; the village changes what it likes."""
    with translation.override(settings.LANGUAGE_CODE):
        return (
            (pgettext("star", "Thriving"), _("Works for its living, has a steady trade, helps others to earn."), ()),
            (
                pgettext("star", "Caring"),
                _("Old and young are well looked after; nobody of the house is left alone."),
                (),
            ),
            (pgettext("star", "Tidy"), _("House and yard are clean, waste is sorted, nothing blocks the way."), ()),
            (
                pgettext("star", "Harmonious"),
                _("At peace at home and with the neighbours; disputes are talked over."),
                (StarCheck.BLACK_THIS_YEAR,),
            ),
            (
                pgettext("star", "Law-abiding"),
                _("Keeps the law and the village rules; stands on no black board."),
                (StarCheck.OPEN_BLACK, StarCheck.BLACK_THIS_YEAR),
            ),
        )


@transaction.atomic
def prepare(
    *, village: Village, year: int, nominate_until: date, group_percent: int, by: User | None, at: datetime
) -> StarYear:
    """A year with the stars of the year before it, or the usual five. Raises :class:`Problems` naming each field."""
    _require(by, village)
    lock_village(village)
    found = StarYear(village=village, year=year, nominate_until=nominate_until, group_percent=group_percent)
    Problems.raise_if([*_year_mistakes(found), *_mistakes(found, clock.local_day(at))])
    found.save(force_insert=True)
    Star.objects.bulk_create(_copied(found) or _usual(found))
    audit.record(by=by, at=at, action="star_year.prepared", subject=found, after=_outline(found))
    return found


def _copied(year: StarYear) -> list[Star]:
    last = (
        Star.objects.filter(village=year.village_id, star_year__year__lt=year.year).order_by("-star_year__year").first()
    )
    rows = Star.objects.filter(village=year.village_id, star_year=last.star_year_id).order_by("number") if last else ()
    return [
        Star(village_id=year.village_id, star_year=year, number=number, name=row.name, criteria=row.criteria,
             checks=row.checks)
        for number, row in enumerate(rows, start=1)
    ]  # fmt: skip


def _usual(year: StarYear) -> list[Star]:
    return [
        Star(
            village_id=year.village_id, star_year=year, number=number, name=name, criteria=criteria, checks=list(checks)
        )
        for number, (name, criteria, checks) in enumerate(_first_stars(), start=1)
    ]


@transaction.atomic
def change_year(*, year: StarYear, nominate_until: date, group_percent: int, by: User, at: datetime) -> StarYear:
    """The last day to nominate and the groups' fraction, until the year is closed."""
    _require(by, year.village)
    found = star_steps.locked_year(year.village_id, year.pk)
    if found.state == StarYearState.CLOSED:
        raise TransitionError(_("This year is closed and stays as it is."), code="star_year_state")
    before = _outline(found)
    found.nominate_until, found.group_percent = nominate_until, group_percent
    Problems.raise_if(_mistakes(found, clock.local_day(at)))
    found.save(update_fields=["nominate_until", "group_percent"])
    audit.record(by=by, at=at, action="star_year.changed", subject=found, before=before, after=_outline(found))
    return found


@transaction.atomic
def save_star(
    *,
    year: StarYear,
    star: Star | None = None,
    name: str,
    criteria: str,
    checks: Collection[StarCheck],
    by: User,
    at: datetime,
) -> Star:
    """A star of a year that is being prepared; a new one without ``star``."""
    found = _prepared(year, by)
    name, criteria = "".join(name.split()), " ".join(criteria.split())
    row = _star(found, star) if star else Star(village_id=found.village_id, star_year=found)
    others = Star.objects.filter(village=found.village_id, star_year=found).exclude(pk=row.pk)
    Problems.raise_if(_star_mistakes(name, criteria, others))
    if star is None:
        row.number = (others.aggregate(last=Max("number"))["last"] or 0) + 1
    row.name, row.criteria, row.checks = name, criteria, [check for check in StarCheck if check in set(checks)]
    row.save()
    audit.record(
        by=by, at=at, action="star.changed" if star else "star.added", subject=row, after={"checks": list(row.checks)}
    )
    return row


@transaction.atomic
def remove_star(*, star: Star, by: User, at: datetime) -> None:
    """Strike a star of a year that is being prepared. The last one stays."""
    found = _prepared(StarYear(village=star.village, id=star.star_year_id), by)
    row = _star(found, star)
    if Star.objects.filter(village=found.village_id, star_year=found).count() == 1:
        raise DomainError(_("A year has at least one star."), code="last_star")
    audit.record(by=by, at=at, action="star.removed", subject=row)
    row.delete()


@transaction.atomic
def open_year(*, year: StarYear, by: User | None, at: datetime) -> StarYear:
    """From now on households are nominated; the stars stay as they are."""
    _require(by, year.village)
    found = star_steps.locked_year(year.village_id, year.pk)
    lock_village(year.village_id)
    other = StarYear.objects.filter(village=found.village_id, state=StarYearState.OPEN).exclude(pk=found.pk).first()
    if other is not None:
        raise TransitionError(
            _("The year %(year)s is still open. Decide what is left of it and close it first.") % {"year": other.year},
            code="other_year_open",
        )
    Problems.raise_if(_mistakes(found, clock.local_day(at)))
    star_steps.take_year(found, StarYearState.OPEN)
    found.opened_at = at
    found.save(update_fields=["state", "opened_at"])
    audit.record(by=by, at=at, action="star_year.opened", subject=found)
    return found


@transaction.atomic
def close_year(*, year: StarYear, by: User | None, at: datetime) -> StarYear:
    """Everything is decided: the groups are worked out and stored with their numbers."""
    _require(by, year.village)
    found = star_steps.locked_year(year.village_id, year.pk)
    left = StarAward.objects.filter(village=found.village_id, star__star_year=found, state__in=STAR_UNDER_WAY).count()
    if left and found.state == StarYearState.OPEN:
        raise TransitionError(
            _("%(count)s nominations are not decided to the end. The year closes after them.") % {"count": left},
            code="star_year_busy",
        )
    star_steps.take_year(found, StarYearState.CLOSED)
    found.closed_at = at
    found.save(update_fields=["state", "closed_at"])
    audit.record(by=by, at=at, action="star_year.closed", subject=found)
    reckon_groups(year=found, by=by, at=at)
    return found


def reckon_groups(*, year: StarYear, by: User | None, at: datetime) -> list[StarGroup]:
    """A part of closing a year and of a withdrawal: each group's numbers as they are now. The year is locked."""
    rows = [
        StarGroup(
            village_id=year.village_id,
            star_year=year,
            group_id=counted.group_id,
            households=counted.households,
            star_households=counted.star_households,
            open_black=counted.open_black,
            percent=year.group_percent,
            excellent=counted.excellent(year.group_percent),
            reckoned_at=at,
        )
        for counted in star_groups.counted(year.village, year, clock.local_day(at))
    ]
    StarGroup.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["village", "star_year", "group"],
        update_fields=["households", "star_households", "open_black", "percent", "excellent", "reckoned_at"],
    )
    excellent = sorted(str(row.group_id) for row in rows if row.excellent)
    audit.record(by=by, at=at, action="star_year.groups", subject=year, after={"excellent": len(excellent)})
    return rows


# ------------------------------------------------------------------------------------------------------------- checks


def _require(by: User | None, village: Village) -> None:
    if by is not None:
        access.require(by, village, Role.ADMINISTRATOR)


def _prepared(year: StarYear, by: User) -> StarYear:
    _require(by, year.village)
    found = star_steps.locked_year(year.village_id, year.pk)
    if found.state != StarYearState.PREPARED:
        raise TransitionError(
            _("Households have been nominated by these stars: they stay. Change them for the next year."),
            code="star_year_state",
        )
    return found


def _star(year: StarYear, star: Star) -> Star:
    found = Star.objects.filter(village=year.village_id, star_year=year, pk=star.pk).first()
    if found is None:
        raise Gone(_("This star is no longer there. Load the page anew."), code="star_gone")
    return found


def _year_mistakes(year: StarYear) -> list[DomainError]:
    if not 2000 <= year.year <= 2199:
        return [DomainError(_("Write the year in four digits."), field="year", code="year")]
    if StarYear.objects.filter(village=year.village_id, year=year.year).exists():
        return [DomainError(_("This year is there already."), field="year", code="year_taken")]
    return []


def _mistakes(year: StarYear, today: date) -> list[DomainError]:
    found = []
    if year.nominate_until < today:
        found.append(DomainError(_("Choose today or a later day."), field="nominate_until", code="past"))
    if not 1 <= year.group_percent <= 100:
        found.append(DomainError(_("Between 1 and 100."), field="group_percent", code="percent"))
    return found


def _star_mistakes(name: str, criteria: str, others: Collection[Star]) -> list[DomainError]:
    found = []
    if not name or len(name) > NAME_LENGTH:
        sentence = _("A short name, at most %(most)s characters.") % {"most": NAME_LENGTH}
        found.append(DomainError(sentence, field="name", code="name"))
    elif name in {other.name for other in others}:
        found.append(DomainError(_("There is a star of this name already."), field="name", code="name_taken"))
    if not criteria or len(criteria) > CRITERIA_LENGTH:
        sentence = _("Write what the star asks for, in at most %(most)s characters.") % {"most": CRITERIA_LENGTH}
        found.append(DomainError(sentence, field="criteria", code="criteria"))
    if len(others) >= MOST_STARS:
        sentence = _("At most %(most)s stars a year.") % {"most": MOST_STARS}
        found.append(DomainError(sentence, field="name", code="too_many"))
    return found


def _outline(year: StarYear) -> dict[str, object]:
    return {"year": year.year, "nominate_until": year.nominate_until, "group_percent": year.group_percent}
