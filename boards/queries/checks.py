"""Whether the boards agree with the ledger they stand on. Sentences are for whoever runs the machine, in English."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, F, Max, Sum

from boards.enums import WAS_PUBLIC, Colour, EntryState, IssueState, MotionKind, MotionState, RankingKind
from boards.models import BoardEntry, BoardIssue, BoardMotion, ContestAward, Ranking, RankingRow
from points.enums import EntryKind
from points.models import Entry, Village
from villagegov.kernel import periods


def problems(village: Village) -> list[str]:
    """What is wrong, one sentence each; empty when everything holds."""
    return [sentence for check in (_issues, _entries, _rankings, _awards) for sentence in check(village)]


def _issues(village: Village) -> Iterator[str]:
    published = BoardIssue.objects.filter(village=village, state=IssueState.PUBLISHED)
    found = published.aggregate(count=Count("id"), last=Max("number"))
    if found["count"] and found["count"] != found["last"]:
        yield f"board issues are numbered with gaps: {found['count']} issues, the last is {found['last']}"


def _entries(village: Village) -> Iterator[str]:
    public = BoardEntry.objects.filter(village=village, state__in=WAS_PUBLIC)
    paid = public.exclude(points=0)  # the others have no line: the database holds that
    wrong = paid.exclude(
        ledger_entry__kind=EntryKind.BOARD, ledger_entry__household=F("household"), ledger_entry__points=F("points")
    )
    for pk in wrong.values_list("pk", flat=True):
        yield f"board entry {pk}: does not agree with its ledger line"
    linked = BoardEntry.objects.filter(village=village, ledger_entry__isnull=False).values("ledger_entry")
    for seq in (
        Entry.objects.filter(village=village, kind=EntryKind.BOARD).exclude(pk__in=linked).values_list("seq", flat=True)
    ):
        yield f"line {seq}: posted for a board on which it does not stand"
    lifted = public.filter(state=EntryState.LIFTED, colour=Colour.BLACK)
    carried = BoardMotion.objects.filter(village=village, kind=MotionKind.LIFT, state=MotionState.CARRIED)
    for pk in lifted.exclude(pk__in=carried.values("entry_id")).values_list("pk", flat=True):
        yield f"board entry {pk}: lifted without a motion that was carried"
    open_lines = Entry.objects.filter(village=village, reverses__isnull=False).values("reverses_id")
    corrected = paid.filter(state=EntryState.CORRECTED)
    for pk in corrected.exclude(ledger_entry__in=open_lines).values_list("pk", flat=True):
        yield f"board entry {pk}: taken back, but its line stands"
    early = public.filter(colour=Colour.BLACK, published_at__date__lte=F("told_on"))
    for pk in early.exclude(reply="").values_list("pk", flat=True):
        if BoardEntry.objects.filter(village=village, pk=pk, published_at__lt=F("decided_at")).exists():
            yield f"board entry {pk}: public before it was decided"


def _rankings(village: Village) -> Iterator[str]:
    """A frozen ranking counts what was counted in its period when it was frozen, and nothing later."""
    sums = dict(
        RankingRow.objects.filter(village=village).values_list("ranking").annotate(total=Sum("earned")).order_by()
    )
    for ranking in Ranking.objects.filter(village=village):
        period = periods.period(RankingKind(ranking.kind).value, ranking.start)
        if sums.get(ranking.pk, 0) != ranking.points_total:
            yield f"ranking {ranking.kind} {period.code}: its rows do not add up to its total"


def _awards(village: Village) -> Iterator[str]:
    """Certificates are numbered without gaps, and each prize agrees with its line; no line without a certificate."""
    awards = ContestAward.objects.filter(village=village)
    for row in awards.values("year").annotate(count=Count("id"), last=Max("number")).order_by("year"):
        if row["count"] != row["last"]:
            yield f"certificates of {row['year']} are numbered with gaps: {row['count']}, the last is {row['last']}"
    wrong = awards.filter(points__gt=0).exclude(
        ledger_entry__kind=EntryKind.AWARD, ledger_entry__household=F("household"), ledger_entry__points=F("points")
    )
    for pk in wrong.values_list("pk", flat=True):
        yield f"certificate {pk}: does not agree with its ledger line"
    linked = awards.filter(ledger_entry__isnull=False).values("ledger_entry")
    lines = Entry.objects.filter(village=village, kind=EntryKind.AWARD, idempotency_key__startswith="award:")
    for seq in lines.exclude(pk__in=linked).values_list("seq", flat=True):
        yield f"line {seq}: posted for a contest without a certificate"
