"""The base of every page of the admin: one village at a time, roles instead of per-model permissions, deny by default.

    @admin.register(Body)
    class BodyAdmin(VillageAdmin):
        section = "people"
        view_roles = change_roles = {"administrator"}

Writing goes through services: override :meth:`VillageAdmin.save_model` and call one; a refusal
(:class:`~villagegov.kernel.errors.DomainError`) is shown beside the field it names and nothing is saved. Rows without
a service of their own are saved by Django, with an audit row in the same transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db.models import BaseConstraint, DateField, ForeignKey, Model, QuerySet, UniqueConstraint
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from villagegov.db.constraints import SameVillage
from villagegov.db.fields import VillageForeignKey
from villagegov.kernel.errors import DomainError
from villagegov.web.admin_site import desk
from villagegov.web.forms import VillageForm

__all__ = ["AdminForm", "ReadOnlyAdmin", "VillageAdmin", "VillageInline", "VillageRelatedFilter"]

#: Roles as the points app stores them; compared with ``request.roles``.
Roles = Collection[str]

TAKEN = gettext_lazy("The village has this already. Choose another.")


class AdminForm(VillageForm):
    """A :class:`VillageForm` that shows what a service refused after the form itself was found right."""

    refusal: DomainError | None = None
    #: The service behind the form checks uniqueness and constraints itself, with better words.
    checked_by_service = False
    #: Constraint name to the field it belongs to and the sentence shown there.
    constraint_words: dict[str, tuple[str, Any]] = {}

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.refusal is not None:
            self.add_domain_error(self.refusal)
        return cleaned

    def _post_clean(self) -> None:
        # Model.full_clean() asks the instance, and would name the constraint, or a village that is no field here.
        self.instance.validate_constraints = self._validate_constraints_in_words
        try:
            super()._post_clean()  # type: ignore[misc]
        finally:
            del self.instance.validate_constraints

    def validate_unique(self) -> None:
        if not self.checked_by_service:
            super().validate_unique()

    def _validate_constraints_in_words(self, exclude: Collection[str] | None = None) -> None:
        found: dict[str, list[ValidationError]] = {}
        for model, constraints in [] if self.checked_by_service else self.instance.get_constraints():
            for constraint in constraints:
                try:
                    constraint.validate(model, self.instance, exclude=exclude)
                except ValidationError as error:
                    field, said = self._violation(constraint, error)
                    found.setdefault(field if field in self.fields else NON_FIELD_ERRORS, []).append(said)
        if found:
            raise ValidationError(found)

    def _violation(self, constraint: BaseConstraint, error: ValidationError) -> tuple[str, ValidationError]:
        if constraint.name in self.constraint_words:
            field, sentence = self.constraint_words[constraint.name]
            return field, ValidationError(sentence, code=constraint.name)
        if isinstance(constraint, UniqueConstraint):
            named = [name for name in constraint.fields if name in self.fields]
            return (named or [""])[-1], ValidationError(TAKEN, code="taken")
        if isinstance(constraint, SameVillage):
            return constraint.field, ValidationError(constraint.get_violation_error_message(), code="other_village")
        return "", error


class VillageRelatedFilter(admin.RelatedFieldListFilter):
    """A filter by a link, with the village's own rows as its choices."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        ordering = self.field_admin_ordering(field, request, model_admin)
        village = request.village  # type: ignore[attr-defined]
        return field.get_choices(include_blank=False, ordering=ordering, limit_choices_to={"village": village})


class RolePermissions:
    """Who may do what. Nobody may, unless a role is named. A superuser may view everything; more only where said."""

    view_roles: Roles = ()
    add_roles: Roles = ()
    change_roles: Roles = ()
    delete_roles: Roles = ()
    #: Whoever runs the machine may also write here (settings, accounts): never claims, votes, ledger, audit.
    superuser_writes = False

    def may_write(self, request: HttpRequest, roles: Roles) -> bool:
        if not roles:
            return False
        return bool(set(roles) & set(request.roles)) or (  # type: ignore[attr-defined]
            self.superuser_writes and bool(request.user.is_superuser)
        )

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(set(self.view_roles) & set(request.roles)) or bool(request.user.is_superuser)  # type: ignore[attr-defined]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_write(request, self.add_roles)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_write(request, self.change_roles)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_write(request, self.delete_roles)


class VillageFields:
    """Choices of links: rows of the village, people of the village. Days: the browser's own calendar."""

    formfield_overrides: Any = {
        DateField: {"widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})},
    }

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget  # no windows within windows
        return field

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        village = request.village  # type: ignore[attr-defined]
        if isinstance(db_field, VillageForeignKey):
            related: Any = db_field.remote_field.model
            rows = kwargs.get("queryset")
            kwargs["queryset"] = (related._default_manager if rows is None else rows).filter(village=village)
        elif db_field.remote_field.model._meta.label == settings.AUTH_USER_MODEL:
            kwargs.setdefault("queryset", desk().people(village))
            field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]
            if field is not None:
                field.label = capfirst(_("log-in account"))
                # Every village has two people of one name; their log-in names differ.
                field.label_from_instance = lambda user: f"{user.name} · {user.username}"
            return field
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]


class VillageInline(RolePermissions, VillageFields, admin.StackedInline):
    """Rows inside another page; may do what its own roles say. Stacked: a row of narrow fields is no use on a phone."""

    form: Any = AdminForm
    extra = 0
    #: Also for a form that names a larger number of rows by hand: Django would make and draw two thousand of them.
    max_num = 300
    constraint_words: dict[str, tuple[str, Any]] = {}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(village=request.village)  # type: ignore[attr-defined]

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **{"absolute_max": self.max_num, **kwargs})
        formset.form = _in_village(formset.form, request, constraint_words=self.constraint_words, refusal=None)
        return formset


class VillageAdmin(RolePermissions, VillageFields, admin.ModelAdmin):
    """See the module."""

    is_village_admin = True
    #: Where it stands on the index (villagegov.web.admin_site.SECTIONS), in which order and under which name.
    section = "settings"
    order = 100
    list_name: Any = ""
    about: Any = ""
    listed = True
    #: Appended to the address of the list where the index says that something waits there: ``?mine=1``.
    waiting_query = ""
    #: The button and the page that add one, where "Add" and the model's name do not say it well.
    add_title: Any = ""
    #: One button "Save", where a second one at once or staying on the page makes no sense.
    save_only = False
    #: The service called by ``save_model`` writes the audit row itself.
    audited_by_service = False

    form: Any = AdminForm
    list_per_page = 50
    list_max_show_all = 0
    show_full_result_count = False

    def waiting(self, request: HttpRequest) -> int:
        """What waits here for this person; shown on the index. 0 shows nothing."""
        return 0

    # --------------------------------------------------------------------------------------------------- rows

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(village=request.village)  # type: ignore[attr-defined]

    def row_here(self, request: HttpRequest, object_id: str) -> Any:
        """The row of this village. Http404 for every other."""
        row = self.get_object(request, object_id)
        return row if row is not None else self._get_obj_does_not_exist_redirect(request, self.opts, object_id)

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> Any:
        raise Http404(_("There is nothing at this address in %(village)s.") % {"village": request.village})  # type: ignore[attr-defined]

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        if any("\0" in text for name, values in request.GET.lists() for text in (name, *values)):
            raise IncorrectLookupParameters  # Django asks the database for whatever stands there; Postgres knows no NUL
        try:
            changelist: Any = super().get_changelist_instance(request)
        except (ValueError, OverflowError) as error:
            if not request.GET:
                raise
            raise IncorrectLookupParameters from error  # the year 0, the year after 9999
        changelist.title = self.list_name or self.opts.verbose_name_plural
        return changelist

    # --------------------------------------------------------------------------------------------------- forms

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return _in_village(super().get_form(request, obj, change=change, **kwargs), request)

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        context = {**(extra_context or {})}
        if object_id is None and self.add_title:
            context.setdefault("title", self.add_title)
        if self.save_only:
            context |= {"show_save_and_add_another": False, "show_save_and_continue": False}
        try:
            return super().changeform_view(request, object_id, form_url, context)
        except DomainError as error:
            # The transaction of the attempt is undone; what was typed is shown again, with the refusal.
            request.refusal = error  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.village = request.village  # type: ignore[attr-defined]
        super().save_model(request, obj, form, change)

    # --------------------------------------------------------------------------------------------------- audit

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """Which fields, not what they held: names do not belong into the audit."""
        rows: dict[str, list[str]] = {}
        for formset in formsets or ():
            for kind, changed in (
                ("added", formset.new_objects),
                ("changed", [one for one, _fields in formset.changed_objects]),
                ("deleted", formset.deleted_objects),
            ):
                if changed:
                    rows[f"{formset.model._meta.model_name}_{kind}"] = [str(one.pk) for one in changed]
        return {"fields": list(form.changed_data), **rows}

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self._record(request, "added", obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self._record(request, "changed", obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Iterable[Any]) -> Any:
        for obj in queryset:
            self._record(request, "deleted", obj, {})

    def _record(self, request: HttpRequest, what: str, obj: Model, after: Any) -> None:
        if not self.audited_by_service:
            action = f"{obj._meta.model_name}.{what}"
            desk().record(by=request.user, action=action, subject=obj, after=after if isinstance(after, dict) else {})

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The audit of one thing, in place of Django's log (which writes down names)."""
        obj = self.row_here(request, object_id)
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("History: %(name)s") % {"name": obj},
            "opts": self.opts,
            "object": obj,
            "rows": desk().history(obj),
        }
        return TemplateResponse(request, "admin/object_history.html", context)


class ReadOnlyAdmin(VillageAdmin):
    """Pages on which nobody, superuser included, adds, edits or deletes."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _in_village(form: type[forms.ModelForm], request: HttpRequest, **more: Any) -> type[forms.ModelForm]:
    """The form class of this request: its village, and what a service refused a moment ago."""
    refusal = getattr(request, "refusal", None)
    return type(form.__name__, (form,), {"village": request.village, "refusal": refusal, **more})  # type: ignore[attr-defined]
