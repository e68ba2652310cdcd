"""A village with something behind every address, everybody who could ask for it, and a village beside it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.test import Client

from boards.enums import Colour, MotionKind, StarSource
from boards.models import Star, StarAward
from boards.services import motions, nines, proposals, star_years, stars
from councils.enums import BodyKind, Decision, ObjectionChannel
from councils.models import (
    ActivityPhoto,
    Body,
    BodyMember,
    GridOfficer,
    Matter,
    MatterFinding,
    MatterResult,
    MatterStep,
    MatterTask,
    SampledClaim,
    SittingSeat,
)
from councils.services import (
    corrections,
    demands,
    dissuasion,
    grids,
    meetings,
    objections,
    village_rules,
    visits,
)
from councils.services.bodies import procedure
from councils.services.disclosure import files, postings
from councils.services.matters import calling, holding, opening, procedures, suggestions
from points.enums import Module, RegionRoleKind, Role
from points.models import Entry, Household, Membership, Notice, NoticeChannel, RegionRole, Village
from points.services import assessments, cards, care, consents, life, register_import, schemes
from tests import stage
from tests.bodies import support as serving
from tests.contests import scene as contests
from tests.disclosure import support as disclosure
from tests.dissuasion import support as breaches
from tests.economy.scene import economy_of
from tests.factories import Cast, UserFactory, member
from tests.volunteers import support as volunteers
from villagegov.kernel import clock

NOW = clock.moment(date(2026, 11, 15), 10)
DAY = date(2026, 11, 12)

#: Names, phones and notes that no page may show to people who are not signed in. Each is found nowhere else.
HEADS = ("欧阳春晖", "司徒秋月", "上官雪松", "慕容远山")
PHONE = "13812345678"
NOTE = "因邻居纠纷夜里报警"
REPLY = "家里老人病重那天走不开"
OBJECTION = "那天她住在县医院"
OBJECTOR = "慕容隔壁"
CONTACT = "联系李会计转交"
EVENT_NOTE = "父亲在外地服药"
MARK_NOTE = "腿脚不便要人送饭"
PAPER = "同意书藏在铁柜"
STAR_WORDS = "评星时说婆婆中风"
CHANNEL_KEY = "a1b2c3d4-5566-7788-99aa-bbccddeeff00"
BREACH_FACTS, BREACH_REPLY = "沟边倒了三车建渣", "说是表弟倒的"
ASSESSED = "评估只给管理员看"
DEMAND, DEMAND_PLACE, HEARD = "邻居半夜唱歌睡不着", "欧阳家灶房后", "说儿子欠了债"
ASKED = "听说有人替亲戚多领了"
#: On a list that is posted with its names hidden.
LISTED = "澹台石生"
_LISTED = [LISTED, "511124195003070018", "13987654321", "6228450012345678901", "1组", 420, f"{LISTED}不识字"]
#: A volunteer who did not agree to be named.
HELPER = "令狐热心"
USERNAME = "zhangsan-loginname"
SUGGESTION = "欧阳家想请村里修一段护栏"
#: What a household told the office, and somebody who is in a file and not yet in the register.
HOUSE_PHONE, ADDRESS, HOUSE_NOTE, NEWCOMER = "13987654321", "竹林坡九十九号", "长期服药需人照看", "闻人初雪"


@dataclass
class Scene:
    cast: Cast
    #: Keys and numbers that stand in addresses.
    ids: dict[str, Any]
    clients: dict[str, Client] = field(default_factory=dict)


def build() -> Scene:
    """Boards of October with a public black entry; claims of November in every state that has a page of its own."""
    cast = _named(stage.village())
    stage.black_public(cast)
    scene = Scene(cast, _work(cast))
    people = _people(cast, stage.village())
    GridOfficer.objects.create(village=cast.village, grid_id=scene.ids["grid row"], user=people["grid"])
    task_for(cast, scene.ids["carried out"], people["grid"], 2)
    scene.clients = {name: _client(user) for name, user in people.items()}
    return scene


def _named(cast: Cast) -> Cast:
    for household, name in zip(cast.households, HEADS, strict=True):
        Household.objects.filter(pk=household.pk).update(head_name=name)
        household.refresh_from_db()
    cast.officer.username = USERNAME
    cast.officer.save()
    return cast


def _work(cast: Cast) -> dict[str, Any]:
    more = {"day": DAY, "at": NOW}
    kept = stage.photo(cast)
    draft = stage.draft(cast, 0, photos=(kept.pk,), slip_number="ZZ-4711", **more)
    waiting, untold = stage.draft(cast, 1, **more), stage.draft(cast, 3, cast.deduction, **more)
    listed, held = stage.draft(cast, 1, **more), stage.draft(cast, 3, **more)
    sent = [waiting, untold, listed, held]
    batch = stage.send(cast, *sent, at=NOW)
    for voter in (cast.branch, cast.supervision):
        stage.vote(cast, voter, untold, listed, held, at=NOW)
    objection = objections.object_to(claim=stage.fresh(held), text=OBJECTION, by=cast.villager, at=NOW)
    book = stage.slip_book(cast)
    cards.issue(village=cast.village, household_ids=[cast.households[3].pk], seed="s" * 32, by=cast.officer, at=NOW)
    return {
        **life_of(cast),
        **contests.of_every_kind(cast),
        "import": waiting_import(cast),
        "book": book.pk,
        "slip": book.text(book.last),
        **cases(cast),
        **stars_of(cast),
        **notices_of(cast),
        **breaches_of(cast),
        **demands_of(cast),
        **matters_of(cast),
        **bodies_of(cast),
        **disclosure_of(cast),
        **economy_of(cast),
        **volunteers_of(cast),
        **carried_out(cast),
        **rules_of(cast),
        **meeting_of(cast),
        "item number": cast.award.code,
        "told": told_deduction(cast),
        "own claim": stage.online(cast, day=DAY, at=NOW).pk,
        "draft": draft.pk,
        "waiting": waiting.pk,
        "untold": untold.pk,
        "listed": listed.pk,
        "objection": objection.pk,
        "batch": batch.number,
        "photo": kept.pk,
        "entry": stage.entry(cast).pk,
        "my entry": stage.entry(cast, "red").pk,
        "motion": _motion(cast),
        **proposals_of(cast),
        "pictured": pictured(cast),
        "sampled": SampledClaim.objects.filter(village=cast.village).earliest("number").pk,
    }


def meeting_of(cast: Cast) -> dict[str, Any]:
    """A list that is printed, with a photo of its sheet; and a member who lists near kin."""
    who = {"by": cast.administrator, "at": NOW}
    stage.send(cast, stage.draft(cast, 2, day=DAY, at=NOW), at=NOW)
    meeting = meetings.open_meeting(village=cast.village, id=uuid.uuid4(), held_on=clock.local_day(NOW), **who)
    sheet = meetings.add_sheet(meeting=meeting, upload=stage.picture(), **who)
    return {"meeting": meeting.number, "meeting sheet": sheet.pk, "member": cast.representative.pk}


def told_deduction(cast: Cast) -> Any:
    """Of the villager's household, in publicity."""
    claim = stage.draft(cast, 0, cast.deduction, day=DAY, at=NOW)
    stage.send(cast, claim, at=NOW)
    for voter in (cast.branch, cast.supervision):
        stage.vote(cast, voter, claim, at=NOW)
    stage.told_of(cast, claim, at=NOW)
    return claim.pk


def _motion(cast: Cast) -> Any:
    """The officer asks to lift what stands on the black board."""
    said = {"reason": "已清理干净", "seen_by": "某网格员", "seen_on": NOW.date()}
    return motions.propose(entry=stage.entry(cast), kind=MotionKind.LIFT, by=cast.officer, at=NOW, **said).pk


def proposals_of(cast: Cast) -> dict[str, Any]:
    """A breach of November that waits for its draft."""
    made = proposals.propose(
        village=cast.village, id=uuid.uuid4(), colour=Colour.BLACK, household=stage.household(cast, 1), deed_day=DAY,
        reason="占用村道堆放建材", article="第六条", by=cast.officer, at=NOW,
    )  # fmt: skip
    return {"proposal": made.pk}


def pictured(cast: Cast) -> Any:
    """The red entry has a picture, and the household agreed."""
    entry = stage.entry(cast, "red")
    consents.give(household=entry.household, kind="photos", given_on=DAY, paper=PAPER, by=cast.administrator, at=NOW)
    type(entry).objects.filter(pk=entry.pk).update(photo=stage.photo(cast, (10, 200, 10)))
    return entry.pk


def rules_of(cast: Cast) -> dict[str, Any]:
    """A draft of other rules."""
    draft = schemes.copy_scheme(scheme=cast.scheme, title="明年的办法", by=None, at=NOW)
    item = draft.items.filter(village=cast.village).earliest("code")
    return {"draft_rules": draft.pk, "draft_category": item.category_id, "draft_item": item.pk}


def notices_of(cast: Cast) -> dict[str, Any]:
    """A line in the villager's inbox, and a channel that is switched off."""
    notice = Notice.objects.create(
        village=cast.village, user=cast.villager, kind="card", path=f"/v/{cast.village.slug}/my/", at=NOW
    )
    channel = NoticeChannel.objects.create(
        village=cast.village, name="工作群", kind="wecom", audience=["officer"], secret=CHANNEL_KEY, changed_at=NOW
    )
    return {"notice": notice.pk, "channel": channel.pk}


def stars_of(cast: Cast) -> dict[str, Any]:
    """An open year of stars: one in publicity, one with its plate, one that waits; and the red and black nine."""
    Village.objects.filter(pk=cast.village.pk).update(modules=[Module.STARS])
    early, who = clock.moment(date(2026, 11, 1), 9), {"by": cast.administrator}
    nines.adopt(
        village=cast.village, effective_from=date(2026, 11, 1), adopted="村民代表会议", red=["孝老爱亲"],
        black=["乱倒垃圾"], at=early, **who,
    )  # fmt: skip
    year = star_years.prepare(
        village=cast.village, year=2026, nominate_until=date(2026, 11, 30), group_percent=60, at=early, **who
    )
    star_years.open_year(year=year, at=early, **who)
    care, tidy = Star.objects.filter(village=cast.village, name__in=["孝爱", "洁美"]).order_by("number")

    def put_forward(household: int, star: Star, at: Any) -> StarAward:
        [award] = stars.nominate(
            household=stage.household(cast, household), stars=[star], source=StarSource.GROUP, reason=STAR_WORDS,
            by=cast.officer, at=at,
        )  # fmt: skip
        return award

    def decide(award: StarAward, at: Any) -> None:
        for voter in (cast.branch, cast.supervision):
            stars.decide(village=cast.village, award_ids=[award.pk], agrees=True, by=voter, at=at)

    plated = put_forward(1, tidy, early)
    decide(plated, early)
    stars.grant_due(village=cast.village, at=clock.moment(date(2026, 11, 10), 1))
    posted = put_forward(3, care, NOW)
    decide(posted, NOW)
    return {"star": tidy.pk, "plated": plated.pk, "posted star": posted.pk, "own star": put_forward(0, care, NOW).pk}


def breaches_of(cast: Cast) -> dict[str, Any]:
    """Village rules in force and a draft of the next; a breach of another household, and one of the villager's own."""
    breaches.in_force(cast, at=NOW)
    draft = village_rules.draft(village=cast.village, title="新版", by=cast.administrator, at=NOW)
    other = breaches.reported(cast, household=2, at=NOW, facts=BREACH_FACTS)
    breaches.spoken(cast, other, 1, reply=BREACH_REPLY, at=NOW)
    own = breaches.reported(cast, household=0, at=NOW, facts=BREACH_FACTS)
    dissuasion.dissuade(
        breach=own, number=1, day=breaches.SPOKEN, who="义务监督队", said="请清走", by=cast.officer, at=NOW
    )
    third = breaches.spoken(cast, breaches.spoken(cast, breaches.reported(cast, household=3, at=NOW), 1), 2, at=NOW)
    dissuasion.propose(breach=third, way="board", said="没改", by=cast.officer, at=NOW)
    return {"draft village rules": draft.pk, "breach": other.pk, "own breach": own.pk, "for the board": third.pk}


def demands_of(cast: Cast) -> dict[str, Any]:
    """The villager's household brought something in, in a grid; somebody was there."""
    used = {*Village.objects.get(pk=cast.village.pk).modules, Module.DEMANDS}
    cast.village.modules = [module.value for module in Module if module in used]
    cast.village.save(update_fields=["modules"])
    who: dict[str, Any] = {"at": NOW}
    grid = grids.save_grid(
        village=cast.village, number=1, name="第1网格", groups=[cast.groups[0].pk], officers=[], by=cast.administrator,
        **who,
    )  # fmt: skip
    home = stage.household(cast, 0)
    data = demands.DemandInput("dispute", DEMAND, "neighbours", DEMAND_PLACE, may_publish=True)
    made = demands.bring(household=home, data=data, by=cast.villager, **who)
    made.village = cast.village
    seen = visits.VisitInput(clock.local_day(NOW), "网格员", HEARD, made)
    visits.record(household=home, data=seen, by=cast.officer, **who)
    return {"demand": made.pk, "grid row": grid.pk}


def bodies_of(cast: Cast) -> dict[str, Any]:
    """A settlement with its body and convention, an election with a candidate, a handover being prepared."""
    area = serving.settlement(cast, 2)
    body = serving.body(cast, BodyKind.SETTLEMENT, settlement=area)
    seat = serving.sits(body, "何组长", seat_kind="head")
    rules = procedure.add_rules(
        body=body, title="议事规则", effective_from=DAY, text="先议后决", by=cast.administrator, at=NOW
    )
    serving.convention(cast, area, at=NOW)
    held = serving.election(cast, body, ("甲",), at=NOW)
    made = serving.handover(cast, body, day=clock.local_day(NOW), at=NOW)
    return {
        "settlement": area.pk, "settlement body": body.pk, "body member": seat.pk, "body rules": rules.pk,
        "election": held.pk, "handover": made.pk,
    }  # fmt: skip


def disclosure_of(cast: Cast) -> dict[str, Any]:
    """A posting with a masked table and a PDF on the board, a question about it, and a draft whose table waits."""
    used = {*Village.objects.get(pk=cast.village.pk).modules, Module.DISCLOSURE}
    cast.village.modules = [module.value for module in Module if module in used]
    cast.village.save(update_fields=["modules"])
    terms = disclosure.duty(cast)
    made = disclosure.drafted(cast)
    disclosure.masked(cast, disclosure.uploaded(cast, made, disclosure.sheet(rows=[_LISTED])))
    pdf = ContentFile(b"%PDF-1.4\n%%EOF\n", name="x.pdf")
    file = files.add(posting=made, upload=pdf, caption="发票", looked=True, by=cast.officer, at=NOW)
    made = disclosure.fresh(postings.check(posting=disclosure.sent(cast, made), by=cast.supervisor, at=NOW))
    question = disclosure.asked(cast, made, text=ASKED)
    waiting = disclosure.drafted(cast, "救助名单")
    disclosure.uploaded(cast, waiting, disclosure.sheet(rows=[_LISTED]))
    return {
        "posting": made.number,
        "posted key": made.pk,
        "posting file": file.pk,
        "draft posting": waiting.pk,
        "question": question.pk,
        "duty": terms.duty_id,
    }


def matters_of(cast: Cast) -> dict[str, Any]:
    """A procedure, a matter whose sitting is ticked, one to be called, and what the villager's household suggested."""
    used = {*Village.objects.get(pk=cast.village.pk).modules, Module.MATTERS}
    cast.village.modules = [module.value for module in Module if module in used]
    cast.village.save(update_fields=["modules"])
    who: dict[str, Any] = {"by": cast.branch, "at": NOW}
    council = Body.objects.create(village=cast.village, name="村民议事会", kind=BodyKind.COUNCIL)
    member = BodyMember.objects.create(village=cast.village, body=council, name="某委员", term_from=date(2024, 1, 1))
    steps = [procedures.StepInput("decide", "议定", council.pk)]
    data = procedures.ProcedureInput("议事程序", steps=steps)
    made = procedures.save_procedure(village=cast.village, data=data, by=cast.administrator, at=NOW)
    procedures.put_to_use(procedure=made, by=cast.administrator, at=NOW)
    numbers = []
    for title in ("修路", "修渠"):
        words = opening.MatterInput(title, "……", procedure_id=made.pk, proposer_id=member.pk)
        numbers.append(opening.open_matter(matter=opening.draft(village=cast.village, data=words, **who), **who))
    step = MatterStep.objects.get(village=cast.village, matter=numbers[0])
    call = calling.Call([step.pk], clock.local_day(NOW))
    sitting = calling.call(village=cast.village, data=call, **who)
    seat = SittingSeat.objects.get(village=cast.village, sitting=sitting)
    holding.tick(sitting=sitting, present=[seat.pk], **who)
    suggestions.suggest(household=stage.household(cast, 0), text=SUGGESTION, by=cast.villager, at=NOW)
    return {
        "procedure": made.pk, "matter": numbers[0].number, "matter to call": numbers[1].number, "matter step": step.pk,
        "sitting": sitting.number,
    }  # fmt: skip


def volunteers_of(cast: Cast) -> dict[str, Any]:
    """A volunteer of another household at a post, hours that wait, an activity of today with a picture for all."""
    volunteers.switch_on(cast)
    who = volunteers.volunteer(cast, 3, name=HELPER)
    post = volunteers.post(cast, who)
    volunteers.service(cast, who, post, by=cast.administrator)
    held = volunteers.held(cast, day=DAY)
    shown = ActivityPhoto.objects.create(
        village=cast.village, activity=held, photo=stage.photo(cast, (200, 40, 40)), agreed=True
    )
    return {"volunteer": who.pk, "volunteer post": post.pk, "activity": held.pk, "activity picture": shown.pk}


def switch_on_matters(cast: Cast) -> None:
    used = {*Village.objects.get(pk=cast.village.pk).modules, Module.MATTERS}
    cast.village.modules = [module.value for module in Module if module in used]
    cast.village.save(update_fields=["modules"])


FOUND_WORDS = "少装了一盏路灯"


def carried_out(cast: Cast, number: int = 71) -> dict[str, Any]:
    """A matter with its result posted, of which the villager's household has said nothing; one with a task in hand."""
    switch_on_matters(cast)
    said: dict[str, Any] = {"weight": "minor", "result": "同意", "decided_on": DAY, "closed_at": NOW, "made_at": NOW}
    over, going = (
        Matter.objects.create(
            village=cast.village, number=number + more, title="装路灯", text="…", state="passed", made_by=cast.branch,
            **said,
        )
        for more in (0, 1)
    )  # fmt: skip
    result = MatterResult.objects.create(
        village=cast.village, matter=over, text="已装好", posted_on=DAY, posted_by=cast.branch, posted_at=NOW
    )
    MatterFinding.objects.create(
        village=cast.village, result=result, household=cast.households[2], done=False, words=FOUND_WORDS,
        made_by=cast.officer, made_at=NOW,
    )  # fmt: skip
    task_for(cast, going, cast.officer, 1)
    return {"affair": over.number, "carried out": going.pk}


def task_for(cast: Cast, matter: Any, user: Any, number: int) -> None:
    MatterTask.objects.create(
        village=cast.village, matter_id=getattr(matter, "pk", matter), number=number, what="装灯", user=user, name="某",
        due_on=DAY, made_by=cast.branch, made_at=NOW,
    )  # fmt: skip


def waiting_import(cast: Cast) -> Any:
    """Private fields of a household, and an import that waits."""
    Household.objects.filter(pk=cast.households[1].pk).update(phone=HOUSE_PHONE, address=ADDRESS, note=HOUSE_NOTE)
    file = BytesIO(f"户号,户主,组,电话\n901,{NEWCOMER},1组,{HOUSE_PHONE}\n".encode())
    return register_import.keep(
        village=cast.village, file=file, name="花名册.csv", joined_on=DAY, by=cast.administrator, at=NOW
    ).pk


def life_of(cast: Cast) -> dict[str, Any]:
    """A household and what happened to it."""
    said = {"reason": "prison", "note": EVENT_NOTE, "by": cast.officer, "at": NOW}
    Household.objects.filter(village=cast.village).update(members=3)
    event = life.send_some(household=stage.household(cast, 3), day=DAY, people=1, **said)
    household, who = stage.household(cast, 3), {"by": cast.administrator, "at": NOW}
    mark = care.mark(household=household, kind="disabled", since=DAY, note=MARK_NOTE, **who)
    consent = consents.give(household=household, kind="contact", given_on=DAY, paper=PAPER, **who)
    assessment = assessments.record_assessment(
        village=cast.village, text=ASSESSED, author="村委会", assessed_on=DAY, **who
    )
    found = {"household": household.pk, "household event": event.pk, "mark": mark.pk, "consent": consent.pk}
    return {**found, "assessment": assessment.number}


def cases(cast: Cast) -> dict[str, Any]:
    """Of October: an award that is being corrected, a deduction objected to in vain; of November: a rejection."""
    award, deduction = Entry.objects.filter(village=cast.village, kind="claim").order_by("-points")
    correction = corrections.propose(
        entry=award, remedy=corrections.Remedy(), reason="录重了", by=cast.supervisor, at=NOW
    )
    said = objections.Recorded(uuid.uuid4(), ObjectionChannel.ORAL, OBJECTION, DAY, name=OBJECTOR, read_back=True)
    recorded = objections.record_objection(claim=deduction.claim, data=said, by=cast.supervisor, at=NOW)
    objections.decide_objection(objection=recorded, uphold=False, reason="查过", by=cast.supervisor, at=NOW)
    rejected = stage.draft(cast, 0, day=DAY, at=NOW)
    stage.send(cast, rejected, at=NOW)
    for voter in (cast.branch, cast.supervision):
        stage.vote(cast, voter, rejected, decision=Decision.REJECT, note="没有签到", at=NOW)
    return {"counted": award.pk, "correction": correction.pk, "recorded": recorded.pk, "rejected": rejected.pk}


def _people(cast: Cast, far: Cast) -> dict[str, Any]:
    viewer = UserFactory(name="镇级查看员")
    RegionRole.objects.create(user=viewer, region=cast.village.town, kind=RegionRoleKind.TOWN_VIEWER)
    # In a village without the row that is asked for, these may do everything.
    far_committee = far.branch
    Membership.objects.create(village=far.village, user=far_committee, role=Role.SUPERVISOR)
    return {
        "anonymous": None,
        "villager": cast.villager,
        "officer": cast.officer,
        "committee": cast.branch,
        "supervisor": cast.supervisor,
        "grid": member(cast.village, Role.GRID_OFFICER),
        "administrator": cast.administrator,
        "town": viewer,
        "superuser": cast.superuser,
        "far villager": far.villager,
        "far officer": far.officer,
        "far committee": far_committee,
        "far administrator": far.administrator,
    }


def _client(user: Any) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client
