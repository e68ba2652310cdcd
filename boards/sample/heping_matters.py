"""和平村's matters: the party group discusses first, then the owners' committee, then the settlement's households."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from councils.enums import BodyKind
from councils.matter_enums import Choice, MatterStepState
from councils.models import BodyMember, Matter, MatterStep, SittingSeat
from councils.queries.matters import standing
from councils.services.matters import calling, holding, opening, procedures, suggestions, watching
from points.models import Household, User, Village
from points.sample import heping as people
from villagegov.kernel import clock

#: Days of notice: of the party group, the owners' committee, the households' meeting.
NOTICE = (1, 2, 5)
#: Days since the first matter was proposed; since the one that is on its way.
DECIDED, ON_ITS_WAY = 40, 6


@dataclass(frozen=True)
class Held:
    """What was said at a sitting: how many of the roll came, how many of those were in favour, and the minutes."""

    away: int
    against: int
    minutes: str
    place: str = "聚居点活动室"


@dataclass
class Place:
    village: Village
    secretary: User
    today: date

    def at(self, back: int, hour: int) -> datetime:
        return clock.moment(self.today - timedelta(days=back), hour)


def live(village: Village, now: datetime) -> None:
    """One passed through every step, one waits for the owners' committee, one minor matter, two suggestions."""
    place = Place(village, User.objects.get(username=people.SECRETARY), clock.local_day(now))
    administrator = User.objects.get(username=people.ADMINISTRATOR)
    with clock.frozen(place.at(DECIDED + 5, 9)) as at:
        for ready in ("party_then_owners", "study"):
            procedures.take_over(village=village, ready=ready, by=administrator, at=at)
    _suggestions(place, now)
    _decided(place)
    _on_its_way(place)
    with clock.frozen(place.at(15, 17)) as at:
        data = opening.MinorInput(
            people.MINOR[0], people.MINOR[1], clock.local_day(at), _proposer(village).pk
        )  # fmt: skip
        opening.record_minor(village=village, data=data, by=place.secretary, at=at)


def _proposer(village: Village) -> BodyMember:
    """The leader of the party group: the matter is the settlement's."""
    rows = BodyMember.objects.filter(village=village, body__kind=BodyKind.PARTY_GROUP, position="组长")
    return rows.select_related("body").get()


def _open(place: Place, title: str, text: str, at: datetime) -> Matter:
    village = place.village
    procedure = next(row for row in procedures.queries.in_use(village) if row.name == people.PROCEDURE)
    data = opening.MatterInput(title, text, procedure_id=procedure.pk, proposer_id=_proposer(village).pk)
    made = opening.draft(village=village, data=data, by=place.secretary, at=at)
    return opening.open_matter(matter=made, by=place.secretary, at=at)


def _decided(place: Place) -> None:
    """Posted its days and over."""
    with clock.frozen(place.at(DECIDED, 9)) as at:
        matter = _open(place, people.DECIDED[0], people.DECIDED[1], at)
    back = DECIDED
    for days, minutes, (away, against) in zip(NOTICE, people.DECIDED_MINUTES, people.DECIDED_VOTES, strict=True):
        back = _sitting(place, matter, back, days, Held(away, against, minutes))
    with clock.frozen(place.at(back, 9)) as at:
        watching.post(step=_turn(place, matter), by=place.secretary, at=at)
    with clock.frozen(place.at(back - 9, 1)) as at:
        watching.run_matters(place.village, at)


def _on_its_way(place: Place) -> None:
    """The party group agreed; the owners' committee is called for the day after tomorrow."""
    with clock.frozen(place.at(ON_ITS_WAY, 9)) as at:
        matter = _open(place, people.RUNNING[0], people.RUNNING[1], at)
    _sitting(place, matter, ON_ITS_WAY, NOTICE[0], Held(1, 0, people.RUNNING_MINUTES))
    with clock.frozen(place.at(1, 10)) as at:
        _call(place, _turn(place, matter), place.today + timedelta(days=2), at)


def _turn(place: Place, matter: Matter) -> MatterStep:
    found = standing.turn(_fresh(matter), standing.steps_of(place.village, [matter.pk])[matter.pk])
    assert found is not None
    found.village = place.village
    return found


def _fresh(matter: Matter) -> Matter:
    return Matter.objects.get(village=matter.village_id, pk=matter.pk)


def _call(place: Place, step: MatterStep, day: date, at: datetime) -> MatterStep:
    data = calling.Call([step.pk], day, "晚上7点半", "聚居点活动室")
    calling.call(village=place.village, data=data, by=place.secretary, at=at)
    called = MatterStep.objects.select_related("sitting__village", "village", "matter").get(
        village=place.village, pk=step.pk
    )
    assert called.state == MatterStepState.CALLED
    return called


def _sitting(place: Place, matter: Matter, back: int, notice: int, held: Held) -> int:
    """Called so many days ago, held after the notice; how many days ago the next can be called."""
    with clock.frozen(place.at(back, 10)) as at:
        step = _call(place, _turn(place, matter), clock.local_day(at) + timedelta(days=notice), at)
    sitting = step.sitting
    assert sitting is not None
    seats = list(SittingSeat.objects.filter(village=place.village, sitting=sitting).order_by("pk"))
    present = _present(seats, held.away)
    with clock.frozen(place.at(back - notice, 20)) as at:
        holding.tick(sitting=sitting, present=[seat.pk for seat in present], by=place.secretary, at=at)
        choices = {
            seat.pk: Choice.AGAINST if number < held.against else Choice.FOR
            for number, seat in enumerate(reversed(present))
        }
        holding.enter_votes(step=step, choices=choices, by=place.secretary, at=at)
        holding.close(sitting=sitting, minutes=held.minutes, by=place.secretary, at=at)
    return back - notice - 1


def _present(seats: Sequence[SittingSeat], away: int) -> list[SittingSeat]:
    return list(seats[: len(seats) - away])


def _suggestions(place: Place, now: datetime) -> None:
    """The printed villager's: one answered, one that waits."""
    user = User.objects.get(username=people.VILLAGER_LOGIN)
    household = Household.objects.get(village=place.village, number=people.VILLAGER)
    household.village = place.village
    with clock.frozen(place.at(30, 20)) as at:
        made = suggestions.suggest(household=household, text=people.SUGGESTED[0], by=user, at=at)
    with clock.frozen(place.at(27, 10)) as at:
        suggestions.answer(suggestion=made, words=people.SUGGESTION_ANSWER, by=place.secretary, at=at)
    with clock.frozen(place.at(2, 20)) as at:
        suggestions.suggest(household=household, text=people.SUGGESTED[1], by=user, at=at)
