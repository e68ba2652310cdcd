"""One row of every village table, with every link set: what tests of the database's own rules break."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

from boards.enums import (
    Colour,
    EntrySource,
    IssueState,
    MotionKind,
    ProposalState,
    RankingKind,
    StarObjectionState,
    StarSource,
    StarState,
    StarVoteStage,
    StarYearState,
    VoteStage,
)
from boards.models import (
    BoardDeed,
    BoardEntry,
    BoardIssue,
    BoardMotion,
    BoardProposal,
    BoardVote,
    Contest,
    ContestAward,
    ContestEntrant,
    ContestObjection,
    ContestScore,
    ContestTitle,
    ContestWalk,
    ContestWalker,
    NineArticle,
    NineVersion,
    Ranking,
    RankingRow,
    Star,
    StarAward,
    StarGroup,
    StarObjection,
    StarVote,
    StarYear,
)
from councils.enums import Decision, MeetingState, ObjectionChannel, ObjectionKind, ObjectionState, TellingWay
from councils.models import (
    Activity,
    ActivityPhoto,
    BallotCount,
    BallotVotes,
    Body,
    BodyMember,
    BodyRules,
    Breach,
    BreachClaim,
    BreachStep,
    BreachWords,
    Candidate,
    Correction,
    DecisionTelling,
    Demand,
    DemandPhoto,
    DemandStep,
    DemandWords,
    Election,
    Feedback,
    Grid,
    GridGroup,
    GridOfficer,
    Handover,
    HandoverBody,
    HandoverRole,
    HandoverSeat,
    KinListing,
    Matter,
    MatterFinding,
    MatterMandate,
    MatterPaper,
    MatterResult,
    MatterStep,
    MatterSuggestion,
    MatterTask,
    Meeting,
    MeetingAttendee,
    MeetingLine,
    MeetingSheet,
    MemberKin,
    NearKin,
    Objection,
    ObjectionVote,
    PanelSeat,
    PostHolder,
    Procedure,
    ProcedureStep,
    RuleArticle,
    Sample,
    SampledClaim,
    ServiceClaim,
    ServiceItem,
    ServiceRecord,
    ServiceReversal,
    ServiceSignature,
    ServiceWords,
    Settlement,
    SettlementHousehold,
    Shift,
    SignIn,
    Sitting,
    SittingPage,
    SittingSeat,
    StepCount,
    StepRecusal,
    StepVote,
    Strength,
    StrengthTopic,
    TaskProgress,
    Telling,
    VillageRules,
    Visit,
    VisitRhythm,
    Volunteer,
    VolunteerPost,
    VolunteerStrength,
    Vote,
)
from points.enums import (
    ChannelKind,
    DayKind,
    NoticeKind,
)
from points.models import (
    AuditRow,
    CalendarDay,
    CalendarYear,
    Claim,
    LedgerHead,
    Mandate,
    Membership,
    Notice,
    NoticeChannel,
    NoticeDelivery,
    Region,
    RegionRole,
    VillageSettings,
)
from points.services import audit
from tests.db import disclosure_rows, points_rows
from tests.db.economy import economy
from tests.db.points_rows import AT, DAY, MONTH
from tests.factories import make_village


def one_of_everything() -> SimpleNamespace:
    """A village in which every table has a row; attributes are named after the models, in small letters."""
    cast = make_village()
    village, household, user = cast.village, cast.households[0], cast.officer
    found = SimpleNamespace(cast=cast, village=village, household=household, group=cast.groups[0], user=user)
    found.scheme, found.category, found.item = cast.scheme, cast.category, cast.award
    found.mandate = cast.scheme.mandate
    found.villagesettings = VillageSettings.objects.get(village=village)
    found.ledgerhead = LedgerHead.objects.get(village=village)
    found.membership = Membership.objects.get(village=village, user=cast.villager)
    found.region = Region.objects.create(level=3, name="某县")
    found.regionrole = RegionRole.objects.create(user=user, region=found.region)
    found.auditrow = audit.record(by=user, at=AT, action="tried", subject=household)
    points_rows.life(found)
    found.calendaryear = CalendarYear.objects.create(village=village, year=DAY.year)
    found.calendarday = CalendarDay.objects.create(
        village=village, calendar=found.calendaryear, day=DAY, kind=DayKind.WORK, name="国庆节"
    )
    points_rows.claims(found)
    points_rows.ledger_lines(found)
    points_rows.register_import(found)
    _councils(found)
    _cases(found)
    _dissuasion(found)
    _boards(found)
    _contests(found)
    return found


def _councils(found: SimpleNamespace) -> None:
    village, user, claim = found.village, found.user, found.claim
    found.body = Body.objects.filter(village=village).first()
    found.bodymember = BodyMember.objects.create(
        village=village, body=found.body, name="某人", household=found.household, term_from=DAY
    )
    #: Of somebody without a log-in, because those rows have every link.
    found.nearkin = NearKin.objects.create(
        village=village, seat=found.bodymember, household=found.household, registered_on=DAY
    )
    found.kinlisting = KinListing.objects.create(
        village=village, seat=found.bodymember, listed_on=DAY, entered_by=user, entered_at=AT
    )
    found.other_member = BodyMember.objects.create(village=village, body=found.body, name="另一人", term_from=DAY)
    found.memberkin = MemberKin.objects.create(
        village=village, one=found.bodymember, other=found.other_member, registered_on=DAY
    )
    _meetings(found)
    found.vote = Vote.objects.create(
        village=village, claim=claim, round=1, seat=found.bodymember, attendee=found.meetingattendee,
        constituencies=["branch"], decision=Decision.APPROVE, at=AT,
    )  # fmt: skip
    found.telling = Telling.objects.create(
        village=village, claim=claim, way=TellingWay.PHONE, told_on=DAY, told_by=user, recorded_at=AT
    )
    found.sample = Sample.objects.create(
        village=village, month=MONTH, drawn_at=AT, last_seq=2, seed="0" * 64, full_of=1, full_drawn=1, light_of=0,
        light_drawn=0,
    )  # fmt: skip
    found.sampledclaim = SampledClaim.objects.create(
        village=village, sample=found.sample, claim=claim, number=1, light=False
    )
    found.feedback = Feedback.objects.create(village=village, text="好", made_at=AT)


def _meetings(found: SimpleNamespace) -> None:
    village, user = found.village, found.user
    found.meeting = Meeting.objects.create(
        village=village, number=1, held_on=DAY, batch=found.batch, opened_by=user, opened_at=AT,
        state=MeetingState.RECORDED, edition=1, recorded_by=user, recorded_at=AT,
    )  # fmt: skip
    found.meetingline = MeetingLine.objects.create(
        village=village, meeting=found.meeting, number=1, claim=found.claim, round=1, quantity=1, points=10
    )
    found.meetingattendee = MeetingAttendee.objects.create(
        village=village, meeting=found.meeting, seat=found.bodymember, name="某人", constituencies=["branch"]
    )
    found.meetingsheet = MeetingSheet.objects.create(
        village=village,
        meeting=found.meeting,
        file="sheets/1.jpg",
        sha256="0" * 64,
        width=1,
        height=1,
        uploaded_by=user,
        uploaded_at=AT,
    )


def _cases(found: SimpleNamespace) -> None:
    """An objection decided, an appeal (which has every link) open, and what belongs to them."""
    village, user, claim = found.village, found.user, found.claim
    upheld = Objection.objects.create(
        village=village, number=1, kind=ObjectionKind.ENTRY, claim=claim, entry=found.posted, objector=user,
        text="不对", received_on=DAY, made_at=AT, due_on=DAY, state=ObjectionState.UPHELD, decided_by=user,
        decided_at=AT, reason="查过",
    )  # fmt: skip
    found.objection = Objection.objects.create(
        village=village, number=2, kind=ObjectionKind.APPEAL, claim=claim, entry=found.posted, against=upheld,
        channel=ObjectionChannel.PAPER, objector_name="某人", objector_household=found.household, slip_number="Y-1",
        recorded_by=user, text="请复核", received_on=DAY, made_at=AT, due_on=DAY, seed="00", drawn_at=AT,
    )  # fmt: skip
    found.panelseat = PanelSeat.objects.create(
        village=village, objection=found.objection, member=found.bodymember, user=user, place=1, position=1
    )
    found.objectionvote = ObjectionVote.objects.create(
        village=village, objection=found.objection, seat=found.panelseat, uphold=True, reason="对", at=AT,
        recorded_by=user, sheet="M-1",
    )  # fmt: skip
    found.decisiontelling = DecisionTelling.objects.create(
        village=village, claim=claim, objection=upheld, way=TellingWay.PHONE, told_on=DAY, told_by=user, recorded_at=AT
    )
    found.correction = Correction.objects.create(
        village=village, number=1, entry=found.posted, objection=upheld, reason="录错", right_points=5,
        right_household=found.household, proposed_by=user, proposed_at=AT, state="done", decided_at=AT,
        decided_by=found.cast.administrator, reversal=found.entry, new_entry=found.posted,
    )  # fmt: skip


def _dissuasion(found: SimpleNamespace) -> None:
    """Adopted rules, the article of a draft (those of adopted rules cannot be added to), and a breach put right."""
    village, user = found.village, found.user
    found.settlement = Settlement.objects.create(village=village, number=1, name="和平聚居点")
    found.villagerules = VillageRules.objects.create(
        village=village, title="村规民约", effective_from=MONTH, mandate=found.mandate, settlement=found.settlement
    )
    draft = VillageRules.objects.create(village=village, title="草稿")
    found.rulearticle = RuleArticle.objects.create(village=village, rules=draft, number=1, aspect="公民道德", text="…")
    found.breach = Breach.objects.create(
        village=village, number=1, household=found.household, article=found.rulearticle, day=DAY, reported_by=user,
        reported_at=AT, state="righted", first_on=DAY, second_on=DAY + timedelta(days=3),
        proposed_on=DAY + timedelta(days=3), way="points", dealt_on=DAY + timedelta(days=4),
        closed_on=DAY + timedelta(days=5),
    )  # fmt: skip
    found.breachstep = BreachStep.objects.create(
        village=village, breach=found.breach, number=1, kind="report", day=DAY, who="某人", by=user, at=AT
    )
    found.breachwords = BreachWords.objects.create(village=village, step=found.breachstep, said="…")
    found.breachclaim = BreachClaim.objects.create(village=village, breach=found.breach, claim=found.claim)


def _carrying(found: SimpleNamespace) -> None:
    """Tasks of one decided matter; the result of another, what a household found; a mandate of a third."""
    from tests.carrying.support import passed

    village, user = found.village, found.user
    task = {"village": village, "matter": found.minor, "what": "装灯", "name": "某人", "due_on": DAY, "made_by": user,
            "made_at": AT}  # fmt: skip
    found.mattertask = MatterTask.objects.create(number=1, member=found.bodymember, **task)
    found.taskprogress = TaskProgress.objects.create(
        village=village, task=found.mattertask, day=DAY, text="在装", by=user, at=AT
    )
    other = Matter.objects.create(
        village=village, number=4, title="借会议室", text="…", weight="minor", result="同意", state="passed",
        made_by=user, made_at=AT, decided_on=DAY, closed_at=AT,
    )  # fmt: skip
    found.matterresult = MatterResult.objects.create(
        village=village, matter=other, text="借了", posted_on=DAY, posted_by=user, posted_at=AT,
        look_again_on=DAY + timedelta(days=9),
    )  # fmt: skip
    found.matterfinding = MatterFinding.objects.create(
        village=village, result=found.matterresult, household=found.household, done=True, made_by=user, made_at=AT
    )
    rules = passed(village, user, held_on=DAY)
    mandate = Mandate.objects.create(
        village=village, meeting="代表会议", held_on=DAY, entitled=4, present=4, in_favour=3, filing="备案1号"
    )
    found.mattermandate = MatterMandate.objects.create(village=village, matter=rules, mandate=mandate, by=user, at=AT)


def _boards(found: SimpleNamespace) -> None:
    village, user = found.village, found.user
    found.ranking = Ranking.objects.create(
        village=village, kind=RankingKind.MONTH, start=MONTH, frozen_at=AT, last_seq=2, households=1,
        scoring_households=1, points_total=10,
    )  # fmt: skip
    found.rankingrow = RankingRow.objects.create(
        village=village, ranking=found.ranking, household=found.household, rank=1, earned=10, year_total=10
    )
    found.boardissue = BoardIssue.objects.create(
        village=village, month=MONTH, number=1, state=IssueState.PUBLISHED, drafted_at=AT, published_at=AT
    )
    found.boardentry = BoardEntry.objects.create(
        village=village, issue=found.boardissue, colour=Colour.BLACK, household=found.household, reason="焚烧秸秆",
        source=EntrySource.PROPOSAL, points=-10, ledger_entry=found.posted, created_at=AT, deed_day=DAY,
        reviewed_at=AT, told_way=TellingWay.PHONE, told_on=DAY, reply_until=DAY, decided_at=AT, published_at=AT,
        until=DAY, ended_at=AT, repair=found.posted, reversal=found.entry,
    )  # fmt: skip
    #: A black entry never has a picture.
    found.boardentry_with_photo = BoardEntry.objects.create(
        village=village, issue=found.boardissue, colour=Colour.RED, household=found.household, reason="帮邻居收稻",
        source=EntrySource.PROPOSAL, points=10, created_at=AT, deed_day=DAY, photo=found.photo,
    )  # fmt: skip
    found.boardproposal = BoardProposal.objects.create(
        village=village, colour=Colour.RED, household=found.household, deed_day=DAY, reason="帮邻居收稻",
        photo=found.photo, state=ProposalState.TAKEN, entry=found.boardentry, proposed_by=user, proposed_at=AT,
    )  # fmt: skip
    found.boardproposal_with_breach = BoardProposal.objects.create(
        village=village, colour=Colour.BLACK, household=found.household, deed_day=DAY, reason="占道堆放建材",
        article="第3条", breach=found.breach, proposed_by=user, proposed_at=AT,
    )  # fmt: skip
    found.boardmotion = BoardMotion.objects.create(
        village=village, entry=found.boardentry, kind=MotionKind.LIFT, reason="已清理", seen_by="某网格员", seen_on=DAY,
        proposed_by=user, proposed_at=AT,
    )  # fmt: skip
    found.boarddeed = BoardDeed.objects.create(
        village=village, entry=found.boardentry, ledger_entry=found.posted, colour=Colour.BLACK
    )
    found.issue_vote = BoardVote.objects.create(
        village=village, stage=VoteStage.ISSUE, issue=found.boardissue, edition=1, voter=user,
        constituencies=["branch"], agrees=True, at=AT,
    )  # fmt: skip
    found.black_vote = BoardVote.objects.create(
        village=village, stage=VoteStage.BLACK, issue=found.boardissue, entry=found.boardentry, voter=user,
        constituencies=["branch"], agrees=True, at=AT,
    )  # fmt: skip
    #: The vote on a motion, because it has every link.
    found.boardvote = BoardVote.objects.create(
        village=village, stage=VoteStage.MOTION, issue=found.boardissue, entry=found.boardentry,
        motion=found.boardmotion, voter=user, constituencies=["branch"], agrees=True, at=AT,
    )  # fmt: skip
    _stars(found)
    _notices(found)
    _volunteers(found)
    _demands(found)
    disclosure_rows.disclosure(found)
    _bodies(found)
    economy(found)
    _matters(found)
    _carrying(found)
    assert AuditRow.objects.filter(village=village).exists() and Claim.objects.filter(village=village).count() == 1


def _contests(found: SimpleNamespace) -> None:
    village, user, household = found.village, found.user, found.household
    rules = {
        "village": village, "name": "洁美庭院", "criteria": ["整洁"], "full_marks": [100], "nominators": ["paper"],
        "prizes": [10],
    }  # fmt: skip
    found.contesttitle = ContestTitle.objects.create(**rules)
    found.contest = Contest.objects.create(
        contest_title=found.contesttitle, quarter=MONTH, state="awarded", drafted_at=AT, called_at=AT,
        nominate_until=DAY, way="phone", round=1, scoring_at=AT, decided_at=AT, publicity_from=DAY,
        publicity_until=DAY, published_by=user, awarded_at=AT, **rules,
    )  # fmt: skip
    found.contestentrant = ContestEntrant.objects.create(
        village=village, contest=found.contest, household=household, nominator="paper", nominated_by=user,
        nominated_at=AT, results=[9000], place=1, reason="干净",
    )  # fmt: skip
    found.contestscore = ContestScore.objects.create(
        village=village, entrant=found.contestentrant, round=1, judge=user, marks=[90], at=AT
    )
    found.contestwalk = ContestWalk.objects.create(
        village=village, contest=found.contest, round=1, walked_on=DAY, photo=found.photo, recorded_by=user,
        recorded_at=AT,
    )  # fmt: skip
    found.contestwalker = ContestWalker.objects.create(
        village=village, walk=found.contestwalk, seat=found.bodymember, person=found.bodymember.pk, name="某人"
    )
    found.contestobjection = ContestObjection.objects.create(
        village=village, contest=found.contest, entrant=found.contestentrant, household=household, objector=user,
        text="不对", made_at=AT,
    )  # fmt: skip
    found.contestaward = ContestAward.objects.create(
        village=village, contest=found.contest, entrant=found.contestentrant, contest_title=found.contesttitle,
        quarter=MONTH, household=household, place=1, prize=10, points=10, ledger_entry=found.posted, year=2026,
        number=1, head_name="某人", issued_on=DAY,
    )  # fmt: skip


def _notices(found: SimpleNamespace) -> None:
    village, user = found.village, found.user
    found.notice = Notice.objects.create(village=village, user=user, kind=NoticeKind.CARD, path="/", at=AT)
    found.noticechannel = NoticeChannel.objects.create(
        village=village, name="群", kind=ChannelKind.EMAIL, audience=["officer"], host="smtp.example.cn",
        recipients="a@example.cn", changed_at=AT,
    )  # fmt: skip
    found.noticedelivery = NoticeDelivery.objects.create(
        village=village, channel=found.noticechannel, notices=1, made_at=AT, next_try_at=AT
    )


def _stars(found: SimpleNamespace) -> None:
    village, user = found.village, found.user
    found.staryear = StarYear.objects.create(
        village=village, year=DAY.year, state=StarYearState.CLOSED, nominate_until=DAY, opened_at=AT, closed_at=AT
    )
    found.star = Star.objects.create(village=village, star_year=found.staryear, number=1, name="洁美", criteria="干净")
    found.staraward = StarAward.objects.create(
        village=village, star=found.star, household=found.household, state=StarState.GRANTED, source=StarSource.GROUP,
        nominated_by=user, nominated_at=AT, decided_at=AT, publicity_from=DAY, publicity_until=DAY, granted_at=AT,
        plate=1,
    )  # fmt: skip
    found.starvote = StarVote.objects.create(
        village=village, award=found.staraward, stage=StarVoteStage.AWARD, voter=user, constituencies=["branch"],
        agrees=True, at=AT,
    )  # fmt: skip
    found.starobjection = StarObjection.objects.create(
        village=village, award=found.staraward, text="…", objector=user, made_at=AT, decided_by=user, decided_at=AT,
        state=StarObjectionState.DISMISSED, answer="…",
    )  # fmt: skip
    found.stargroup = StarGroup.objects.create(
        village=village, star_year=found.staryear, group=found.group, households=2, star_households=2, open_black=0,
        percent=60, excellent=True, reckoned_at=AT,
    )  # fmt: skip
    found.nineversion = NineVersion.objects.create(
        village=village, effective_from=DAY, adopted="村民代表会议", made_at=AT
    )
    found.ninearticle = NineArticle.objects.create(
        village=village, version=found.nineversion, colour=Colour.BLACK, number=1, text="乱倒垃圾"
    )


def _demands(found: SimpleNamespace) -> None:
    village, user = found.village, found.user
    found.gridgroup = GridGroup.objects.create(village=village, grid=found.grid, group=found.group)
    found.gridofficer = GridOfficer.objects.create(village=village, grid=found.grid, user=user)
    found.demand = Demand.objects.create(
        village=village, number=1, household=found.household, grid=found.grid, kind="problem", topic="road",
        text="路灯坏了", filed_by=user, filed_at=AT, visit_due_on=DAY, state="settled", handed_to=user,
        outcome="solved", answer="换了", answered_by=user, answered_at=AT, closed_at=AT, helper="某人",
        volunteer=found.volunteer,
    )  # fmt: skip
    found.demandphoto = DemandPhoto.objects.create(village=village, demand=found.demand, photo=found.photo)
    found.demandstep = DemandStep.objects.create(
        village=village, demand=found.demand, act="filed", state="filed", by=user, at=AT
    )
    found.demandwords = DemandWords.objects.create(village=village, step=found.demandstep, text="…")
    found.visit = Visit.objects.create(
        village=village, household=found.household, visited_on=DAY, visitors="网格员", demand=found.demand,
        recorded_by=user, recorded_at=AT,
    )  # fmt: skip
    _service(found)
    found.visitrhythm = VisitRhythm.objects.create(village=village, kind="hardship", days=30)


def _bodies(found: SimpleNamespace) -> None:
    """Bodies of areas, an election being counted, a handover being prepared: what is over is frozen."""
    village, user, body = found.village, found.user, found.body
    found.settlementhousehold = SettlementHousehold.objects.create(
        village=village, settlement=found.settlement, household=found.household
    )
    for area in ("group", "grid", "settlement"):
        made = Body.objects.create(
            village=village, name=f"{area}的组织", kind="party_group", **{area: getattr(found, area)}
        )
        setattr(found, f"body_with_{area}", made)
    seat = {"village": village, "name": "丙", "household": found.household, "seat_kind": "group", "group": found.group}
    found.bodymember_with_group = BodyMember.objects.create(body=body, term_from=DAY, **seat)
    found.bodyrules = BodyRules.objects.create(
        village=village,
        body=body,
        number=1,
        title="议事规则",
        effective_from=DAY,
        text="……",
        added_by=user,
        added_at=AT,
    )
    found.handover = Handover.objects.create(village=village, title="换届", day=DAY, made_by=user, made_at=AT)
    found.handoverbody = HandoverBody.objects.create(village=village, handover=found.handover, body=body)
    found.first_election = Election.objects.create(
        village=village, body=body, held_on=DAY, seats=1, term_from=DAY, opened_by=user, opened_at=AT
    )
    found.election = Election.objects.create(
        village=village, body=body, held_on=DAY, seats=1, term_from=DAY, opened_by=user, opened_at=AT,
        follows=found.first_election, handover=found.handover,
    )  # fmt: skip
    found.candidate = Candidate.objects.create(
        election=found.election, number=1, votes=3, elected=True, member=found.bodymember, **seat
    )
    found.ballotcount = BallotCount.objects.create(
        village=village, election=found.election, turn=1, typed_by=user, typed_at=AT, entitled=9, present=8,
        given_out=8, returned=8, valid=7,
    )  # fmt: skip
    found.ballotvotes = BallotVotes.objects.create(
        village=village, count=found.ballotcount, candidate=found.candidate, votes=3
    )
    found.handoverseat = HandoverSeat.objects.create(
        handover=found.handover, body=body, candidate=found.candidate, member=found.bodymember, **seat
    )
    found.handoverrole = HandoverRole.objects.create(
        village=village, handover=found.handover, user=user, role="committee", granted=True
    )


def _matters(found: SimpleNamespace) -> None:
    """A draft that has every link, one on its way, and a step on the agenda of a sitting."""
    village, user = found.village, found.user
    asked = {
        "village": village, "number": 1, "kind": "decide", "name": "村民代表会议决议", "body_kind": "representatives",
        "attendance": "two_thirds", "majority": "over_half", "notice_days": 3, "urgent_days": 1, "body": found.body,
        "with_body": found.body,
    }  # fmt: skip
    found.procedure = Procedure.objects.create(village=village, name="四议两公开", state="in_use")
    found.procedurestep = ProcedureStep.objects.create(procedure=found.procedure, **asked)
    found.mattersuggestion = MatterSuggestion.objects.create(
        village=village, household=found.household, text="修路", made_by=user, made_at=AT
    )
    matter = {
        "village": village, "title": "修路", "text": "修三组的路", "procedure": found.procedure, "body": found.body,
        "proposer": found.bodymember, "made_by": user, "made_at": AT,
    }  # fmt: skip
    found.matter = Matter.objects.create(number=1, suggestion=found.mattersuggestion, **matter)
    found.minor = Matter.objects.create(
        village=village, number=2, title="借会议室", text="…", weight="minor", result="同意", state="passed",
        made_by=user, made_at=AT, decided_on=DAY, closed_at=AT,
    )  # fmt: skip
    found.running = Matter.objects.create(number=3, **matter)
    Matter.objects.filter(village=village, pk=found.running.pk).update(state="running", round=1, opened_at=AT)
    found.matterpaper = MatterPaper.objects.create(
        village=village, matter=found.running, kind="minutes", dated=DAY, photo=found.photo, added_by=user, added_at=AT
    )
    found.sitting = Sitting.objects.create(
        village=village, number=1, body=found.body, with_body=found.body, body_name="某会",
        held_on=DAY + timedelta(days=3), called_by=user, called_at=AT,
    )  # fmt: skip
    found.sittingseat = SittingSeat.objects.create(
        village=village, sitting=found.sitting, member=found.bodymember, name="某人"
    )
    found.sittingseat_with_household = SittingSeat.objects.create(
        village=village, sitting=found.sitting, household=found.household, name="某人"
    )
    found.sittingpage = SittingPage.objects.create(village=village, sitting=found.sitting, photo=found.photo)
    found.matterstep = MatterStep.objects.create(
        matter=found.running, state="called", sitting=found.sitting, body_name="某会", **asked
    )
    found.steprecusal = StepRecusal.objects.create(village=village, step=found.matterstep, seat=found.sittingseat)
    found.stepvote = StepVote.objects.create(
        village=village, step=found.matterstep, seat=found.sittingseat, choice="for"
    )
    found.stepcount = StepCount.objects.create(
        village=village, step=found.matterstep, place=1, in_favour=1, against=0, abstained=0, typed_by=user, typed_at=AT
    )


def _volunteers(found: SimpleNamespace) -> None:
    village, user = found.village, found.user
    found.grid = Grid.objects.create(village=village, number=1, name="第1网格")
    found.strength = Strength.objects.create(village=village, number=1, name="调解")
    found.strengthtopic = StrengthTopic.objects.create(village=village, strength=found.strength, topic="land")
    found.volunteer = Volunteer.objects.create(
        village=village, name="某人", household=found.household, joined_on=DAY - timedelta(days=30), left_on=DAY
    )
    found.volunteerstrength = VolunteerStrength.objects.create(
        village=village, volunteer=found.volunteer, strength=found.strength
    )
    post = {"village": village, "name": "调解岗", "duties": "劝和", "strength": found.strength}
    found.volunteerpost = VolunteerPost.objects.create(**post, group=found.group)
    found.volunteerpost_with_grid = VolunteerPost.objects.create(**{**post, "name": "巡逻岗"}, grid=found.grid)
    found.postholder = PostHolder.objects.create(
        village=village, post=found.volunteerpost, volunteer=found.volunteer, term_from=DAY
    )
    found.shift = Shift.objects.create(
        village=village, post=found.volunteerpost, week=DAY - timedelta(days=DAY.weekday()), volunteer=found.volunteer
    )
    found.activity = Activity.objects.create(
        village=village, number=1, kind="law", title="民法典", day=DAY, place="村委会", host="法律顾问", code="000001",
        planned_by=user, planned_at=AT,
    )  # fmt: skip
    found.activityphoto = ActivityPhoto.objects.create(village=village, activity=found.activity, photo=found.photo)
    found.signin = SignIn.objects.create(
        village=village, activity=found.activity, household=found.household, way="paper", by=user, at=AT
    )
    found.serviceitem = ServiceItem.objects.create(village=village, source="law", item_code=28)


def _service(found: SimpleNamespace) -> None:
    village, user = found.village, found.user
    found.servicerecord = ServiceRecord.objects.create(
        village=village, volunteer=found.volunteer, post=found.volunteerpost, demand=found.demand,
        helped=found.household, day=DAY, quarters=4, entered_by=user, entered_at=AT,
    )  # fmt: skip
    found.servicewords = ServiceWords.objects.create(village=village, record=found.servicerecord, text="…")
    found.servicesignature = ServiceSignature.objects.create(
        village=village, record=found.servicerecord, as_who="office", by=found.cast.administrator, at=AT
    )
    #: A signature of a service that was not taken back: the trigger lets a second one as far as the key.
    other = ServiceRecord.objects.create(
        village=village, volunteer=found.volunteer, post=found.volunteerpost, day=DAY, quarters=4, entered_by=user,
        entered_at=AT,
    )  # fmt: skip
    found.servicesignature_again = ServiceSignature.objects.create(
        village=village, record=other, as_who="office", by=found.cast.administrator, at=AT
    )
    found.servicereversal = ServiceReversal.objects.create(
        village=village, record=found.servicerecord, reason="…", by=user, at=AT
    )
    found.serviceclaim = ServiceClaim.objects.create(village=village, record=found.servicerecord, claim=found.claim)
    #: Another link of the same claim: broken by each of its keys alone.
    found.serviceclaim_with_sign_in = ServiceClaim(village=village, sign_in=found.signin, claim=found.claim)
