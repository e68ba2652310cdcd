"""What the committee does in the sample: sits, tells households, answers objections, brings out the board."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from django.db.models import QuerySet

from boards.enums import Colour, EntryState, IssueState, MotionKind
from boards.models import BoardEntry, BoardIssue, BoardMotion
from boards.sample import praise
from boards.sample.entry import Desk
from boards.sample.setting import Setting
from boards.services import black, issues, motions, proposals
from councils.enums import Decision, ObjectionState, TellingWay
from councils.models import Objection
from councils.queries.bodies import barred_households
from councils.queries.meetings import unlisted
from councils.services import objections, review, tellings
from points.enums import ClaimState, Disclosure, ReviewRoute
from points.models import Claim, User
from points.queries.routes import route_of
from points.sample import notes
from points.sample.people import BRANCH, REPRESENTATIVES
from points.sample.records import SampleMonth
from villagegov.kernel import clock

#: Articles of the village rules that a proposed black entry stands on.
ARTICLE = "《村规民约》第六条"
#: Deductions that are proposed for the black board, with the sentence that is published.
BLACK_REASONS = {
    46: "经劝阻仍在田间露天焚烧秸秆。",
    45: "经提醒仍向路边沟渠乱倒垃圾。",
    47: "乱搭乱建影响邻里通行，经劝未改。",
}
BLACK_REPLIES = ("认可，以后注意。", "认可，愿意参加一次义务清扫。", "当时没有多想，已经改了。")


@dataclass
class Committee:
    """Members of 王家沟村's review committee at work, with the desk's plans in hand."""

    setting: Setting
    desk: Desk

    def __post_init__(self) -> None:
        village = self.setting.village
        self.members = {
            constituency: self.setting.of_constituency(constituency) for constituency in (BRANCH, REPRESENTATIVES)
        }
        self.barred = {user.pk: barred_households(user, village) for users in self.members.values() for user in users}

    # ------------------------------------------------------------------------------------------------- claims

    def sit(self, *, turn: int, at: datetime) -> None:
        """The sitting: two members of different constituencies, others where these must keep out."""
        self._decide([(claim, *self.planned(claim)) for claim in self._waiting()], turn, at)

    def sit_now(self, *, turn: int, at: datetime) -> None:
        """A small sitting of these days: deductions, shared deeds, and a third of the rest, one of it returned."""
        waiting = self._waiting()
        first = [claim for claim in waiting if claim.points < 0 or claim.deed_id]
        rest = [claim for claim in waiting if claim.points > 0 and not claim.deed_id]
        words = [(claim, *self.planned(claim)) for claim in first + rest[: (len(rest) + 2) // 3]]
        single = next((i for i, word in enumerate(words) if word[0].slip_number and word[0].points > 0), None)
        if single is not None and not any(decision == Decision.RETURN for _claim, decision, _note in words):
            words[single] = (words[single][0], Decision.RETURN, notes.RETURN_REASONS[0])
        self._decide(words, turn, at)

    def _waiting(self) -> list[Claim]:
        """What stands on no meeting's list."""
        rows = unlisted(self.setting.village)
        return list(rows.select_related("item").order_by("created_at", "id"))

    def _decide(self, words: Sequence[tuple[Claim, Decision, str]], turn: int, at: datetime) -> None:
        by_word: dict[tuple[User, Decision, str], list[uuid.UUID]] = defaultdict(list)
        for claim, decision, note in words:
            first, second = self.pair(turn, {claim.household_id})
            by_word[first, decision, note].append(claim.pk)
            if decision != Decision.RETURN and route_of(claim) == ReviewRoute.FULL:
                by_word[second, decision, note].append(claim.pk)
        for (member, decision, note), ids in by_word.items():
            outcome = review.decide(
                village=self.setting.village, claim_ids=ids, decision=decision, note=note, by=member, at=at
            )
            if outcome.refused:
                raise next(iter(outcome.refused.values()))

    def pair(self, turn: int, households: set[uuid.UUID], out: uuid.UUID | None = None) -> tuple[User, User]:
        """Who decides this time: the members take turns, and nobody decides for their own, or on what they proposed."""
        first, second = (
            next(
                user
                for step in range(len(users))
                if not households & self.barred[(user := users[(turn + step) % len(users)]).pk] and user.pk != out
            )
            for users in self.members.values()
        )
        return first, second

    def planned(self, claim: Claim) -> tuple[Decision, str]:
        deed = self.desk.plans.get(claim.pk)
        if deed and deed.outcome == "reject":
            return Decision.REJECT, deed.remark
        if deed and deed.outcome == "return" and claim.note != deed.correction:
            return Decision.RETURN, deed.remark
        return Decision.APPROVE, ""

    def tell(self, *, at: datetime, leave: int = 0) -> None:
        """Tell the households of approved deductions, all but ``leave``."""
        waiting = list(
            Claim.objects.filter(village=self.setting.village, state=ClaimState.TELLING)
            .select_related("village", "household")
            .order_by("created_at", "id")
        )
        rng = Random(f"tell:{at:%Y-%m-%d}")
        for claim in waiting[: len(waiting) - leave]:
            way = rng.choices([TellingWay.IN_PERSON, TellingWay.PHONE, TellingWay.WITNESSED], weights=[6, 3, 1])[0]
            names = [member.name for member in self.members[REPRESENTATIVES]]
            witnesses = [name for name in names if name != claim.household.head_name][:2]
            tellings.tell(
                claim=claim,
                way=way,
                told_on=clock.local_day(at),
                witnesses=witnesses if way == TellingWay.WITNESSED else (),
                reply=rng.choice(notes.DEDUCTION_REPLIES) if rng.random() < 0.7 else "",
                by=self.setting.officer,
                at=at,
            )

    # --------------------------------------------------------------------------------------------- objections

    def object_to_planned(self, *, at: datetime) -> None:
        """A villager objects to what is planned to be objected to."""
        texts = {"uphold": notes.OBJECTION_UPHELD[0], "dismiss": notes.OBJECTION_DISMISSED[0]}
        for claim in self._publicised():
            deed = self.desk.plans.get(claim.pk)
            if deed and deed.outcome in texts:
                objector = self._objector(claim, len(texts[deed.outcome]))
                objections.object_to(claim=claim, text=texts[deed.outcome], by=objector, at=at)

    def object_to_one(self, *, at: datetime) -> None:
        """A villager objects to a claim of today's publicity; nobody has answered yet."""
        shown = [
            claim
            for claim in self._publicised()
            if claim.points > 0 and claim.item.disclosure == Disclosure.FULL and not self._has_own_fate(claim)
        ]
        if shown:
            claim = next((claim for claim in shown if claim.item_code in (16, 34)), shown[0])
            objections.object_to(claim=claim, text=notes.OBJECTION_OPEN, by=self._objector(claim, 3), at=at)

    def answer_planned(self, *, at: datetime) -> None:
        """A supervisor who did not review decides what the plan says."""
        reasons = {"uphold": notes.OBJECTION_UPHELD[1], "dismiss": notes.OBJECTION_DISMISSED[1]}
        rows = Objection.objects.filter(village=self.setting.village, state=ObjectionState.OPEN)
        for objection in rows.select_related("village", "claim"):
            deed = self.desk.plans.get(objection.claim_id)
            if deed and deed.outcome in reasons:
                objections.decide_objection(
                    objection=objection,
                    uphold=deed.outcome == "uphold",
                    reason=reasons[deed.outcome],
                    by=self.setting.users["jiandu"],
                    at=at,
                )

    def _has_own_fate(self, claim: Claim) -> bool:
        return claim.pk in self.desk.plans and self.desk.plans[claim.pk].outcome in ("uphold", "dismiss")

    def _publicised(self) -> list[Claim]:
        rows = Claim.objects.filter(
            village=self.setting.village, state=ClaimState.PUBLICISED, publicity_until__gte=clock.today()
        )
        return list(rows.select_related("village", "household", "item__category").order_by("created_at", "id"))

    def _objector(self, claim: Claim, turn: int) -> User:
        others = [user for number, user in self.setting.villagers.items() if number != claim.household.number]
        return others[turn % len(others)]

    # -------------------------------------------------------------------------------------------------- board

    def edit_board(self, month: SampleMonth, *, at: datetime) -> None:
        """A good deed that no figure shows is added, each month another; every third month a nuisance is proposed."""
        issue = self._draft(month)
        if issue is None:
            return
        on_board = set(
            BoardEntry.objects.filter(village=self.setting.village, issue=issue).values_list(
                "household__number", flat=True
            )
        )
        self._add(issue, month, Colour.RED, notes.PRAISES, on_board, "", at)
        if month.month.month % 3 == 0:
            self._add(issue, month, Colour.BLACK, BLACK_REASONS, on_board, ARTICLE, at)

    def _add(
        self,
        issue: BoardIssue,
        month: SampleMonth,
        colour: Colour,
        reasons: dict[int, str],
        on_board: set[str],
        article: str,
        at: datetime,
    ) -> None:
        unranked = {plan.number for plan in self.setting.plans if plan.unranked}
        turn = month.month.month % len(reasons)
        for code, reason in [*reasons.items()][turn:] + [*reasons.items()][:turn]:
            for deed in month.deeds:
                number = deed.households[0]
                if deed.code != code or deed.outcome != "post" or deed.shared or number in on_board | unranked:
                    continue
                household = self.setting.households[number]
                red = colour == Colour.RED
                story, upload = (
                    praise.with_consent(self.setting, household, code, month.month.month, at) if red else ("", None)
                )
                proposals.propose(
                    village=self.setting.village,
                    id=uuid.UUID(int=Random(f"{month.month}{colour}{number}").getrandbits(128)),
                    colour=colour,
                    household=household,
                    deed_day=deed.day,
                    reason=reason,
                    article=article,
                    story=story,
                    upload=upload,
                    by=self._officer_for(household.pk),
                    at=at,
                )
                on_board.add(number)
                return

    def _officer_for(self, household: uuid.UUID) -> User:
        """The one of the officers whose own it is not."""
        officers = (self.setting.officer, self.setting.users["xinxiyuan2"])
        return next(user for user in officers if household not in barred_households(user, self.setting.village))

    def publish_board(self, month: SampleMonth, *, at: datetime) -> None:
        """Two members of different constituencies agree, and the issue is out."""
        issue = self._draft(month)
        if issue is None:
            return
        named = set(
            BoardEntry.objects.filter(village=self.setting.village, issue=issue)
            .exclude(state=EntryState.STRUCK)
            .values_list("household_id", flat=True)
        )
        for member in self.pair(month.month.month, named):
            issue = issues.vote(issue=issue, agrees=True, edition=issue.edition, by=member, at=at)

    def _draft(self, month: SampleMonth) -> BoardIssue | None:
        rows = BoardIssue.objects.filter(village=self.setting.village, month=month.month, state=IssueState.DRAFT)
        return rows.select_related("village").first()

    def tell_black(self, *, at: datetime) -> None:
        for turn, entry in enumerate(self._entries(EntryState.REVIEWED)):
            member, _other = self.pair(turn + at.month, {entry.household_id})
            black.tell(entry=entry, way=TellingWay.IN_PERSON, told_on=clock.local_day(at), by=member, at=at)

    def hear_black(self, *, at: datetime) -> None:
        """Some households reply, others let the days pass."""
        for turn, entry in enumerate(self._entries(EntryState.TOLD)):
            if (turn + at.month) % 2 == 0:
                member, _other = self.pair(turn + at.month, {entry.household_id})
                black.record_reply(entry=entry, reply=BLACK_REPLIES[turn % len(BLACK_REPLIES)], by=member, at=at)

    def decide_black(self, *, at: datetime) -> None:
        """After the reply: published; in June the first one is let go because it had been put right."""
        for turn, entry in enumerate(self._entries(EntryState.TOLD)):
            let_go = turn == 0 and at.month == 6 and bool(entry.reply)
            for member in self.pair(turn + at.month, {entry.household_id}, entry.proposed_by_id):
                black.vote_black(
                    entry=entry,
                    agrees=not let_go,
                    note="现场看过，已经改正，不再公布。" if let_go else "",
                    by=member,
                    at=at,
                )

    def lift_black(self, *, at: datetime) -> None:
        """In every second month one household that put it right is taken off early; once in the year an entry turns out
        to have been wrong.
        """
        entry = self._entries(EntryState.PUBLISHED).first()
        if entry is None:
            return
        if at.month % 2 == 0:
            self._carry(entry, MotionKind.LIFT, "已改正，并参加一次义务清扫。", at)
        elif not BoardMotion.objects.filter(village=self.setting.village, kind=MotionKind.CORRECT).exists():
            self._carry(entry, MotionKind.CORRECT, "复查认定：当天是别处飘来的烟，与该户无关。", at)

    def _carry(self, entry: BoardEntry, kind: MotionKind, reason: str, at: datetime) -> None:
        """The officer whose own it is not goes to look; two members agree."""
        by, seen_on = self._officer_for(entry.household_id), clock.local_day(at)
        motion = motions.propose(entry=entry, kind=kind, reason=reason, seen_by="网格员", seen_on=seen_on, by=by, at=at)
        for member in self.pair(at.month, {entry.household_id}):
            motion = motions.vote(motion=motion, agrees=True, by=member, at=at)

    def _entries(self, state: EntryState) -> QuerySet[BoardEntry]:
        rows = BoardEntry.objects.filter(village=self.setting.village, colour=Colour.BLACK, state=state)
        return rows.select_related("village", "household", "issue").order_by("created_at", "position", "id")
