"""One row of every village table, with every link set: what tests of the database's own rules break."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

from boards.enums import Colour, EntrySource, EntryState, IssueState, RankingKind, VoteStage
from boards.models import BoardDeed, BoardEntry, BoardIssue, BoardVote, Ranking, RankingRow
from councils.enums import Decision, TellingWay
from councils.models import Body, BodyMember, Feedback, NearKin, Objection, Telling, Vote
from points.enums import ClaimState, EntryKind
from points.models import (
    AuditRow,
    Batch,
    Claim,
    ClaimPhoto,
    Deed,
    EntrySecret,
    LedgerHead,
    Membership,
    MonthClose,
    Photo,
    Region,
    RegionRole,
    VillageSettings,
)
from points.services import audit, ledger
from tests.factories import ClaimFactory, make_village
from villagegov.kernel import clock

DAY = date(2026, 10, 10)
MONTH = date(2026, 10, 1)
AT = clock.moment(DAY)


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
    _claims(found)
    _ledger(found)
    _councils(found)
    _boards(found)
    return found


def _claims(found: SimpleNamespace) -> None:
    village, user = found.village, found.user
    found.deed = Deed.objects.create(
        village=village, item=found.item, day=DAY, slip_number="D-1", typed_by=user, created_at=AT
    )
    found.batch = Batch.objects.create(
        village=village, number=1, sent_by=user, sent_at=AT, claim_count=1, points_total=10
    )
    found.claim = ClaimFactory(
        village=village,
        household=found.household,
        item=found.item,
        typed_by=user,
        deed=found.deed,
        batch=found.batch,
        slip_number="S-1",
        state=ClaimState.POSTED,
        submitted_at=AT,
        decided_at=AT,
        publicity_from=DAY,
        publicity_until=DAY,
        posted_at=AT,
    )
    found.photo = Photo.objects.create(
        village=village, sha256="0" * 64, width=1, height=1, uploaded_by=user, uploaded_at=AT
    )
    found.claimphoto = ClaimPhoto.objects.create(village=village, claim=found.claim, photo=found.photo)


def _ledger(found: SimpleNamespace) -> None:
    posting = ledger.Posting(
        key="claim:1", kind=EntryKind.CLAIM, household_id=found.household.pk, points=10, deed_day=DAY,
        claim_id=found.claim.pk,
    )  # fmt: skip
    [found.posted] = ledger.post(village=found.village, postings=[posting], by=None, at=AT)
    #: A reversal, because it is the line that has every link.
    found.entry = ledger.reverse(entry=found.posted, reason="录错", by=None, at=AT)
    found.entrysecret = EntrySecret.objects.get(village=found.village, entry=found.entry)
    found.monthclose = MonthClose.objects.create(village=found.village, month=MONTH, closed_at=AT, last_seq=2)


def _councils(found: SimpleNamespace) -> None:
    village, user, claim = found.village, found.user, found.claim
    found.body = Body.objects.filter(village=village).first()
    found.bodymember = BodyMember.objects.create(
        village=village, body=found.body, name="某人", household=found.household, term_from=DAY
    )
    found.nearkin = NearKin.objects.create(village=village, user=user, household=found.household, registered_on=DAY)
    found.vote = Vote.objects.create(
        village=village, claim=claim, round=1, voter=user, constituencies=["branch"], decision=Decision.APPROVE, at=AT
    )
    found.telling = Telling.objects.create(
        village=village, claim=claim, way=TellingWay.PHONE, told_on=DAY, told_by=user, recorded_at=AT
    )
    found.objection = Objection.objects.create(village=village, claim=claim, objector=user, text="不对", made_at=AT)
    found.feedback = Feedback.objects.create(village=village, text="好", made_at=AT)


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
        source=EntrySource.PROPOSAL, state=EntryState.PUBLISHED, points=-10, ledger_entry=found.posted, created_at=AT,
        reviewed_at=AT, told_way=TellingWay.PHONE, told_on=DAY, reply_until=DAY, decided_at=AT, published_at=AT,
        until=DAY,
    )  # fmt: skip
    found.boarddeed = BoardDeed.objects.create(
        village=village, entry=found.boardentry, ledger_entry=found.posted, colour=Colour.BLACK
    )
    found.issue_vote = BoardVote.objects.create(
        village=village, stage=VoteStage.ISSUE, issue=found.boardissue, edition=1, voter=user,
        constituencies=["branch"], agrees=True, at=AT,
    )  # fmt: skip
    #: The vote on an entry, because it has every link.
    found.boardvote = BoardVote.objects.create(
        village=village, stage=VoteStage.BLACK, issue=found.boardissue, entry=found.boardentry, voter=user,
        constituencies=["branch"], agrees=True, at=AT,
    )  # fmt: skip
    assert AuditRow.objects.filter(village=village).exists() and Claim.objects.filter(village=village).count() == 1
