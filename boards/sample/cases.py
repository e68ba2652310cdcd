"""Objections, appeals and corrections of the sample: one of each kind decided, one due soon, one overdue."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from django.db.models import Exists, OuterRef, QuerySet

from boards.sample.setting import Setting
from councils.enums import ObjectionChannel, ObjectionKind, ObjectionState, Recipient, TellingWay
from councils.models import Correction, Objection
from councils.queries import appeals, bodies, decisions
from councils.services import corrections, objections
from councils.services.corrections import Remedy
from councils.services.decisions import tell_decision
from councils.services.delivery import Delivery
from points.enums import ClaimState, Disclosure, EntryKind
from points.models import Claim, Entry, Household, User
from points.queries import calendar as calendars
from points.sample import notes
from points.services import calendar, villages
from villagegov.kernel import clock, periods

PLACE, PHONE = "村党群服务中心一楼村务监督室", "0833-3660017"
#: Days before the day of loading.
TOO_MANY, WRONG_HOUSE, APPEALS, DISMISSED, OVERDUE, DRAWN = 68, 55, 40, 33, 21, 4
#: How long ago the deduction was that fell away; the first one in publicity since is taken.
LAPSED = timedelta(days=150)

Act = Callable[..., object]


@dataclass
class Cases:
    """What the head of the supervision committee, the administrator and the officers do about mistakes."""

    setting: Setting
    now: datetime

    def acts(self) -> Iterator[tuple[datetime, Act]]:
        first, today = self.setting.first_day, clock.local_day(self.now)
        calendar.seed(village=self.setting.village, at=clock.moment(first, 0, 4))
        yield clock.moment(first, 0, 6), self._say_where
        for month in periods.months_between(first, today):
            yield clock.moment(month.replace(day=12), 15), self._tell
            yield clock.moment(month.replace(day=5), 10), self._object_to_deduction
        yield from self._ago(TOO_MANY, self._too_many, (2, self._uphold_smaller), (3, self._confirm))
        yield from self._ago(WRONG_HOUSE, self._wrong_house, (1, self._confirm))
        yield from self._ago(APPEALS, self._appeal, (5, self._decide_appeals))
        yield from self._ago(DISMISSED, self._on_paper, (4, self._dismiss), (5, self._answer))
        yield from self._ago(OVERDUE, partial(self._record, turn=5, text=notes.CASE_OVERDUE))
        yield from self._ago(DRAWN, self._against_a_supervisor)
        soon = self._due_soon(today)
        yield clock.moment(soon, 9), partial(self._record, turn=7, text=notes.CASE_SOON, name="邻居万大爷")

    def _ago(self, days: int, act: Act, *later: tuple[int, Act]) -> Iterator[tuple[datetime, Act]]:
        day = clock.local_day(self.now) - timedelta(days=days)
        if day > self.setting.first_day + timedelta(days=40):  # before that nothing has been counted
            for after, one in ((0, act), *later):
                yield clock.moment(day + timedelta(days=after), 10 + after % 4), one

    def _due_soon(self, today: date) -> date:
        """The latest day of which the last day to decide is two working days away, or one."""
        days = calendars.working_days(self.setting.village)
        ago = (today - timedelta(days=back) for back in range(1, 30))
        return next(day for day in ago if days.between(today, days.after(day, 7)) in (1, 2))

    # ------------------------------------------------------------------------------------------------- people

    @property
    def supervisor(self) -> User:
        return self.setting.users["jiandu"]

    @property
    def administrator(self) -> User:
        return self.setting.users["guanliyuan"]

    def _lines(self) -> QuerySet[Entry]:
        """Counted awards that nobody has touched and the two may handle, the latest first."""
        village = self.setting.village
        barred = bodies.barred_households(self.supervisor, village)
        touched = Objection.objects.filter(village=OuterRef("village"), claim=OuterRef("claim"))
        corrected = Correction.objects.filter(village=OuterRef("village"), entry=OuterRef("pk"))
        rows = Entry.objects.filter(village=village, kind=EntryKind.CLAIM, points__gte=10)
        rows = rows.filter(claim__item__disclosure=Disclosure.FULL, claim__typed_by=self.setting.officer)
        return (
            rows.filter(~Exists(touched), ~Exists(corrected))
            .exclude(household__in=barred)
            .select_related("village", "household", "claim")
            .order_by("-seq")
        )

    def _say_where(self, *, at: datetime) -> None:
        villages.change_settings(
            village=self.setting.village,
            by=None,
            at=at,
            effective_from=clock.local_day(at),
            contact_place=PLACE,
            contact_phone=PHONE,
        )

    # ------------------------------------------------------------------------------------------------ telling

    def _tell(self, *, at: datetime) -> None:
        """On the twelfth the officer tells what was decided; what was decided since is still to be told."""
        officer = self.setting.officer
        own = bodies.own_households(officer, self.setting.village)
        rng, day = Random(f"decisions:{at:%Y-%m}"), clock.local_day(at)
        for due in decisions.to_tell(self.setting.village):
            by = self.setting.users["xinxiyuan2"] if due.claim.household_id in own else officer
            reply = rng.choice(notes.DECISION_REPLIES)
            told = Delivery(
                rng.choice([TellingWay.IN_PERSON, TellingWay.PHONE]),
                day,
                reply=reply,
                read_back_to="户主" if reply else "",
            )
            tell_decision(claim=due.claim, objection=due.objection, told=told, by=by, at=at)

    # ------------------------------------------------------------------------------------------------ objections

    def _record(self, *, at: datetime, turn: int, text: str, **more: str) -> Objection | None:
        """About a line that was counted: the ``turn``-th of the latest ones."""
        entry = self._lines()[turn : turn + 1].first()
        return self._written(entry.claim, text, at, **more) if entry is not None and entry.claim is not None else None

    def _written(self, claim: Claim, text: str, at: datetime, **more: str) -> Objection:
        data = objections.Recorded(
            id=uuid.UUID(int=Random(f"{claim.pk}{text}").getrandbits(128)),
            channel=ObjectionChannel(more.get("channel", ObjectionChannel.ORAL)),
            text=text,
            received_on=clock.local_day(at),
            name=more.get("name", ""),
            slip_number=more.get("slip_number", ""),
            read_back="slip_number" not in more,
        )
        by = self.setting.users[more.get("recorder", "jiandu")]
        return objections.record_objection(claim=claim, data=data, by=by, at=at)

    def _against_a_supervisor(self, *, at: datetime) -> None:
        """About the household of the head of the supervisors, reviewed at a meeting of which the others were part:
        no supervisor is left, and a panel is drawn from the representatives."""
        village = self.setting.village
        rows = Entry.objects.filter(village=village, kind=EntryKind.CLAIM, points__gt=0)
        rows = rows.filter(
            household__in=bodies.own_households(self.supervisor, village), claim__objections__isnull=True
        )
        for entry in rows.filter(claim__votes__attendee__isnull=False).select_related("village", "claim").distinct():
            until = appeals.objection_until(village, entry)
            if until and until >= clock.local_day(at) and entry.claim is not None:
                self._written(entry.claim, notes.CASE_PANEL, at, recorder="jiandu2")
                return

    def _object_to_deduction(self, *, at: datetime) -> None:
        """Once, and nobody decides it in time."""
        village, now = self.setting.village, clock.local_day(self.now)
        if not now - LAPSED < clock.local_day(at) < now - timedelta(days=20) or self._lapsed().exists():
            return
        rows = Claim.objects.filter(village=village, state=ClaimState.PUBLICISED, points__lt=0)
        rows = rows.filter(item__disclosure=Disclosure.FULL, publicity_until__gte=clock.local_day(at))
        claim = rows.select_related("village").order_by("created_at", "id").first()
        if claim is not None:
            self._written(claim, notes.CASE_LAPSED, at)

    def _on_paper(self, *, at: datetime) -> None:
        text, paper = notes.CASE_DISMISSED[0], ObjectionChannel.PAPER
        self._record(at=at, turn=3, text=text, channel=paper, slip_number="异议-01", name="村民代表")

    def _lapsed(self) -> QuerySet[Objection]:
        return Objection.objects.filter(village=self.setting.village, claim__points__lt=0)

    def _too_many(self, *, at: datetime) -> None:
        self._record(at=at, turn=0, text=notes.CASE_TOO_MANY[0], name="同组村民")

    def _uphold_smaller(self, *, at: datetime) -> None:
        for objection in self._open(ObjectionKind.ENTRY):
            half = Remedy(points=objection.claim.points // 2)
            self._decide(objection, True, notes.CASE_TOO_MANY[1], at, half)

    def _dismiss(self, *, at: datetime) -> None:
        for objection in self._open(ObjectionKind.ENTRY):
            self._decide(objection, False, notes.CASE_DISMISSED[1], at)

    def _answer(self, *, at: datetime) -> None:
        told = Delivery(TellingWay.IN_PERSON, clock.local_day(at))
        for objection in decisions.to_answer(self.setting.village):
            tell_decision(
                claim=objection.claim,
                objection=objection,
                recipient=Recipient.OBJECTOR,
                told=told,
                by=self.supervisor,
                at=at,
            )

    def _open(self, kind: ObjectionKind) -> list[Objection]:
        rows = Objection.objects.filter(village=self.setting.village, kind=kind, state=ObjectionState.OPEN)
        return list(rows.select_related("village", "claim"))

    def _decide(
        self, objection: Objection, uphold: bool, reason: str, at: datetime, remedy: Remedy | None = None
    ) -> None:
        objections.decide_objection(
            objection=objection, uphold=uphold, reason=reason, remedy=remedy, by=self.supervisor, at=at
        )

    # ------------------------------------------------------------------------------------------- corrections, appeals

    def _wrong_house(self, *, at: datetime) -> None:
        """The officer finds that a line stands in the passbook of the house next door."""
        entry = self._lines()[2:3].first()
        if entry is None:
            return
        barred = bodies.barred_households(self.supervisor, entry.village)
        next_door = Household.objects.filter(village=entry.village, group=entry.household.group_id, resident=True)
        other = next_door.exclude(pk=entry.household_id).exclude(pk__in=barred)
        right = Remedy(entry.points, other.filter(state="active").order_by("number").first().pk)  # type: ignore[union-attr]
        corrections.propose(entry=entry, remedy=right, reason=notes.WRONG_HOUSE, by=self.administrator, at=at)

    def _confirm(self, *, at: datetime) -> None:
        for correction in Correction.objects.filter(village=self.setting.village, state="proposed"):
            by = self.supervisor if correction.proposed_by_id == self.administrator.pk else self.administrator
            corrections.confirm(correction=correction, by=by, at=at)

    def _appeal(self, *, at: datetime) -> None:
        """Two rejections are appealed: on the phone where the household has an account, else in words."""
        rows = Claim.objects.filter(village=self.setting.village, state=ClaimState.REJECTED, points__gt=0)
        barred = bodies.barred_households(self.supervisor, self.setting.village)
        late = clock.start_of(clock.local_day(at) - timedelta(days=60))
        rows = rows.filter(
            decided_at__gte=late, decision_tellings__told_on__gte=clock.local_day(at) - timedelta(days=8)
        )
        for claim in (
            rows.exclude(household__in=barred).select_related("village", "household").order_by("-day", "id")[:2]
        ):
            user = self.setting.villagers.get(claim.household.number)
            if user is not None:
                objections.appeal(claim=claim, text=notes.APPEAL, by=user, at=at)
                continue
            data = objections.Recorded(
                id=uuid.UUID(int=Random(f"appeal{claim.pk}").getrandbits(128)),
                channel=ObjectionChannel.ORAL,
                text=notes.APPEAL,
                received_on=clock.local_day(at),
                name=claim.household.head_name,
                read_back=True,
                appeal=True,
            )
            objections.record_objection(claim=claim, data=data, by=self.supervisor, at=at)

    def _decide_appeals(self, *, at: datetime) -> None:
        """The first is right, the second is not."""
        for turn, objection in enumerate(sorted(self._open(ObjectionKind.APPEAL), key=lambda one: one.number)):
            self._decide(objection, turn == 0, notes.APPEAL_DECIDED[turn > 0], at)
