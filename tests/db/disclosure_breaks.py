"""Each constraint of the tables of the disclosure board, broken."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from councils.models import Posting
from tests.db.breaking import Breaks, again
from tests.db.points_rows import AT, DAY
from tests.factories import UserFactory


def _posted(w: SimpleNamespace) -> dict[str, Any]:
    return {
        "state": "posted", "sent_by": w.user, "sent_at": AT, "checked_by": UserFactory(), "posted_at": AT,
        "posted_on": DAY, "posted_until": DAY + timedelta(days=6),
    }  # fmt: skip


def _posted_twice(w: SimpleNamespace) -> None:
    """Through the steps: a trigger lets none begin as posted."""
    correction = {"edition": 2, "corrects": w.posting, "correction": "数字有误"}
    again(w.posting, number=2)
    again(w.posting, number=2, **correction)
    for twin in Posting.objects.filter(number=2).order_by("edition"):
        Posting.objects.filter(pk=twin.pk).update(state="to_check", sent_by=w.user, sent_at=AT)
        Posting.objects.filter(pk=twin.pk).update(**_posted(w))


DISCLOSURE: Breaks = {
    "councils_disclosurecategory_name_key": lambda w: again(w.disclosurecategory),
    "councils_disclosurecategory_named": lambda w: again(w.disclosurecategory, name=""),
    "councils_disclosureduty_number_key": lambda w: again(w.disclosureduty),
    "councils_dutyterms_from_key": lambda w: again(w.dutyterms),
    "councils_dutyterms_named": lambda w: again(w.dutyterms, effective_from=DAY, name=""),
    "councils_dutyterms_due_day": lambda w: again(w.dutyterms, effective_from=DAY, due_day=0),
    "councils_dutyterms_floor": lambda w: again(w.dutyterms, effective_from=DAY, days_posted=4),
    "councils_dutyterms_fulfilled_monthly": lambda w: again(
        w.dutyterms, effective_from=DAY, rhythm="yearly", fulfilled_by="boards"
    ),
    "councils_posting_edition_key": lambda w: again(w.posting),
    "councils_posting_one_posted": _posted_twice,
    "councils_posting_titled": lambda w: again(w.posting, number=2, title=""),
    "councils_posting_correction": lambda w: again(w.posting, number=2, edition=2),
    "councils_posting_period": lambda w: again(w.posting, number=2, period_end=DAY - timedelta(days=400)),
    "councils_posting_duty_period": lambda w: again(w.posting, number=2, period_start=None, period_end=None),
    "councils_posting_sent_by": lambda w: again(w.posting, number=2, state="to_check"),
    "councils_posting_checked_by": lambda w: again(w.posting, number=2, posted_at=AT),
    "councils_posting_kept_posted": lambda w: again(
        w.posting, number=2, **_posted(w) | {"posted_until": DAY + timedelta(days=3)}
    ),
    "councils_posting_second_person": lambda w: again(w.posting, number=2, **_posted(w) | {"checked_by": w.user}),
    "councils_posting_taken_down_why": lambda w: again(w.posting, number=2, taken_down_at=AT),
    "councils_postingstep_reason": lambda w: again(w.postingstep, act="returned"),
    "councils_postingfile_key": lambda w: again(w.postingfile),
    "councils_postingfile_is_there": lambda w: again(w.postingfile, sha256="1" * 64, file=""),
    "councils_postingtable_key": lambda w: again(w.postingtable),
    "councils_postingtable_each_column": lambda w: again(w.postingtable, position=2, care=["show"]),
    "councils_tabletomask_key": lambda w: again(w.tabletomask),
    "councils_postingquestion_in_words": lambda w: again(w.postingquestion, text=""),
    "councils_postingquestion_answered_by": lambda w: again(w.postingquestion, answer="查过了"),
    "councils_postingquestion_answered": lambda w: again(w.postingquestion, state="replied"),
    "councils_postingquestion_withheld": lambda w: again(w.postingquestion, withheld_for="insult"),
}
