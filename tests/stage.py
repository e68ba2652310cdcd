"""A village brought, through the services, to where a test of faults, races or roles begins.

Deeds are done in October 2026 and decided at its end; the month closes, and its board is drafted, on 8 November.
"""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image

from boards.enums import Colour, MotionKind, RankingKind
from boards.models import BoardEntry, BoardIssue, BoardMotion, BoardVote
from boards.services import black, due, issues, motions, rankings
from councils.enums import Decision, TellingWay
from councils.models import Objection, Telling
from councils.services import objections, tellings
from councils.services.review import decide
from points.enums import EntryKind
from points.models import Batch, Claim, Deed, Entry, Household, Item, Photo, SlipBook, User, VillageSettings
from points.services import photos, slips
from points.services.claims import ClaimInput, DeedInput, claim_online, enter_claim, enter_deed, send_up
from points.services.due import run_points
from tests.factories import Cast, make_village
from villagegov.db.keys import new_id
from villagegov.kernel import clock

OCT = date(2026, 10, 1)
DEED_DAY = date(2026, 10, 20)
ENTERED = clock.moment(date(2026, 10, 21), 9)
SENT = clock.moment(date(2026, 10, 25), 17)
MEETING = clock.moment(date(2026, 10, 26), 19)
#: Publicity of what the meeting approved ends on 1 November.
IN_PUBLICITY = clock.moment(date(2026, 10, 28), 10)
RELEASED = clock.moment(date(2026, 11, 2), 0, 5)
ISSUE_DAY = clock.moment(date(2026, 11, 8), 0, 5)
BOARD_MEETING = clock.moment(date(2026, 11, 9), 10)
TOLD = clock.moment(date(2026, 11, 10), 18)
LOOKED = clock.moment(date(2026, 11, 15), 9)
BLACK_MEETING = clock.moment(date(2026, 11, 14), 9)


def village(households: int = 4) -> Cast:
    """A village that uses the site since October 2026."""
    cast = make_village(households=households)
    VillageSettings.objects.filter(village=cast.village).update(effective_from=OCT)
    return cast


# ----------------------------------------------------------------------------------------------------------- claims


def picture(colour: tuple[int, int, int] = (20, 90, 40)) -> ContentFile:
    data = BytesIO()
    Image.new("RGB", (64, 48), colour).save(data, "JPEG")
    return ContentFile(data.getvalue(), name="photo.jpg")


def photo(cast: Cast, colour: tuple[int, int, int] = (20, 90, 40)) -> Photo:
    return photos.keep(village=cast.village, upload=picture(colour), by=cast.officer, at=ENTERED)


def claim_input(cast: Cast, household: int = 0, item: Item | None = None, day: date = DEED_DAY, **more) -> ClaimInput:
    where = {"household_id": cast.households[household].pk, "item_id": (item or cast.award).pk, "day": day}
    return ClaimInput(note="夜里巡了一圈", **where, **more)


def draft(
    cast: Cast, household: int = 0, item: Item | None = None, day: date = DEED_DAY, at: datetime = ENTERED, **more
) -> Claim:
    data = claim_input(cast, household, item, day, **more)
    return enter_claim(village=cast.village, data=data, by=cast.officer, at=at)


def online(cast: Cast, household: int = 0, item: Item | None = None, by: User | None = None, **more) -> Claim:
    """Claimed by a household on its phone; waits for review outside any batch."""
    at = more.pop("at", ENTERED)
    data = claim_input(cast, household, item, **more)
    return claim_online(village=cast.village, data=data, by=by or cast.villager, at=at)


def slip_book(cast: Cast, prefix: str = "WJG-") -> SlipBook:
    """Fifty slips of group 1."""
    return slips.issue_book(
        village=cast.village,
        id=new_id(),
        prefix=prefix,
        first=401,
        last=450,
        digits=4,
        group=cast.groups[0],
        issued_to="某组长",
        issued_on=OCT,
        by=cast.officer,
        at=ENTERED,
    )


def deed(cast: Cast, households: tuple[int, ...] = (0, 1, 2), **more) -> Deed:
    data = DeedInput(
        item_id=cast.award.pk, day=DEED_DAY, household_ids=tuple(cast.households[n].pk for n in households), **more
    )
    return enter_deed(village=cast.village, data=data, by=cast.officer, at=ENTERED)


def send(cast: Cast, *claims: Claim, at: datetime = SENT) -> Batch:
    return send_up(village=cast.village, claim_ids=[claim.pk for claim in claims], by=cast.officer, at=at)


def submitted(cast: Cast, household: int = 0, item: Item | None = None, **more) -> Claim:
    claim = draft(cast, household, item, **more)
    send(cast, claim)
    return fresh(claim)


def vote(
    cast: Cast, by: User, *claims: Claim, decision: Decision = Decision.APPROVE, note: str = "", at: datetime = MEETING
) -> Claim:
    decide(village=cast.village, claim_ids=[claim.pk for claim in claims], decision=decision, note=note, by=by, at=at)
    return fresh(claims[0])


def approved(cast: Cast, household: int = 0, item: Item | None = None, **more) -> Claim:
    """In publicity; a deduction waits for its household to be told."""
    claim = submitted(cast, household, item, **more)
    vote(cast, cast.branch, claim)
    return vote(cast, cast.supervision, claim)


def told_of(cast: Cast, claim: Claim, at: datetime = MEETING) -> Telling:
    return tellings.tell(
        claim=claim, way=TellingWay.PHONE, told_on=clock.local_day(at), reply="知道了", by=cast.officer, at=at
    )


def deduction(cast: Cast, household: int = 2) -> Claim:
    """A deduction in publicity, its household told."""
    claim = approved(cast, household, cast.deduction)
    told_of(cast, claim)
    return fresh(claim)


def objection(cast: Cast, claim: Claim) -> Objection:
    return objections.object_to(claim=claim, text="那天他不在村里", by=cast.villager, at=IN_PUBLICITY)


def posted(cast: Cast, household: int = 0, item: Item | None = None) -> Entry:
    claim = approved(cast, household, item)
    if claim.points < 0:
        told_of(cast, claim)
    run_points(cast.village, RELEASED)
    return Entry.objects.get(village=cast.village, claim=claim, kind=EntryKind.CLAIM)


def returned(cast: Cast) -> Claim:
    return vote(cast, cast.branch, submitted(cast), decision=Decision.RETURN, note="请补照片")


def fresh(row):
    """The row as it stands in the database."""
    return type(row).objects.get(village=row.village_id, pk=row.pk)


# ----------------------------------------------------------------------------------------------------------- boards


def october(cast: Cast) -> None:
    """Household 0 did something good, household 2 did not; nobody has been objected to."""
    approved(cast, 0)
    deduction(cast, 2)


def closed(cast: Cast) -> None:
    october(cast)
    run_points(cast.village, ISSUE_DAY)


def ranked(cast: Cast) -> None:
    closed(cast)
    rankings.freeze(village=cast.village, kind=RankingKind.MONTH, start=OCT, at=ISSUE_DAY)


def drafted(cast: Cast) -> BoardIssue:
    """October's draft: household 0 red, household 2 black."""
    october(cast)
    due.run_village(cast.village, ISSUE_DAY)
    return BoardIssue.objects.get(village=cast.village, month=OCT)


def entry(cast: Cast, colour: str = Colour.BLACK) -> BoardEntry:
    return BoardEntry.objects.select_related("issue").get(village=cast.village, issue__month=OCT, colour=colour)


def issue_vote(cast: Cast, by: User) -> BoardIssue:
    issue = BoardIssue.objects.get(village=cast.village, month=OCT)
    return issues.vote(issue=issue, agrees=True, by=by, at=BOARD_MEETING)


def published(cast: Cast) -> BoardIssue:
    drafted(cast)
    issue_vote(cast, cast.branch)
    return issue_vote(cast, cast.supervision)


def black_told(cast: Cast) -> BoardEntry:
    published(cast)
    return black.tell(
        entry=entry(cast), way=TellingWay.IN_PERSON, told_on=clock.local_day(TOLD), by=cast.branch, at=TOLD
    )


def black_vote(cast: Cast, by: User, agrees: bool = True) -> BoardEntry:
    return black.vote_black(entry=entry(cast), agrees=agrees, note="已核实", by=by, at=BLACK_MEETING)


def black_public(cast: Cast) -> BoardEntry:
    black_told(cast)
    black_vote(cast, cast.branch)
    return black_vote(cast, cast.representative)


def motion(cast: Cast, kind: MotionKind = MotionKind.LIFT) -> BoardMotion:
    """The officer went to look at what stands on the black board."""
    black_public(cast)
    return motions.propose(
        entry=entry(cast), kind=kind, reason="已清理干净", seen_by="某网格员", seen_on=LOOKED.date(), by=cast.officer,
        at=LOOKED,
    )  # fmt: skip


def motion_voted(cast: Cast) -> BoardMotion:
    """One member has agreed to lift the entry that stands."""
    found = motions.propose(
        entry=entry(cast), kind=MotionKind.LIFT, reason="已清理干净", seen_by="某网格员", seen_on=LOOKED.date(),
        by=cast.officer, at=LOOKED,
    )  # fmt: skip
    return motions.vote(motion=found, agrees=True, by=cast.branch, at=LOOKED)


def walked(cast: Cast, entry: BoardEntry) -> None:
    """A drafted row with every date of the gate, taken along it: the database lets no step be skipped."""
    of_entry = {"stage": "black", "entry": entry}
    for voter in (cast.branch, cast.supervision):
        for about in ({"stage": "issue", "edition": entry.issue.edition}, of_entry):
            BoardVote.objects.create(
                village=cast.village, issue=entry.issue, voter=voter, constituencies=["branch"], agrees=True,
                at=entry.decided_at, **about,
            )  # fmt: skip
    for state in ("reviewed", "told", "published"):
        BoardEntry.objects.filter(village=cast.village, pk=entry.pk).update(state=state)


def household(cast: Cast, number: int = 0) -> Household:
    return Household.objects.get(village=cast.village, pk=cast.households[number].pk)
