"""Items of a draft from a sheet: uploaded, looked at, confirmed; and any version as a sheet."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from points.forms.scheme_desk import SheetForm
from points.models import Scheme
from points.queries import schemes
from points.services import item_import
from points.services.item_sheet import SheetItem, SheetRead, read_items, write_items
from points.views.officer import village_and_user
from points.views.scheme_desk import draft_page, readers_page, scheme_of, to_scheme
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: A preview may lie open over lunch.
_KEPT_SECONDS = 4 * 3600
_SALT = "points.scheme.import"


@readers_page
def scheme_export(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Every item of a version as .xlsx, which can be edited and imported again."""
    scheme = scheme_of(request, pk)
    answer = HttpResponse(write_items(_("Items"), schemes.items_of(scheme)), content_type=XLSX)
    answer["Content-Disposition"] = content_disposition_header(True, f"{scheme.title}.xlsx") or ""
    return answer


@draft_page
def scheme_import(request: HttpRequest, scheme: Scheme) -> HttpResponse:
    """The form, the preview, the confirmation: one address."""
    if request.method != "POST":
        return _upload(request, scheme, SheetForm())
    if "rows" in request.POST:
        return _confirm(request, scheme)
    form = SheetForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            read = read_items(form.cleaned_data["file"])
        except DomainError as error:
            form.add_domain_error(error)
        else:
            return _preview(request, scheme, read, replace=form.cleaned_data["replace"] == "1")
    return _upload(request, scheme, form)


def _upload(request: HttpRequest, scheme: Scheme, form: SheetForm) -> HttpResponse:
    return render(request, "points/scheme/import.html", {"scheme": scheme, "form": form})


def _preview(request: HttpRequest, scheme: Scheme, read: SheetRead, *, replace: bool) -> HttpResponse:
    plan = item_import.plan(scheme=scheme, rows=read.rows, replace=replace) if not read.faults else None
    context = {
        "scheme": scheme,
        "read": read,
        "plan": plan,
        "replace": replace,
        "problems": plan.problems if plan else [],
        "comparison": plan.comparison if plan else None,
        "rows": _packed(scheme, read.rows, replace) if plan and plan.comparison else "",
    }
    return render(request, "points/scheme/import_preview.html", context)


def _packed(scheme: Scheme, rows: list[SheetItem], replace: bool) -> str:
    """The rows on their way through the page, signed: what is confirmed is what was looked at."""
    value = {"scheme": str(scheme.pk), "replace": replace, "rows": [asdict(row) for row in rows]}
    return signing.dumps(value, salt=_SALT, compress=True)


def _unpacked(scheme: Scheme, text: str) -> dict[str, Any]:
    try:
        value: dict[str, Any] = signing.loads(text, salt=_SALT, max_age=_KEPT_SECONDS)
    except signing.BadSignature:
        value = {}
    if value.get("scheme") != str(scheme.pk):
        raise DomainError(_("This preview is too old. Upload the sheet once more."), code="preview_gone")
    return value


def _confirm(request: HttpRequest, scheme: Scheme) -> HttpResponse:
    try:
        value = _unpacked(scheme, request.POST["rows"])
    except DomainError as error:
        form = SheetForm()
        messages.warning(request, str(error))
        return _upload(request, scheme, form)
    rows = [SheetItem(**row) for row in value["rows"]]
    try:
        done = item_import.import_items(
            scheme=scheme,
            rows=rows,
            replace=value["replace"],
            seen=request.POST.get("seen", ""),
            by=village_and_user(request)[1],
            at=clock.now(),
        )
    except DomainError as error:
        messages.warning(request, str(error))
        return _preview(request, scheme, SheetRead(rows=rows), replace=value["replace"])
    messages.success(
        request,
        _("Taken over: %(added)s new, %(changed)s changed, %(removed)s taken away.")
        % {
            "added": len(done.added),
            "changed": len(done.changed) + len(done.renumbered),
            "removed": len(done.removed),
        },
    )
    return to_scheme(scheme)
