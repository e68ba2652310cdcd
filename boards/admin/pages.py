"""What the board's decision pages have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from boards.queries import work
from points.enums import Role
from villagegov.kernel.errors import DomainError
from villagegov.web.admin import ReadOnlyAdmin
from villagegov.web.forms import PlainForm

READERS = {Role.COMMITTEE.value, Role.SUPERVISOR.value, Role.ADMINISTRATOR.value}


class BoardAdmin(ReadOnlyAdmin):
    """Nobody edits rows; members take steps, each on a page of its own, through a service."""

    section = "boards"
    view_roles = READERS
    actions = None

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {"title": self.list_name, **(extra_context or {})})

    def page(self, request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        whole = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, template, whole, status=status)

    def found(self, request: HttpRequest, pk: Any) -> Any:
        """The row of this village, for whoever may read it; else 404."""
        obj = self.get_object(request, str(pk))
        if obj is None or not self.has_view_permission(request, obj):
            raise Http404
        obj.village = request.village  # type: ignore[attr-defined]
        return obj

    def hands(self, request: HttpRequest) -> work.Hands:
        return work.hands(request.user, request.village)  # type: ignore[attr-defined,arg-type]

    def require_member(self, request: HttpRequest) -> work.Hands:
        found = self.hands(request)
        if not found.member:
            raise PermissionDenied
        return found

    def step(
        self, request: HttpRequest, form: PlainForm, act: Callable[[dict[str, Any]], str], back: str
    ) -> HttpResponse | None:
        """Take a step: back with one sentence if it was taken; None leaves the form to be shown, with the refusal."""
        if request.method != "POST" or not form.is_valid():
            return None
        try:
            sentence = act(form.cleaned_data)
        except DomainError as error:
            form.add_domain_error(error)
            return None
        messages.success(request, sentence)
        return HttpResponseRedirect(back)
