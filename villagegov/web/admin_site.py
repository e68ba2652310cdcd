"""The admin, one village at a time.

This layer knows no village. The points app registers a :class:`Desk` that does, as it does for the frame of the pages.
Pages of the admin read ``request.village`` and ``request.roles``, as the pages under ``/v/<slug>/`` do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from django.contrib import admin
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_POST

from villagegov.web.context import Page

SESSION_KEY = "admin_village"

#: The index by kinds of work, in this order; a page says where it belongs with ``section``.
SECTIONS: dict[str, Any] = {
    "review": gettext_lazy("Review"),
    "boards": gettext_lazy("Red and black board"),
    "people": gettext_lazy("Households and people"),
    "settings": gettext_lazy("Settings"),
    "records": gettext_lazy("Ledger and records"),
}


#: Titles Django gives its own pages, here so that the catalogue may say them in better Chinese.
DJANGO_TITLES = (gettext_noop("Add %s"), gettext_noop("Change %s"), gettext_noop("View %s"), gettext_noop("Error:"))


class Desk(Protocol):
    """What the admin asks of the app that knows villages, roles and the audit."""

    def villages(self, user: Any) -> Sequence[Any]:
        """The villages this person works for in the admin, in order; for a superuser every village."""

    def people(self, village: Any) -> QuerySet[Any]:
        """Who has a role in the village, active or not: the choices of every link to a user."""

    def record(self, *, by: Any, action: str, subject: Model, after: dict[str, Any]) -> None:
        """Write an audit row inside the running transaction."""

    def history(self, subject: Model) -> Sequence[Any]:
        """What happened to one thing, oldest first: lines with ``at``, ``name``, ``what``."""

    def role_names(self) -> str:
        """Who works in the admin, in words."""


_desks: list[Desk] = []


def register_desk(desk: Desk) -> None:
    """The last one registered counts."""
    _desks[:] = [desk]


def desk() -> Desk:
    if not _desks:
        raise ImproperlyConfigured("no app has registered a Desk")
    return _desks[0]


class VillageAdminSite(admin.AdminSite):
    """Only pages that know the village are registered: what other packages bring along stays out."""

    enable_nav_sidebar = False
    index_title = gettext_lazy("Review and administration")

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.disable_action("delete_selected")  # nothing is deleted many at once

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        if admin_class is not None and getattr(admin_class, "is_village_admin", False):
            super().register(model_or_iterable, admin_class, **options)

    # ------------------------------------------------------------------------------------------- which village

    def enter(self, request: HttpRequest) -> None:
        """Set ``request.village``, ``request.villages`` (to choose from) and ``request.roles``. Once per request."""
        if hasattr(request, "villages"):
            return
        user: Any = request.user
        villages = list(desk().villages(user)) if user.is_authenticated and user.is_active else []
        chosen = request.session.get(SESSION_KEY)
        village = next((one for one in villages if str(one.pk) == chosen), villages[0] if villages else None)
        request.villages = villages  # type: ignore[attr-defined]
        request.village = village  # type: ignore[attr-defined]
        request.roles = user.roles_in(village.pk) if village else frozenset()  # type: ignore[attr-defined]

    def has_permission(self, request: HttpRequest) -> bool:
        self.enter(request)
        return super().has_permission(request) and request.village is not None  # type: ignore[attr-defined]

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        guarded = super().admin_view(view, cacheable)

        def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated and not self.has_permission(request):
                return self.refuse(request)
            return guarded(request, *args, **kwargs)

        entered.csrf_exempt = getattr(guarded, "csrf_exempt", False)  # type: ignore[attr-defined]
        return entered

    def refuse(self, request: HttpRequest) -> HttpResponse:
        """Somebody signed in who has no work here reads so, instead of a log-in form."""
        if request.user.is_superuser:
            sentences = [_("There is no village yet. Start one with: manage.py create_village")]
        else:
            sentences = [
                _("This page is for: %(roles)s. You are logged in as %(name)s.")
                % {"roles": desk().role_names(), "name": request.user.name}  # type: ignore[union-attr]
            ]
        context = {"sentences": sentences, "back": "", "offer_login": True}
        return render(request, "web/refused.html", context, status=403)

    def choose_village(self, request: HttpRequest) -> HttpResponse:
        """The switch in the header, for people of several villages."""
        chosen = request.POST.get("village", "")
        if any(str(village.pk) == chosen for village in request.villages):  # type: ignore[attr-defined]
            request.session[SESSION_KEY] = chosen
        return HttpResponseRedirect(reverse("admin:index"))

    # --------------------------------------------------------------------------------------------------- pages

    def get_urls(self) -> list[Any]:
        own: list[URLPattern] = [
            path("village/", self.admin_view(require_POST(self.choose_village)), name="village"),
        ]
        return own + super().get_urls()

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """Pages by kinds of work, each with the number of what waits for this person there."""
        sections = []
        for key, name in SECTIONS.items():
            pages = [
                page
                for model, model_admin in self._registry.items()
                if model_admin.section == key and (page := self._page(request, model, model_admin))  # type: ignore[attr-defined]
            ]
            if pages:
                pages.sort(key=lambda page: page["order"])
                sections.append(
                    {"name": name, "app_label": key, "app_url": "", "has_module_perms": True, "models": pages}
                )
        return sections

    def _page(self, request: HttpRequest, model: type[Model], model_admin: Any) -> dict[str, Any] | None:
        perms = model_admin.get_model_perms(request)
        if not model_admin.listed or True not in perms.values():
            return None
        opts = model._meta
        info = (self.name, opts.app_label, opts.model_name)
        changelist = reverse("{}:{}_{}_changelist".format(*info))
        return {
            "model": model,
            "name": model_admin.list_name or opts.verbose_name_plural,
            "object_name": opts.object_name,
            "perms": perms,
            "order": model_admin.order,
            "admin_url": changelist,
            "add_url": reverse("{}:{}_{}_add".format(*info)) if perms["add"] else None,
            "view_only": not (perms["change"] or perms["add"]),
            "waiting": model_admin.waiting(request),
            "waiting_url": changelist + model_admin.waiting_query,
            "about": model_admin.about,
        }

    def index(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """What waits for this person first, then every page by kinds of work."""
        page = Page(request)
        sections = self.get_app_list(request)
        waiting = [
            {"label": one["name"], "url": one["waiting_url"], "count": one["waiting"]}
            for section in sections
            for one in section["models"]
            if one["waiting"]
        ]
        here = reverse("admin:index")
        waiting += [
            {"label": item.label, "url": item.url, "count": item.count}
            for item in page.nav
            if item.count and item.url != here
        ]
        context = {
            **self.each_context(request),
            "page": page,
            "title": self.index_title,
            "app_list": sections,
            "waiting": waiting,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/index.html", context)

    def app_index(self, request: HttpRequest, app_label: str, extra_context: Any = None) -> Any:
        """There is one index; Django's own templates link to one per app."""
        return HttpResponseRedirect(reverse("admin:index"))

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The site has one page for that."""
        return HttpResponseRedirect(reverse("password_change"))

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        # Django would work out the whole list of pages, with its counts, for every page. Only the index shows it.
        return {
            "site_title": self.site_title,
            "site_header": self.site_header,
            "site_url": "/",
            "has_permission": self.has_permission(request),
            "available_apps": [],
            "is_popup": False,
            "is_nav_sidebar_enabled": False,
            "log_entries": None,
            "villages": getattr(request, "villages", []),
            "village": getattr(request, "village", None),
        }
