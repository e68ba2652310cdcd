"""One row of every table of the disclosure board: a part of everything."""

from __future__ import annotations

from types import SimpleNamespace

from councils.models import (
    DisclosureCategory,
    DisclosureDuty,
    DutyTerms,
    Posting,
    PostingFile,
    PostingQuestion,
    PostingStep,
    PostingTable,
    TableToMask,
)
from tests.db.points_rows import AT, DAY, MONTH


def disclosure(found: SimpleNamespace) -> None:
    """A posting that is being written: its parts can be copied; one that was posted has a trigger for that."""
    village, user = found.village, found.user
    found.disclosurecategory = DisclosureCategory.objects.create(village=village, name="财务", position=1)
    found.disclosureduty = DisclosureDuty.objects.create(village=village, number=1)
    found.dutyterms = DutyTerms.objects.create(
        village=village, duty=found.disclosureduty, effective_from=MONTH, category=found.disclosurecategory,
        name="财务收支明细", rhythm="monthly", due_day=10,
    )  # fmt: skip
    found.posting = Posting.objects.create(
        village=village, number=1, category=found.disclosurecategory, duty=found.disclosureduty, period_start=MONTH,
        period_end=DAY, title="上月财务收支", text="…", written_by=user, written_at=AT,
    )  # fmt: skip
    found.posting_with_corrects = Posting.objects.create(
        village=village, number=1, edition=2, category=found.disclosurecategory, corrects=found.posting,
        correction="数字有误", title="更正", written_by=user, written_at=AT,
    )  # fmt: skip
    found.postingstep = PostingStep.objects.create(
        village=village, posting=found.posting, act="drafted", by=user, at=AT
    )
    found.postingfile = PostingFile.objects.create(
        village=village, posting=found.posting, caption="发票", sha256="0" * 64, file="disclosure/x.pdf", size=1,
        uploaded_by=user, uploaded_at=AT,
    )  # fmt: skip
    found.postingtable = PostingTable.objects.create(
        village=village, posting=found.posting, position=1, caption="明细", headings=["项目", "金额"],
        care=["show", "show"], rows=[["水费", "100"]],
    )  # fmt: skip
    found.tabletomask = TableToMask.objects.create(
        village=village, posting=found.posting, caption="明细", headings=["姓名"], rows=[["李小华"]], uploaded_by=user,
        uploaded_at=AT,
    )  # fmt: skip
    found.postingquestion = PostingQuestion.objects.create(
        village=village, posting=found.posting, household=found.household, asked_by=user, asked_at=AT, text="怎么多了",
        due_on=DAY,
    )  # fmt: skip
