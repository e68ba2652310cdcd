"""The committee's work list, the page of one claim, and the confirm page. Nobody edits a claim here."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.admin import deciding
from councils.admin.filters import BatchFilter, CategoryFilter, MineFilter, StateFilter, TypistFilter
from councils.enums import Decision
from councils.models import Vote
from councils.queries import claim_page, review
from points.admin.roles import OFFICE
from points.models import Claim, ClaimPhoto, Photo, Village
from points.queries.households import words_of
from points.queries.photos import seen_elsewhere
from villagegov.web.admin import ReadOnlyAdmin, VillageRelatedFilter
from villagegov.web.templatetags import web


def photo_url(village: Village, photo: Photo, size: str) -> str:
    try:
        return reverse("points:photo", args=[village.slug, photo.pk, size])
    except NoReverseMatch:
        return ""


def _said(votes: list[Vote]) -> SafeString:
    """One line for each vote on an account; one for all that came from the record of a meeting."""
    lines: list[tuple[object, object]] = [
        (vote.name, vote.get_decision_display()) for vote in votes if vote.attendee is None
    ]
    at_meetings = Counter((vote.attendee.meeting.number, vote.decision) for vote in votes if vote.attendee)
    lines += [
        (_("meeting %(number)s, %(count)s people") % {"number": number, "count": count}, Decision(decision).label)
        for (number, decision), count in at_meetings.items()
    ]
    return format_html_join("", "<li>{} {}</li>", lines)


@admin.register(Claim)
class ClaimAdmin(ReadOnlyAdmin):
    section, order = "review", 10
    list_name = gettext_lazy("Claims to review")
    about = gettext_lazy("Approve, return or reject, one by one or many at once.")
    view_roles = OFFICE
    waiting_query = "?mine=1"

    list_display = ("household_", "photo_", "item_", "day_", "points_", "votes_", "state_")
    list_display_links = ("household_",)
    list_filter = (
        StateFilter,
        MineFilter,
        ("household__group", VillageRelatedFilter),
        CategoryFilter,
        BatchFilter,
        TypistFilter,
    )
    search_fields = (
        "household__number",
        "household__head_name",
        "household__pinyin",
        "household__initials",
        "slip_number",
        "item_name",
    )
    search_help_text = gettext_lazy("Household number, name, pinyin or initials; slip number; item.")
    date_hierarchy = "day"
    ordering = ("submitted_at", "household__number", "pk")
    list_per_page = 50
    list_max_show_all = 300
    actions = ("approve_selected", "return_selected", "reject_selected")
    actions_on_top, actions_on_bottom = False, True
    actions_selection_counter = True
    empty_value_display = ""

    # ------------------------------------------------------------------------------------------------ permissions

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Asked for each action and each line of a page: looked up once."""
        if not hasattr(request, "may_decide"):
            request.may_decide = review.is_reviewer(request.user, request.village)  # type: ignore[arg-type,attr-defined]
        return bool(request.may_decide)  # type: ignore[attr-defined]

    def waiting(self, request: HttpRequest) -> int:
        return review.waiting_count(request.user, request.village)  # type: ignore[arg-type,attr-defined]

    # ------------------------------------------------------------------------------------------------- work list

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        village = request.village  # type: ignore[attr-defined]
        votes = Vote.objects.filter(village=village).select_related("voter", "seat", "attendee__meeting")
        votes = votes.order_by("at", "pk")
        photos = ClaimPhoto.objects.filter(village=village).select_related("photo").order_by("pk")
        return (
            super()
            .get_queryset(request)
            .select_related("village", "household__group", "item__category", "typed_by", "batch")
            .prefetch_related(Prefetch("votes", votes), Prefetch("photos", photos))
        )

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        # Full-width letters and digits of a Chinese keyboard become plain ones.
        return super().get_search_results(request, queryset, " ".join(words_of(search_term)))

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """With each line, whether and why this member may not vote on it, and whether its photo is known."""
        changelist = super().get_changelist_instance(request)
        changelist.result_list = list(changelist.result_list)
        with_photos = [claim.pk for claim in changelist.result_list if claim.photos.all()]
        seen = seen_elsewhere(request.village, with_photos)  # type: ignore[attr-defined]
        for claim in changelist.result_list:
            claim.seen = len(seen.get(claim.pk, ()))
        if self.has_decide_permission(request):
            barred = review.obstacles(request.user, changelist.result_list)  # type: ignore[arg-type]
            for claim in changelist.result_list:
                claim.obstacle = barred.get(claim.pk, "")
        return changelist

    @admin.display(description=gettext_lazy("household"), ordering="household__number")
    def household_(self, claim: Claim) -> SafeString:
        household = claim.household
        return format_html(
            '<b>{}</b> <small class="soft">{} <span class="num">{}</span></small>',
            household.head_name,
            household.group.name,
            household.number,
        )

    @admin.display(description=gettext_lazy("photo"))
    def photo_(self, claim: Claim) -> SafeString | str:
        kept = [link.photo for link in claim.photos.all() if link.photo.deleted_at is None]
        url = photo_url(claim.village, kept[0], "small") if kept else ""
        again = format_html('<br><b class="again">{}</b>', _("photo known")) if getattr(claim, "seen", 0) else ""
        if not url:
            return again
        more = len(kept) - 1
        return format_html(
            '<a class="thumb" href="{}"><img src="{}" alt="{}" width="64" height="64" loading="lazy">{}</a>{}',
            photo_url(claim.village, kept[0], "large"),
            url,
            _("photo"),
            f"+{more}" if more else "",
            again,
        )

    @admin.display(description=gettext_lazy("item"), ordering="item_code")
    def item_(self, claim: Claim) -> SafeString:
        more = " ".join(filter(None, [f"×{claim.quantity}" if claim.quantity > 1 else "", claim.note]))
        return format_html('{} {}<br><small class="soft">{}</small>', claim.item_code, claim.item_name, more)

    @admin.display(description=gettext_lazy("day"), ordering="day")
    def day_(self, claim: Claim) -> str:
        return date_format(claim.day, "MONTH_DAY_FORMAT")

    @admin.display(description=gettext_lazy("points"), ordering="points")
    def points_(self, claim: Claim) -> SafeString:
        return format_html(
            '<span class="pts {}">{}</span>', "plus" if claim.points > 0 else "minus", web.points(claim.points)
        )

    @admin.display(description=gettext_lazy("votes so far"))
    def votes_(self, claim: Claim) -> SafeString:
        votes = [vote for vote in claim.votes.all() if vote.round == claim.review_round]
        said = _said(votes)
        obstacle = getattr(claim, "obstacle", "") if claim.state == "submitted" else ""
        return format_html(
            "{}{}",
            format_html('<ul class="votes">{}</ul>', said) if votes else "",
            format_html('<small class="soft">{}</small>', obstacle) if obstacle else "",
        )

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_(self, claim: Claim) -> SafeString:
        return format_html(
            '<span class="state {}"><i aria-hidden="true">{}</i>{}</span>',
            web.state_look(claim.state),
            web.state_shape(claim.state),
            claim.get_state_display(),
        )

    # ---------------------------------------------------------------------------------------------- many at once

    @admin.action(description=gettext_lazy("Approve"), permissions=["decide"])
    def approve_selected(self, request: HttpRequest, queryset: QuerySet[Claim]) -> HttpResponse:
        return deciding.ask(self, request, Decision.APPROVE, queryset)

    @admin.action(description=gettext_lazy("Return"), permissions=["decide"])
    def return_selected(self, request: HttpRequest, queryset: QuerySet[Claim]) -> HttpResponse:
        return deciding.ask(self, request, Decision.RETURN, queryset)

    @admin.action(description=gettext_lazy("Reject"), permissions=["decide"])
    def reject_selected(self, request: HttpRequest, queryset: QuerySet[Claim]) -> HttpResponse:
        return deciding.ask(self, request, Decision.REJECT, queryset)

    # ------------------------------------------------------------------------------------------------- one claim

    def get_urls(self) -> list[Any]:
        decide = self.admin_site.admin_view(self.decide_view)
        return [path("decide/", decide, name="points_claim_decide"), *super().get_urls()]

    def decide_view(self, request: HttpRequest) -> HttpResponse:
        return deciding.decide_view(self, request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied
        claim: Claim = self.row_here(request, object_id)
        if not self.has_view_permission(request, claim):
            raise PermissionDenied
        village = request.village  # type: ignore[attr-defined]
        context = {
            **self.admin_site.each_context(request),
            "title": f"{claim.household.head_name} {claim.household.group.name} {claim.household.number}",
            "opts": self.opts,
            "claim": claim,
            "photos": [
                {"large": photo_url(village, link.photo, "large"), "photo": link.photo} for link in claim.photos.all()
            ],
            "seen": seen_elsewhere(village, [claim.pk]).get(claim.pk, []),
            "details": claim_page.details(claim),
            "decisions": Decision,
            "obstacle": review.obstacles(request.user, [claim]).get(claim.pk, ""),  # type: ignore[arg-type]
            "may_review": self.has_decide_permission(request),
            "preserved_filters": self.get_preserved_filters(request),
        }
        return TemplateResponse(request, "admin/points/claim/page.html", context)
