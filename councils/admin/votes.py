"""Votes, to be read: who decided what, when, with which words."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from councils.models import Vote
from points.admin.roles import OFFICE
from villagegov.web.admin import ReadOnlyAdmin


@admin.register(Vote)
class VoteAdmin(ReadOnlyAdmin):
    section, order = "review", 30
    list_name = _("Votes on claims")
    about = _("Who decided what, when and why.")
    view_roles = OFFICE
    list_display = ("at", "name_", "meeting_", "household_", "claim", "decision", "note")
    list_filter = ("decision",)
    search_fields = (
        "claim__household__number",
        "claim__household__head_name",
        "voter__name",
        "seat__name",
        "note",
    )
    date_hierarchy = "at"
    ordering = ("-at", "-pk")
    fields = ("household_", "claim", "round_", "name_", "meeting_", "decision", "note", "at")
    readonly_fields = ("household_", "round_", "name_", "meeting_")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Vote]:
        return super().get_queryset(request).select_related("voter", "seat", "attendee__meeting", "claim__household")

    @admin.display(description=_("member"), ordering="voter__name")
    def name_(self, vote: Vote) -> str:
        return vote.name

    @admin.display(description=_("how"))
    def meeting_(self, vote: Vote) -> str:
        """On the member's own account, or from the confirmed record of a meeting."""
        if vote.attendee is None:
            return gettext("own account")
        return gettext("meeting %(number)s") % {"number": vote.attendee.meeting.number}

    @admin.display(description=_("household"), ordering="claim__household__number")
    def household_(self, vote: Vote) -> str:
        return str(vote.claim.household)

    @admin.display(description=_("sent up for the n-th time"))
    def round_(self, vote: Vote) -> int:
        return vote.round
