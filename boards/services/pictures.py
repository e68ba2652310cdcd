"""Pictures and stories of red entries: kept only as long as the household agrees, and no longer than photos are."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from boards.enums import EntryState, ProposalState
from boards.models import BoardEntry, BoardProposal
from points.enums import ConsentKind
from points.models import Consent, Village
from points.queries.villages import settings_on
from villagegov.kernel import clock, periods


@transaction.atomic
def forget(*, village: Village, at: datetime) -> int:
    """Let go of pictures whose household took its consent back, whose entry was struck, or that are older than the
    village keeps photos; the sweep deletes the files. (No page shows them even before this ran.)
    """
    today = clock.local_day(at)
    before = clock.start_of(periods.shift_months(today, -settings_on(village, today).photo_months))
    agreed = Exists(
        Consent.objects.filter(
            village=OuterRef("village"),
            household=OuterRef("household"),
            kind=ConsentKind.PHOTOS,
            withdrawn_on__isnull=True,
        )
    )
    entries = BoardEntry.objects.filter(village=village, photo__isnull=False)
    gone = entries.filter(
        ~agreed | Q(state__in=[EntryState.STRUCK, EntryState.CORRECTED]) | Q(published_at__lt=before)
    ).update(photo=None)
    proposals = BoardProposal.objects.filter(village=village, photo__isnull=False)
    over = ~Q(state=ProposalState.WAITING) | ~agreed
    return gone + proposals.filter(over).update(photo=None)
