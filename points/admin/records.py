"""Ledger, closed months, batches and audit: to be read, filtered and searched, and changed by nobody."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from points.admin.roles import OFFICE, WATCH
from points.models import AuditRow, Batch, Entry, MonthClose
from points.queries.audit_words import ACTIONS
from points.queries.history import action_words, detail_words
from villagegov.web.admin import ReadOnlyAdmin, VillageRelatedFilter
from villagegov.web.templatetags import web


@admin.register(Batch)
class BatchAdmin(ReadOnlyAdmin):
    section, order = "review", 20
    about = _("What the information officers sent up, batch by batch.")
    view_roles = OFFICE
    list_display = ("number_", "sent_at", "sent_by", "claim_count", "points_total", "claims_")
    fields = ("number", "sent_at", "sent_by", "claim_count", "points_total", "claims_")
    readonly_fields = ("claims_",)
    date_hierarchy = "sent_at"
    ordering = ("-number",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Batch]:
        return super().get_queryset(request).select_related("sent_by")

    @admin.display(description=_("batch"), ordering="number")
    def number_(self, batch: Batch) -> str:
        return f"{batch.number}"

    @admin.display(description=_("claims"))
    def claims_(self, batch: Batch) -> SafeString | str:
        url = _claims_page()
        if not url:
            return ""
        return format_html('<a href="{}?state=all&amp;batch={}">{}</a>', url, batch.number, _("show its claims"))


def _claims_page() -> str:
    """The review pages belong to the app above; without it there is nothing to link to."""
    try:
        return reverse("admin:points_claim_changelist")
    except NoReverseMatch:
        return ""


class MonthFilter(admin.SimpleListFilter):
    title = _("counted in")
    parameter_name = "month"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        rows = Entry.objects.filter(village=request.village)  # type: ignore[attr-defined]
        months = rows.order_by("-counted_in").values_list("counted_in", flat=True).distinct()[:24]
        return [(month.isoformat(), date_format(month, "YEAR_MONTH_FORMAT")) for month in months]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Entry]) -> QuerySet[Entry]:
        chosen = self.value()
        known = {value for value, _title in self.lookup_choices}
        return queryset.filter(counted_in=chosen) if chosen in known else queryset


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    section, order = "records", 10
    about = _("Every line as it was posted. A mistake is put right by a reversal, never by a change.")
    view_roles = WATCH
    list_display = ("seq", "household", "kind", "points_", "deed_day", "counted_in_", "posted_at")
    list_filter = ("kind", MonthFilter, ("household__group", VillageRelatedFilter))
    search_fields = ("household__number", "household__head_name", "household__pinyin", "household__initials", "=seq")
    search_help_text = _("Household number, name, pinyin or initials; line number.")
    ordering = ("-seq",)
    fields = (
        "seq",
        "household",
        "kind",
        "points",
        "deed_day",
        "counted_in",
        "item_code",
        "claim",
        "reverses",
        "posted_by",
        "posted_at",
        "record_",
        "leaf_",
    )
    readonly_fields = ("record_", "leaf_")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Entry]:
        return super().get_queryset(request).select_related("household").defer("record", "leaf")

    @admin.display(description=_("points"), ordering="points")
    def points_(self, entry: Entry) -> SafeString:
        return format_html(
            '<span class="pts {}">{}</span>', "plus" if entry.points > 0 else "minus", web.points(entry.points)
        )

    @admin.display(description=_("counted in"), ordering="counted_in")
    def counted_in_(self, entry: Entry) -> str:
        return date_format(entry.counted_in, "YEAR_MONTH_FORMAT")

    @admin.display(description=_("record"))
    def record_(self, entry: Entry) -> str:
        return bytes(entry.record).decode()

    @admin.display(description=_("leaf hash"))
    def leaf_(self, entry: Entry) -> str:
        return bytes(entry.leaf).hex()


@admin.register(MonthClose)
class MonthCloseAdmin(ReadOnlyAdmin):
    section, order = "records", 20
    view_roles = WATCH
    list_display = ("month_", "closed_at", "last_seq")
    fields = ("month", "closed_at", "last_seq")
    ordering = ("-month",)

    @admin.display(description=_("month"), ordering="month")
    def month_(self, close: MonthClose) -> str:
        return date_format(close.month, "YEAR_MONTH_FORMAT")


class ActionFilter(admin.SimpleListFilter):
    title = _("act")
    parameter_name = "act"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        rows = AuditRow.objects.filter(village=request.village)  # type: ignore[attr-defined]
        used = rows.order_by("action").values_list("action", flat=True).distinct()
        return [(action, ACTIONS.get(action, action)) for action in used]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditRow]) -> QuerySet[AuditRow]:
        return queryset.filter(action=self.value()) if self.value() else queryset


@admin.register(AuditRow)
class AuditAdmin(ReadOnlyAdmin):
    section, order = "records", 30
    about = _("Who did what and when.")
    view_roles = WATCH
    list_display = ("at", "who_", "action_", "subject_", "after_")
    list_display_links = ("at",)
    list_filter = (ActionFilter,)
    search_fields = ("by__name", "by__username", "action", "subject_id__iexact")
    search_help_text = _("Name or log-in name of whoever did it; key of what was done.")
    date_hierarchy = "at"
    ordering = ("-at", "-pk")
    fields = ("at", "who_", "action_", "subject_", "before_all_", "after_all_")
    readonly_fields = ("who_", "action_", "subject_", "before_all_", "after_all_")

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditRow]:
        return super().get_queryset(request).select_related("by")

    @admin.display(description=_("by"), ordering="by__name")
    def who_(self, row: AuditRow) -> str:
        return row.by.name if row.by else str(_("the site itself"))

    @admin.display(description=_("act"), ordering="action")
    def action_(self, row: AuditRow) -> str:
        return action_words(row.action)

    @admin.display(description=_("subject"))
    def subject_(self, row: AuditRow) -> SafeString:
        """What kind of thing and the end of its key, with a link where the thing has a page here."""
        key = str(row.subject_id)[-8:]
        try:
            kind = apps.get_model(row.subject_type)._meta.verbose_name
            url = reverse(f"admin:{row.subject_type.replace('.', '_')}_change", args=[row.subject_id])
        except LookupError:
            return format_html("{} {}", row.subject_type, key)
        except NoReverseMatch:
            return format_html("{} {}", kind, key)
        return format_html('<a href="{}">{} {}</a>', url, kind, key)

    @admin.display(description=_("after"))
    def after_(self, row: AuditRow) -> str:
        return Truncator(detail_words(row.subject_type, row.after)).chars(120)

    @admin.display(description=_("before"))
    def before_all_(self, row: AuditRow) -> str:
        return detail_words(row.subject_type, row.before)

    @admin.display(description=_("after"))
    def after_all_(self, row: AuditRow) -> str:
        return detail_words(row.subject_type, row.after)
