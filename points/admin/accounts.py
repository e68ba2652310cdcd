"""Accounts and roles, written through ``points.services.accounts``. A password is shown once and kept nowhere."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from points.admin.roles import ADMINISTRATOR
from points.enums import Role
from points.forms.accounts import AccountForm
from points.models import Membership, User
from points.queries import access
from points.queries.households import words_of
from points.services import accounts
from villagegov.kernel import clock
from villagegov.web.admin import VillageAdmin
from villagegov.web.admin_site import desk


@admin.register(Membership)
class MembershipAdmin(VillageAdmin):
    section, order = "people", 30
    list_name = _("Accounts and roles")
    about = _("Who can log in and do what. New accounts get a password that is shown once.")
    view_roles = add_roles = ADMINISTRATOR
    superuser_writes = True
    audited_by_service = True
    add_title, save_only = _("New account or role"), True
    form = AccountForm
    list_display = ("name_", "username_", "role", "household", "active", "last_login_")
    list_display_links = ("name_",)
    list_filter = ("role", "active")
    search_fields = ("user__name", "user__username", "household__number", "household__head_name")
    search_help_text = _("Name, log-in name, household.")
    ordering = ("-active", "role", "user__name")
    change_form_template = "admin/points/membership/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return super().get_queryset(request).select_related("user", "household")

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        return super().get_search_results(request, queryset, " ".join(words_of(search_term)))

    @admin.display(description=pgettext_lazy("person", "name"), ordering="user__name")
    def name_(self, membership: Membership) -> str:
        return membership.user.name

    @admin.display(description=_("Log-in name"), ordering="user__username")
    def username_(self, membership: Membership) -> str:
        return membership.user.username

    @admin.display(description=_("last logged in"), ordering="user__last_login")
    def last_login_(self, membership: Membership) -> str:
        at = membership.user.last_login
        return date_format(at.astimezone(clock.SHANGHAI), "DATETIME_FORMAT") if at else "-"

    # ------------------------------------------------------------------------------------------- one more account

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None:
            return ("user", "name", "username", "role", "household")
        return ("name_", "username_", "role", "household", "active", "last_login_")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.get_fields(request, obj) if obj else ()

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "role":  # nobody grants a role above their own
            village, by = request.village, request.user  # type: ignore[attr-defined]
            kwargs["choices"] = [
                ("", "---------"),
                *((role.value, role.label) for role in Role if access.may_grant(by, village, role)),  # type: ignore[arg-type]
            ]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if not change and "user" in form.base_fields:
            people = desk().people(request.village)  # type: ignore[attr-defined]
            form.base_fields["user"].queryset = people
        return form

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        said = form.cleaned_data
        common: dict[str, Any] = {
            "village": request.village,  # type: ignore[attr-defined]
            "role": Role(said["role"]),
            "household": said["household"],
            "by": request.user,
            "at": clock.now(),
        }
        if said["user"]:
            made = accounts.grant_role(user=said["user"], **common)
        else:
            user, password = accounts.create_user(username=said["username"], name=said["name"], **common)
            made = Membership.objects.get(village=request.village, user=user, role=common["role"])  # type: ignore[attr-defined]
            request.one_time_password = password  # type: ignore[attr-defined]
        obj.pk, obj.user = made.pk, made.user

    def response_add(self, request: HttpRequest, obj: Membership, post_url_continue: Any = None) -> HttpResponse:
        password = getattr(request, "one_time_password", "")
        if password:
            return self._show_password(request, obj.user, password)
        return super().response_add(request, obj, post_url_continue)

    # -------------------------------------------------------------------------------------------- pages of one

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("<path:object_id>/password/", wrap(self.password_view), name="points_membership_password"),
            path("<path:object_id>/active/", wrap(self.active_view), name="points_membership_active"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        context = {"may_write": self.has_add_permission(request), **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def _writable(self, request: HttpRequest, object_id: str) -> Membership:
        if not self.has_add_permission(request):
            raise PermissionDenied
        membership: Membership = self.row_here(request, object_id)
        return membership

    def password_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Asks, then makes a new one-time password and shows it once."""
        membership = self._writable(request, object_id)
        if request.method == "POST":
            by: Any = request.user
            password = accounts.reset_password(
                village=request.village,  # type: ignore[attr-defined]
                user=membership.user,
                by=by,
                at=clock.now(),
            )
            return self._show_password(request, membership.user, password)
        return self._confirm(
            request,
            membership,
            gettext("New password for %(name)s?") % {"name": membership.user.name},
            gettext("The password until now stops working at once. The new one is shown once, on the next page."),
            gettext("Make a new password"),
        )

    def active_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Asks, then takes the role away or gives it back."""
        membership = self._writable(request, object_id)
        names = {"name": membership.user.name, "role": membership.get_role_display()}
        if request.method == "POST":
            by: Any = request.user
            if membership.active:
                accounts.revoke_role(membership=membership, by=by, at=clock.now())
                messages.success(request, gettext("%(name)s is no longer %(role)s.") % names)
            else:
                accounts.grant_role(
                    village=membership.village,
                    user=membership.user,
                    role=Role(membership.role),
                    by=by,
                    at=clock.now(),
                    household=membership.household,
                )
                messages.success(request, gettext("%(name)s is %(role)s again.") % names)
            return HttpResponseRedirect(reverse("admin:points_membership_changelist"))
        if membership.active:
            title, button = gettext("Take the role %(role)s from %(name)s?") % names, gettext("Take it away")
            text = gettext("The role ends at once. What was done in it stays, and it can be given back here.")
        else:
            title, button = gettext("Give the role %(role)s back to %(name)s?") % names, gettext("Give it back")
            text = gettext("The log-in name and password are those of before.")
        return self._confirm(request, membership, title, text, button)

    def _confirm(
        self, request: HttpRequest, membership: Membership, title: str, text: str, button: str
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "text": text,
            "button": button,
            "opts": self.opts,
            "back": reverse("admin:points_membership_change", args=[membership.pk]),
        }
        return TemplateResponse(request, "admin/confirm.html", context)

    def _show_password(self, request: HttpRequest, user: User, password: str) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Password for %(name)s") % {"name": user.name},
            "opts": self.opts,
            "person": user,
            "password": password,
        }
        return TemplateResponse(request, "admin/points/membership/password.html", context)
