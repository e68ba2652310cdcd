"""The published board of a month makes its points public: it fulfils that duty on the disclosure board."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boards.enums import IssueState
from boards.models import BoardIssue
from councils.enums_disclosure import FULFILLED_BY_BOARDS
from councils.queries.disclosure.fulfilment import Fulfilled, Fulfilment, register_fulfilment
from points.models import Village
from villagegov.kernel import clock
from villagegov.web.templatetags.web import month_name


def _issues(village: Village, first: date, last: date) -> Mapping[date, Fulfilled]:
    """One query."""
    rows = BoardIssue.objects.filter(
        village=village, state=IssueState.PUBLISHED, month__gte=first, month__lte=last
    ).values_list("month", "published_at")
    return {
        month: Fulfilled(
            clock.local_day(published_at),
            _("Board of %(month)s") % {"month": month_name(month)},
            reverse("boards:board_month", kwargs={"slug": village.slug, "month": f"{month:%Y-%m}"}),
        )
        for month, published_at in rows
        if published_at
    }


def register() -> None:
    """Called once, when the app is ready."""
    register_fulfilment(
        Fulfilment(
            FULFILLED_BY_BOARDS,
            gettext_lazy("the red and black boards of the month"),
            _issues,
            lambda one: one.points_on,
        )
    )
