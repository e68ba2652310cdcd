"""One row of every table of points: a part of everything."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

from points.enums import (
    CareKind,
    ClaimState,
    ConsentKind,
    EntryKind,
    EventKind,
    EventReason,
)
from points.models import (
    Batch,
    CareMark,
    CareReading,
    ClaimPhoto,
    Consent,
    Deed,
    EntrySecret,
    EventWords,
    HouseholdCard,
    HouseholdEvent,
    ImpactAssessment,
    MonthClose,
    Photo,
    RegisterImport,
    SheetLine,
    SlipBook,
    SpoiledSlip,
)
from points.services import ledger
from tests.factories import ClaimFactory
from villagegov.kernel import clock

DAY = date(2026, 10, 10)
MONTH = date(2026, 10, 1)
AT = clock.moment(DAY)


def life(found: SimpleNamespace) -> None:
    village, user, household = found.village, found.user, found.household
    common = {"village": village, "household": household, "day": DAY, "recorded_by": user, "recorded_at": AT}
    #: One that says how the household stands, and one that strikes it out and has every link.
    found.away = HouseholdEvent.objects.create(
        kind=EventKind.AWAY, state_before="active", state="away", resident_before=True, resident=True, **common
    )
    found.householdevent = HouseholdEvent.objects.create(
        kind=EventKind.CANCELLED, cancels=found.away, other=found.cast.households[1], **common
    )
    found.eventwords = EventWords.objects.create(village=village, event=found.away, reason=EventReason.WORK)
    found.caremark = CareMark.objects.create(
        village=village, household=household, kind=CareKind.REVISIT, since=DAY, marked_by=user, marked_at=AT
    )
    found.carereading = CareReading.objects.create(
        village=village, household=household, reader=user, at=AT, marks=1, on_list=False
    )
    found.consent = Consent.objects.create(
        village=village, household=household, kind=ConsentKind.NAMES, given_on=DAY, paper="1", recorded_by=user,
        recorded_at=AT,
    )  # fmt: skip
    found.impactassessment = ImpactAssessment.objects.create(
        village=village, number=1, assessed_on=DAY, author="村委会", text="…", recorded_by=user, recorded_at=AT
    )


def claims(found: SimpleNamespace) -> None:
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
    found.slipbook = SlipBook.objects.create(
        village=village, prefix="WJG-", first=1, last=50, group=found.group, issued_to="某组长", issued_on=DAY,
        issued_by=user, created_at=AT,
    )  # fmt: skip
    found.spoiledslip = SpoiledSlip.objects.create(
        village=village, book=found.slipbook, number=3, reason="写错", recorded_by=user, recorded_at=AT
    )
    found.sheetline = SheetLine.objects.create(
        village=village, typist=user, position=1, household=found.household, item=found.item, kept_at=AT
    )
    found.photo = Photo.objects.create(
        village=village, sha256="0" * 64, width=1, height=1, uploaded_by=user, uploaded_at=AT
    )
    found.householdcard = HouseholdCard.objects.create(
        village=village, household=found.household, digest="0" * 64, issued_by=user, issued_at=AT, expires_on=DAY,
        used_at=AT, user=user, pin="hash",
    )  # fmt: skip
    found.claimphoto = ClaimPhoto.objects.create(village=village, claim=found.claim, photo=found.photo)


def register_import(found: SimpleNamespace) -> None:
    found.registerimport = RegisterImport.objects.create(
        village=found.village, made_by=found.user, made_at=AT, file_name="花名册.xlsx", joined_on=DAY
    )


def ledger_lines(found: SimpleNamespace) -> None:
    posting = ledger.Posting(
        key="claim:1", kind=EntryKind.CLAIM, household_id=found.household.pk, points=10, deed_day=DAY,
        claim_id=found.claim.pk,
    )  # fmt: skip
    [found.posted] = ledger.post(village=found.village, postings=[posting], by=None, at=AT)
    #: A reversal, because it is the line that has every link.
    found.entry = ledger.reverse(entry=found.posted, reason="录错", by=None, at=AT)
    found.entrysecret = EntrySecret.objects.get(village=found.village, entry=found.entry)
    found.monthclose = MonthClose.objects.create(village=found.village, month=MONTH, closed_at=AT, last_seq=2)
