"""What the sample villages decided lately: 祝村 by its council, 王家沟村 by 四议两公开, each step on its day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from councils.enums import BodyKind
from councils.matter_enums import Choice, MatterWeight, PaperKind
from councils.models import Body, BodyMember, Matter, MatterStep, MatterSuggestion, Procedure, Sitting
from councils.queries.matters import sittings, standing
from councils.queries.matters.reckoning import Votes
from councils.services.matters import calling, holding, opening, papers, procedures, suggestions, watching
from points.enums import Role
from points.models import Household, Membership, User, Village
from points.sample import matters as words
from points.sample.villages import WANGJIAGOU, ZHUCUN
from villagegov.kernel import clock


def live(village: Village, *, first_day: date, now: datetime) -> None:
    """Of the last forty days; the days before are told by nobody."""
    if village.slug == ZHUCUN.slug:
        _zhucun(Place(village, now))
    elif village.slug == WANGJIAGOU.slug:
        _wangjiagou(Place(village, now))


class Place:
    """Who calls, types and supervises in a village."""

    def __init__(self, village: Village, now: datetime) -> None:
        self.village, self.now, self.today = village, now, clock.local_day(now)
        self.admin = self._with(Role.ADMINISTRATOR)
        self.caller, self.typist = self._with(Role.COMMITTEE), self._with(Role.OFFICER)
        self.supervisor = self._with(Role.SUPERVISOR)

    def _with(self, role: Role) -> User:
        rows = Membership.objects.filter(village=self.village, role=role, active=True).select_related("user")
        return rows.order_by("user__username")[0].user

    def day(self, back: int) -> date:
        return self.today - timedelta(days=back)

    def at(self, back: int, hour: int = 9) -> datetime:
        return min(clock.moment(self.day(back), hour), self.now)

    def taken(self, ready: str, back: int) -> Procedure:
        return procedures.take_over(village=self.village, ready=ready, by=self.admin, at=self.at(back))

    def opened(
        self, used: Procedure, kind: BodyKind, said: tuple[str, str], back: int, weight: str = MatterWeight.MAJOR
    ) -> Matter:
        """Proposed by the first member of a body."""
        proposer = self._member(kind, back)
        data = opening.MatterInput(*said, weight=weight, procedure_id=used.pk, proposer_id=proposer.pk)
        made = opening.draft(village=self.village, data=data, by=self.caller, at=self.at(back))
        return opening.open_matter(matter=made, by=self.caller, at=self.at(back))

    def _member(self, kind: BodyKind, back: int) -> BodyMember:
        rows = BodyMember.objects.filter(village=self.village, body__kind=kind, term_from__lte=self.day(back))
        return rows.order_by("-term_from", "pk")[0]

    def turn(self, matter: Matter) -> MatterStep:
        matter = Matter.objects.select_related("village").get(village=self.village, pk=matter.pk)
        step = standing.turn(matter, standing.steps_of(self.village, [matter.pk])[matter.pk])
        assert step is not None
        step.village, step.matter = self.village, matter
        return step

    def call(self, matter: Matter, back: int, hour: str, place: str) -> Sitting:
        step = self.turn(matter)
        held_on = self.day(back) + timedelta(days=step.notice_days)
        data = calling.Call([step.pk], held_on, hour, place)
        return calling.call(village=self.village, data=data, by=self.caller, at=self.at(back))

    def hold(
        self, matter: Matter, back: int, said: str, *, away: int = 0, against: int = 0, in_favour: int = 0,
        hour: str = "19:30", place: str = words.HALL,
    ) -> None:  # fmt: skip
        """Called ``back`` days ago, held after the notice: the last of the roll stayed away, some were against.

        ``in_favour``: so many and no more.
        """
        sitting = self.call(matter, back, hour, place)
        at = clock.moment(sitting.held_on, 20)
        roll = [seat.pk for seat in sittings.seats(sitting)]
        here = roll[: len(roll) - away]
        against = len(here) - in_favour if in_favour else against
        holding.tick(sitting=sitting, present=here, by=self.caller, at=at)
        step = self.turn(matter)
        if step.vote == "secret":
            holding.enter_count(step=step, votes=Votes(len(here) - against, against), by=self.caller, at=at)
        else:
            choices: dict[object, str] = dict.fromkeys(here, Choice.FOR)
            choices |= dict.fromkeys(here[len(here) - against :], Choice.AGAINST)
            holding.enter_votes(step=step, choices=choices, by=self.caller, at=at)  # type: ignore[arg-type]
        if step.count_twice:
            counted = Votes(len(here) - against, against)
            holding.count_again(step=step, votes=counted, by=self.typist, at=at)
        holding.close(sitting=sitting, minutes=said, by=self.caller, at=clock.moment(sitting.held_on, 21))

    def post(self, matter: Matter, back: int) -> None:
        watching.post(step=self.turn(matter), by=self.caller, at=self.at(back))
        watching.run_matters(self.village, self.now)


def _zhucun(place: Place) -> None:
    """One through to the notice board, one that failed and came back, one on its way, a minor one, suggestions."""
    used = place.taken("council", 39)
    through = place.opened(used, BodyKind.BRANCH, words.DITCH, 38)
    place.hold(through, 38, words.DITCH_PROPOSED)
    place.hold(through, 36, words.DITCH_DECIDED, away=2, against=1)
    watching.supervise(step=place.turn(through), right=True, by=place.supervisor, at=place.at(32))
    place.post(through, 31)
    back = place.opened(used, BodyKind.COUNCIL, words.PARKING, 30)
    place.hold(back, 30, words.PARKING_PROPOSED)
    place.hold(back, 28, words.PARKING_REFUSED, away=3, in_favour=6)
    _again(place, back)
    running = place.opened(used, BodyKind.BRANCH, words.SCHOOL, 4)
    place.hold(running, 4, words.SCHOOL_PROPOSED)
    minor = opening.MinorInput(*words.ROOM, decided_on=place.day(12))
    opening.record_minor(village=place.village, data=minor, by=place.typist, at=place.at(12, 15))
    place.taken("study", 39)
    _suggest(place)


def _again(place: Place, matter: Matter) -> None:
    """Its words are changed, the branch proposes it once more; the council is called for the coming days."""
    matter = Matter.objects.select_related("village").get(village=place.village, pk=matter.pk)
    data = opening.MatterInput(*words.PARKING_ANEW, proposer_id=matter.proposer_id)
    opening.save_draft(matter=matter, data=data, by=place.caller, at=place.at(20))
    opening.take_up_again(matter=matter, by=place.caller, at=place.at(20))
    place.hold(matter, 18, words.PARKING_PROPOSED)
    place.call(matter, 1, "19:30", words.HALL)


def _suggest(place: Place) -> None:
    rows = Membership.objects.filter(village=place.village, role=Role.VILLAGER, active=True)
    villager = rows.select_related("user", "household__village").order_by("user__username")[0]
    home: Household = villager.household  # type: ignore[assignment]
    made = [
        suggestions.suggest(household=home, text=text, by=villager.user, at=place.at(back))
        for text, back in zip(words.SUGGESTIONS, (25, 3), strict=True)
    ]
    first = MatterSuggestion.objects.select_related("village").get(village=place.village, pk=made[0].pk)
    suggestions.answer(suggestion=first, words=words.ANSWER, by=place.caller, at=place.at(22))


def _wangjiagou(place: Place) -> None:
    """Next year's points rules by 四议两公开, and the cleaning of the reservoir on its way."""
    _party_members(place)
    used = place.taken("four_two", 39)
    rules = place.opened(used, BodyKind.BRANCH, words.RULES, 38, MatterWeight.RULES)
    place.hold(rules, 38, words.RULES_PROPOSED)
    place.hold(rules, 36, words.RULES_CONSULTED)
    place.hold(rules, 34, words.RULES_REVIEWED, away=2, against=1)
    for kind, said in ((PaperKind.TOWN_OPINION, words.TOWN), (PaperKind.LEGAL_OPINION, words.LEGAL)):
        papers.add_paper(
            matter=rules, kind=kind, dated=place.day(31), words=said, by=place.typist, at=place.at(30)
        )  # fmt: skip
    place.hold(rules, 29, words.RULES_DECIDED, away=1)
    place.post(rules, 25)
    running = place.opened(used, BodyKind.BRANCH, words.POND, 6)
    place.hold(running, 6, words.POND_PROPOSED)
    place.call(running, 1, "15:00", words.OFFICE)


def _party_members(place: Place) -> None:
    """The party members' meeting: who is a party member by any seat, and a few households besides."""
    if Body.objects.filter(village=place.village, kind=BodyKind.PARTY_MEMBERS).exists():
        return
    body = Body.objects.create(village=place.village, name="党员大会", kind=BodyKind.PARTY_MEMBERS)
    known = BodyMember.objects.filter(village=place.village, party_member=True, household__isnull=False)
    seen: dict[object, BodyMember] = {}
    for seat in known.order_by("term_from", "pk"):
        seen.setdefault(seat.household_id, seat)
    homes = Household.objects.filter(village=place.village, resident=True).exclude(pk__in=list(seen)).order_by("number")
    rows: Sequence[tuple[str, Any, Any]] = [
        *((seat.name, seat.household_id, seat.user_id) for seat in seen.values()),
        *((home.head_name, home.pk, None) for home in homes[5:120:9]),
    ]
    BodyMember.objects.bulk_create(
        BodyMember(
            village=place.village, body=body, name=name, household_id=home, user_id=user, party_member=True,
            term_from=date(2024, 1, 15),
        )
        for name, home, user in rows
    )  # fmt: skip
