"""The points rules: drafts are edited, put in force with their mandate, and frozen from then on."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from points.admin.roles import ADMINISTRATOR, WATCH
from points.forms.scheme import TakeEffectForm
from points.models import Category, Item, Mandate, Scheme
from points.services import schemes
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.admin import AdminForm, Roles, VillageAdmin, VillageInline


class DraftOnly:
    """Rules in force are read by everybody who may, and edited by nobody."""

    view_roles: Roles = WATCH
    add_roles: Roles = ADMINISTRATOR
    change_roles: Roles = ADMINISTRATOR
    delete_roles: Roles = ADMINISTRATOR
    superuser_writes = True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_draft(obj) and super().has_change_permission(request, obj)  # type: ignore[misc]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_draft(obj) and super().has_delete_permission(request, obj)  # type: ignore[misc]


def _is_draft(obj: Any) -> bool:
    scheme = obj.scheme if isinstance(obj, Item | Category) else obj
    return scheme is None or scheme.is_draft


class CategoryInline(DraftOnly, VillageInline):
    model = Category
    fields = (("number", "name"),)
    ordering = ("number",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_draft(obj) and super().has_add_permission(request, obj)

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 5 if obj is None else 1


@admin.register(Scheme)
class SchemeAdmin(DraftOnly, VillageAdmin):
    section, order = "settings", 20
    list_name = _("Points rules")
    about = _("Versions with their meeting’s decision. A draft is edited; in force, it stays as it was decided.")
    list_display = ("title", "state_", "effective_from", "base_points", "items_", "mandate")
    fields = ("title", "base_points", "late_join", "effective_from", "mandate_")
    readonly_fields = ("effective_from", "mandate_")
    inlines = (CategoryInline,)
    ordering = ("-effective_from", "-pk")
    change_form_template = "admin/points/scheme/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Scheme]:
        return super().get_queryset(request).select_related("mandate").annotate(item_count=Count("items"))

    @admin.display(description=_("state"))
    def state_(self, scheme: Scheme) -> SafeString:
        draft = pgettext_lazy("points rules", "draft")
        look, shape, word = ("rest", "□", draft) if scheme.is_draft else ("done", "●", _("decided"))
        return format_html('<span class="state {}"><i aria-hidden="true">{}</i>{}</span>', look, shape, word)

    @admin.display(description=_("items"), ordering="item_count")
    def items_(self, scheme: Any) -> SafeString:
        return format_html(
            '<a href="{}?scheme={}">{}</a>',
            reverse("admin:points_item_changelist"),
            scheme.pk,
            scheme.item_count,
        )

    @admin.display(description=_("mandate"))
    def mandate_(self, scheme: Scheme) -> str:
        mandate = scheme.mandate
        if mandate is None:
            return "-"
        return gettext(
            "%(meeting)s of %(day)s: %(entitled)s entitled, %(present)s present, %(in_favour)s in favour"
        ) % {
            "meeting": mandate.meeting,
            "day": mandate.held_on.isoformat(),
            "entitled": mandate.entitled,
            "present": mandate.present,
            "in_favour": mandate.in_favour,
        }

    def save_model(self, request: HttpRequest, obj: Scheme, form: Any, change: bool) -> None:
        if change:
            schemes.lock_draft(obj)
        super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: Scheme) -> None:
        schemes.lock_draft(obj)
        super().delete_model(request, obj)

    # --------------------------------------------------------------------------------------- pages of one version

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("<path:object_id>/effect/", wrap(self.effect_view), name="points_scheme_effect"),
            path("<path:object_id>/copy/", wrap(self.copy_view), name="points_scheme_copy"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        context = {"may_write": self.has_add_permission(request), **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def _writable(self, request: HttpRequest, object_id: str) -> Scheme:
        if not self.has_add_permission(request):
            raise PermissionDenied
        scheme: Scheme = self.row_here(request, object_id)
        return scheme

    def effect_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Puts a draft in force with the decision of the meeting."""
        scheme = self._writable(request, object_id)
        page = reverse("admin:points_scheme_change", args=[scheme.pk])
        if not scheme.is_draft:
            messages.warning(request, gettext("These rules are in force already."))
            return HttpResponseRedirect(page)
        form = TakeEffectForm(request.POST or None, initial={"effective_from": clock.today()})
        if request.method == "POST" and form.is_valid():
            said = dict(form.cleaned_data)
            day = said.pop("effective_from")
            try:
                schemes.take_effect(
                    scheme=scheme,
                    mandate=Mandate(**said),
                    effective_from=day,
                    by=request.user,  # type: ignore[arg-type]
                    at=clock.now(),
                    first=True,
                )
            except DomainError as error:
                form.add_domain_error(error)
            else:
                sentence = gettext(
                    "The rules are in force from %(day)s on. From now on they stay as they were decided."
                )
                messages.success(request, sentence % {"day": day.isoformat()})
                return HttpResponseRedirect(page)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Put in force: %(title)s") % {"title": scheme.title},
            "opts": self.opts,
            "scheme": scheme,
            "form": form,
            "item_count": scheme.item_count,  # type: ignore[attr-defined]
        }
        return TemplateResponse(request, "admin/points/scheme/effect.html", context)

    def copy_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """A draft with everything of this version."""
        scheme = self._writable(request, object_id)
        if request.method != "POST":
            return HttpResponseRedirect(reverse("admin:points_scheme_change", args=[scheme.pk]))
        title = gettext("%(title)s (draft)") % {"title": scheme.title}
        copy = schemes.copy_scheme(scheme=scheme, title=title[:60], by=request.user, at=clock.now())  # type: ignore[arg-type]
        messages.success(
            request, gettext("Here is the copy. Change it, then put it in force with the meeting’s decision.")
        )
        return HttpResponseRedirect(reverse("admin:points_scheme_change", args=[copy.pk]))


class ItemForm(AdminForm):
    constraint_words = {
        "points_item_points_not_zero": ("points", _("An item of no points moves nothing. Give it points.")),
        "points_item_range_away_from_zero": (
            "points_to",
            _("The upper end of a range lies further from zero: +5 to +15, or −5 to −20. Mend it, or leave it out."),
        ),
        "points_item_light_is_small": (
            "route",
            _(
                "One signature is enough for small awards only: not for deductions, not for 20 points and more, not "
                "for honours without papers. Choose the full quorum."
            ),
        ),
    }

    def clean(self) -> Any:
        cleaned = super().clean() or {}
        category, scheme = cleaned.get("category"), cleaned.get("scheme") or getattr(self.instance, "scheme", None)
        if category and scheme and category.scheme_id != scheme.pk:
            self.add_error(
                "category", forms.ValidationError(gettext("Choose a category of the same version of the rules."))
            )
        return cleaned


class VersionFilter(admin.SimpleListFilter):
    """One version at a time; without a choice, the one in force, else the first draft."""

    title = _("version")
    parameter_name = "scheme"
    opened = True

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        rows = list(Scheme.objects.filter(village=request.village).order_by("-effective_from", "pk"))  # type: ignore[attr-defined]
        today = clock.today()
        in_force = [scheme for scheme in rows if scheme.effective_from and scheme.effective_from <= today]
        self.default = str((in_force or rows)[0].pk) if rows else None
        return [(str(scheme.pk), scheme.title) for scheme in rows]

    def value(self) -> str | None:
        chosen = super().value()
        known = {value for value, _title in getattr(self, "lookup_choices", ())}
        return chosen if chosen in known else getattr(self, "default", None)

    def choices(self, changelist: Any) -> Any:
        for value, title in self.lookup_choices:
            query = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": self.value() == value, "query_string": query, "display": title}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Item]) -> QuerySet[Item]:
        chosen = self.value()
        return queryset.filter(scheme=uuid.UUID(chosen)) if chosen else queryset


@admin.register(Item)
class ItemAdmin(DraftOnly, VillageAdmin):
    section, order = "settings", 30
    about = _("Wording, points, unit, caps, disclosure of every item.")
    form = ItemForm
    list_display = ("code", "name", "points", "unit", "category", "max_per_month", "max_per_quarter", "max_per_year")
    list_display_links = ("code", "name")
    list_filter = (VersionFilter, "disclosure", "route", "board_only")
    search_fields = ("name", "wording", "code__iexact")
    ordering = ("code",)
    list_per_page = 100
    fields = (
        "scheme",
        "category",
        ("code", "name"),
        "wording",
        ("points", "points_to", "unit"),
        ("max_per_month", "max_per_quarter", "max_per_year"),
        ("max_points_per_month", "max_points_per_quarter", "max_points_per_year"),
        "evidence_required",
        "villagers_may_claim",
        "board_only",
        "disclosure",
        ("route", "honour"),
        "exclusive_group",
        "common_rank",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Item]:
        return super().get_queryset(request).select_related("scheme", "category")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Items go into drafts; categories are named with their version."""
        drafts = Scheme.objects.filter(village=request.village, effective_from__isnull=True)  # type: ignore[attr-defined]
        if db_field.name == "scheme":
            kwargs["queryset"] = drafts
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "category":
            field.queryset = field.queryset.filter(scheme__in=drafts).select_related("scheme")
            field.label_from_instance = lambda category: f"{category.scheme.title} · {category.name}"
        return field

    def save_model(self, request: HttpRequest, obj: Item, form: Any, change: bool) -> None:
        schemes.lock_draft(obj.scheme)
        super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: Item) -> None:
        schemes.lock_draft(obj.scheme)
        super().delete_model(request, obj)
