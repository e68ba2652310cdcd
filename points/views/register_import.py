"""Taking a register in: upload, preview, confirm."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from points.enums import Role
from points.forms.register import ConfirmForm, SaidBesideForm, UploadForm
from points.models import RegisterImport, User, Village
from points.queries import imports
from points.services import register_import, waiting_imports
from points.services.register_import import Imported
from points.sheets.comparison import Comparison, Kind
from points.views.import_look import facts_of, remarks_of, rows_of
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.templatetags.web import points as signed
from villagegov.web.village import village_view

PAGE_SIZE = 50
MISSING = "missing"


@village_view(Role.ADMINISTRATOR)
def upload(request: HttpRequest) -> HttpResponse:
    """Choose the file; what it would change is shown next."""
    village, user = _here(request)
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES, points=village.points_on)
        if form.is_valid():
            try:
                found = _keep(form, village, user)
            except DomainError as error:
                form.add_domain_error(error)
            else:
                return _to_preview(found)
    else:
        initial = SaidBesideForm.initial_of(imports.first_day(village, clock.today()), True)
        form = UploadForm(initial=initial, points=village.points_on)
    context = {"village": village, "form": form, "waiting": list(imports.waiting(village)[:5])}
    return render(request, "points/register_upload.html", context)


def _keep(form: UploadForm, village: Village, user: User) -> RegisterImport:
    file = form.cleaned_data["file"]
    return register_import.keep(
        village=village, file=file, name=file.name or "", by=user, at=clock.now(), **form.said()
    )


@village_view(Role.ADMINISTRATOR)
def preview(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What the file would change, compared with the register as it is at this moment; and the word that it may."""
    village, user = _here(request)
    found = RegisterImport.objects.filter(village=village, pk=pk).select_related("made_by").first()
    if found is None:
        return _gone(request, village, pk)
    found.village = village
    act = request.POST.get("act") if request.method == "POST" else None
    if act == "discard":
        waiting_imports.give_up(village=village, import_id=pk, by=user)
        messages.success(request, _("Given up. Nothing of the file reached the register."))
        return HttpResponseRedirect(reverse("points:register_import", args=[village.slug]))
    said = _said_form(request if act == "options" else None, found)
    if act == "options" and said.is_valid():
        try:
            waiting_imports.reconsider(village=village, import_id=pk, by=user, at=clock.now(), **said.said())
            return _to_preview(found)
        except DomainError as error:
            said.add_domain_error(error)
    comparison = imports.compare(found, clock.today())
    confirm = _confirm_form(request if act == "confirm" else None, comparison)
    if act == "confirm" and confirm.is_valid():
        try:
            done = register_import.confirm(
                village=village, import_id=pk, by=user, at=clock.now(), **confirm.cleaned_data
            )
        except DomainError as error:
            if error.code == "moved":
                messages.warning(request, str(error.message))
                return _to_preview(found)
            confirm.add_domain_error(error)
        else:
            messages.success(request, _said_done(done))
            return HttpResponseRedirect(reverse("points:register", args=[village.slug]))
    return _preview_page(request, found, comparison, said, confirm)


def _said_form(request: HttpRequest | None, found: RegisterImport) -> SaidBesideForm:
    initial = SaidBesideForm.initial_of(found.joined_on, found.with_base)
    return SaidBesideForm(request.POST if request else None, initial=initial, points=found.village.points_on)


def _confirm_form(request: HttpRequest | None, comparison: Comparison) -> ConfirmForm:
    wrong = comparison.counts[Kind.WRONG]
    words = {
        "wrong": ngettext(
            "Leave out the %(count)s wrong row and take over the others",
            "Leave out the %(count)s wrong rows and take over the others",
            wrong,
        )
        % {"count": wrong}
        if wrong
        else "",
        "groups": _("Make the new groups: %(names)s")
        % {"names": "、".join(group.name for group in comparison.new_groups)}
        if comparison.new_groups
        else "",
    }
    return ConfirmForm(request.POST if request else None, initial={"digest": comparison.digest}, **words)


def _preview_page(
    request: HttpRequest, found: RegisterImport, comparison: Comparison, said: SaidBesideForm, confirm: ConfirmForm
) -> HttpResponse:
    shown = _shown(request, comparison)
    rows = comparison.missing if shown == MISSING else comparison.of(Kind(shown))
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "village": found.village,
        "found": found,
        "counts": comparison.counts,
        "facts": facts_of(found, comparison),
        "remarks": remarks_of(found, comparison, takes_points=imports.takes_points(found.village, clock.today())),
        "does_something": comparison.does_something,
        "tabs": _tabs(comparison, shown),
        "shown": shown,
        "page_obj": page,
        "rows": page.object_list if shown == MISSING else rows_of(page.object_list),  # type: ignore[arg-type]
        "said": said,
        "confirm": confirm,
    }
    return render(request, "points/register_preview.html", context)


def _shown(request: HttpRequest, comparison: Comparison) -> str:
    """The list that was asked for, else the first that needs a look."""
    asked = request.GET.get("show", "")
    if asked == MISSING or asked in list(Kind):
        return asked
    return next((kind for kind in Kind if comparison.counts[kind]), Kind.SAME)


def _tabs(comparison: Comparison, shown: str) -> list[dict[str, Any]]:
    labels = {
        Kind.WRONG: _("wrong"),
        Kind.NEW: _("new"),
        Kind.CHANGED: _("changed"),
        Kind.SAME: _("unchanged"),
    }
    counted = [(str(kind), label, comparison.counts[kind]) for kind, label in labels.items()]
    counted.append((MISSING, _("not in the file"), len(comparison.missing)))
    return [
        {"label": f"{label} {count}", "url": f"?show={key}", "current": key == shown}
        for key, label, count in counted
        if count or key == shown
    ]


def _said_done(done: Imported) -> str:
    parts = [_("%(count)s households new") % {"count": done.added}] if done.added else []
    if done.changed:
        parts.append(_("%(count)s changed") % {"count": done.changed})
    if done.openings:
        parts.append(
            _("%(count)s opening balances with %(points)s points together")
            % {"count": done.openings, "points": signed(done.points)}
        )
    if done.left_out:
        parts.append(_("%(count)s wrong rows left out") % {"count": done.left_out})
    return _("Taken over: %(parts)s.") % {"parts": _(", ").join(parts)}


def _gone(request: HttpRequest, village: Village, pk: uuid.UUID) -> HttpResponse:
    """Confirmed already, perhaps by the second press of one button: to the register. Else it never was here."""
    if imports.was_confirmed(village, pk):
        messages.info(request, _("This import is in the register already."))
        return HttpResponseRedirect(reverse("points:register", args=[village.slug]))
    if request.POST.get("act") == "discard":
        return HttpResponseRedirect(reverse("points:register_import", args=[village.slug]))
    raise Http404(str(pk))


def _to_preview(found: RegisterImport) -> HttpResponse:
    return HttpResponseRedirect(reverse("points:register_preview", args=[found.village.slug, found.pk]))


def _here(request: HttpRequest) -> tuple[Village, User]:
    return request.village, cast(User, request.user)  # type: ignore[attr-defined]
