"""The prizes: points in the ledger and a numbered certificate, when publicity is over and nothing is open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from boards.enums import ContestState
from boards.models import Contest, ContestAward, ContestEntrant, ContestObjection
from boards.queries.same_deed import counted_already
from boards.services import tell
from boards.services.contests import steps
from councils.enums import ObjectionState
from points.enums import EntryKind, HouseholdState
from points.models import Entry, Household, Item, User, Village
from points.queries import access, schemes
from points.services import audit, ledger
from points.services.locks import lock_village
from villagegov.kernel import clock, periods
from villagegov.kernel.errors import TransitionError


@transaction.atomic
def award(*, contest: Contest, by: User | None, at: datetime) -> list[ContestAward]:
    """Post the prizes and number the certificates. Raises :class:`TransitionError` too early, with an objection open,
    or a second time.
    """
    if by is not None:
        access.require(by, contest.village, *steps.RUNNERS)
    contest = steps.locked(contest, ContestState.PUBLICISED)
    _refuse_early(contest, at)
    winners = _winners(contest)
    lock_village(contest.village)
    made = _certificates(contest, winners, at)
    for one, line in zip([one for one in made if one.points], _post(contest, made, by, at), strict=True):
        one.ledger_entry = line
    ContestAward.objects.bulk_create(made)
    steps.take(contest, ContestState.AWARDED)
    contest.awarded_at = at
    contest.save(update_fields=["state", "awarded_at"])
    audit.record(by=by, at=at, action="contest.awarded", subject=contest, after={"certificates": len(made)})
    tell.contest_awarded(contest, made, at)
    return made


def due(village: Village, day_at: datetime) -> QuerySet[Contest]:
    """Results whose publicity is over and to which nobody objects any more."""
    open_ones = ContestObjection.objects.filter(
        village=OuterRef("village"), contest=OuterRef("pk"), state=ObjectionState.OPEN
    )
    rows = Contest.objects.filter(
        village=village, state=ContestState.PUBLICISED, publicity_until__lt=clock.local_day(day_at)
    )
    return rows.exclude(Exists(open_ones)).select_related("village").order_by("publicity_until", "id")


def award_due(*, village: Village, at: datetime) -> int:
    """Award what is due, each contest in its own transaction; returns how many certificates that made."""
    made = 0
    for contest in due(village, at):
        try:
            made += len(award(contest=contest, by=None, at=at))
        except TransitionError:
            continue  # another run, or somebody who objects, was quicker
    return made


def _refuse_early(contest: Contest, at: datetime) -> None:
    assert contest.publicity_until is not None
    if clock.local_day(at) <= contest.publicity_until:
        sentence = _("The result is in publicity until %(day)s. It is awarded on the day after.")
        raise TransitionError(sentence % {"day": f"{contest.publicity_until:%Y-%m-%d}"}, code="too_early")
    if ContestObjection.objects.filter(village=contest.village, contest=contest, state=ObjectionState.OPEN).exists():
        raise TransitionError(_("An objection is still open. It is decided first."), code="objection_open")


def _winners(contest: Contest) -> list[ContestEntrant]:
    """In order of place. A household that has left the register meanwhile gets nothing; nobody moves up."""
    placed = [one for one in steps.entrants_of(contest) if one.place and not one.withheld]
    ids = [one.household_id for one in placed]
    rows = Household.objects.select_for_update(of=("self",)).filter(village=contest.village, pk__in=ids)
    households = {one.pk: one for one in rows.order_by("id")}
    gone = []
    for one in placed:
        one.household = households[one.household_id]
        if one.household.state == HouseholdState.CLOSED:
            with translation.override(settings.LANGUAGE_CODE):
                one.withheld = _("The household is no longer on the register.")
            gone.append(one)
    ContestEntrant.objects.bulk_update(gone, ["withheld"])
    return sorted((one for one in placed if not one.withheld), key=lambda one: one.place or 0)


def _certificates(contest: Contest, winners: Sequence[ContestEntrant], at: datetime) -> list[ContestAward]:
    """Unsaved, numbered on from the year's last. The village's numbers are locked."""
    day = clock.local_day(at)
    rows = ContestAward.objects.filter(village=contest.village, year=day.year)
    last = rows.aggregate(last=Max("number"))["last"] or 0
    counted = counted_already(contest, [one.household_id for one in winners])
    made = []
    for number, one in enumerate(winners, last + 1):
        assert one.place is not None
        prize = contest.prizes[one.place - 1]
        points = max(0, prize - counted.get(one.household_id, 0)) if contest.village.points_on else 0
        made.append(
            ContestAward(
                village=contest.village,
                contest=contest,
                entrant=one,
                contest_title_id=contest.contest_title_id,
                quarter=contest.quarter,
                household=one.household,
                place=one.place,
                prize=prize,
                points=points,
                year=day.year,
                number=number,
                head_name=one.household.head_name,
                issued_on=day,
            )
        )
    return made


def _post(contest: Contest, made: Sequence[ContestAward], by: User | None, at: datetime) -> list[Entry]:
    """The lines of those who get points. The deed is the quarter's: awarded after its end, its last day."""
    day = min(clock.local_day(at), periods.quarter(contest.quarter).end - timedelta(days=1))
    items = _items(contest)
    with translation.override(settings.LANGUAGE_CODE):
        postings = [
            ledger.Posting(
                key=f"award:{one.entrant_id}",
                kind=EntryKind.AWARD,
                household_id=one.household_id,
                points=one.points,
                deed_day=day,
                item_code=items.get(one.place, (None, None))[0],
                category_number=items.get(one.place, (None, None))[1],
                secret=_secret(contest, one),
            )
            for one in made
            if one.points
        ]
    return ledger.post(village=contest.village, postings=postings, by=by, at=at)


def _secret(contest: Contest, one: ContestAward) -> dict[str, str]:
    """What the passbook reads, in the site's first language whoever's job it is."""
    note = _("certificate %(code)s") % {"code": one.code}
    if one.points < one.prize:
        note += _("; the prize is %(prize)s, less what the same deed had brought already") % {"prize": one.prize}
    item = _("%(title)s, %(place)s") % {"title": contest.name, "place": one.place_name}
    return {"household": one.household.number, "head": one.head_name, "item": item, "note": note}


def _items(contest: Contest) -> dict[int, tuple[int, int | None]]:
    """Number and category of the rules' own items for the places, where the rules have them."""
    scheme = schemes.scheme_on(contest.village, contest.quarter)
    if scheme is None:
        return {}
    rows = Item.objects.filter(village=contest.village, scheme=scheme, name__startswith=schemes.CONTEST_ITEM)
    found = rows.filter(board_only=True, points__gt=0).select_related("category").order_by("-points", "code")
    return {place: (item.code, item.category.number) for place, item in enumerate(found[:3], 1)}
