"""What people wrote under 意见建议, to be read."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from councils.models import Feedback
from points.admin.roles import WATCH
from villagegov.web.admin import ReadOnlyAdmin


@admin.register(Feedback)
class FeedbackAdmin(ReadOnlyAdmin):
    section, order = "records", 50
    about = _("What people wrote under feedback.")
    view_roles = WATCH
    list_display = ("made_at", "text_", "contact_")
    list_display_links = ("made_at",)
    fields = ("made_at", "text_", "contact_")
    readonly_fields = ("text_", "contact_")
    search_fields = ("text", "contact")
    date_hierarchy = "made_at"
    ordering = ("-made_at", "-pk")

    # The fields are named for whoever writes; here somebody reads.

    @admin.display(description=_("What was written"))
    def text_(self, row: Feedback) -> str:
        return row.text

    @admin.display(description=_("Contact"))
    def contact_(self, row: Feedback) -> str:
        return row.contact
