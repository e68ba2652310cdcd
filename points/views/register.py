"""The register 花名册: its list, the template and the whole of it as a file."""

from __future__ import annotations

from typing import Any, cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from points.enums import Role
from points.forms.register import FindHouseholdsForm
from points.models import User, Village
from points.queries import imports, register
from points.services.register_export import Format, export_register
from points.sheets import register_files
from villagegov.kernel import clock
from villagegov.web.village import village_view

PAGE_SIZE = 50
_TYPES = {
    Format.WORKBOOK: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
}


@require_safe
@village_view(Role.OFFICER, Role.ADMINISTRATOR)
def households(request: HttpRequest) -> HttpResponse:
    """Every household of the village, to find and to open."""
    village: Village = request.village  # type: ignore[attr-defined]
    today = clock.today()
    find = FindHouseholdsForm(request.GET, groups=list(register.groups(village)))
    text, group, state = find.wanted()
    found = register.listed(village, text=text, group=group, state=state)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    points = register.present_points(village, today.year, [row.pk for row in page.object_list])
    context = {
        "village": village,
        "find": find,
        "finding": bool(text or group is not None or state != register.OPEN),
        "page_obj": page,
        "rows": [(row, points.get(row.pk, 0)) for row in page.object_list],
        "year": today.year,
        "keeps": Role.ADMINISTRATOR in request.roles,  # type: ignore[attr-defined]
        "waiting": list(imports.waiting(village)[:5]) if Role.ADMINISTRATOR in request.roles else [],  # type: ignore[attr-defined]
    }
    return render(request, "points/register.html", context)


@require_safe
@village_view(Role.OFFICER, Role.ADMINISTRATOR)
def template(request: HttpRequest) -> HttpResponse:
    """An empty workbook with the headings, an example row and a sheet of notes."""
    village: Village = request.village  # type: ignore[attr-defined]
    data = register_files.template(clock.today(), points=village.points_on)
    return _file(data, f"{village.name}花名册模板", Format.WORKBOOK)


@require_POST
@village_view(Role.ADMINISTRATOR)
def export(request: HttpRequest) -> HttpResponse:
    """The register as a file. By POST: who took it is written into the audit."""
    village: Village = request.village  # type: ignore[attr-defined]
    format = Format.CSV if request.POST.get("format") == Format.CSV else Format.WORKBOOK
    now = clock.now()
    data = export_register(village=village, format=format, by=cast(User, request.user), at=now)
    return _file(data, f"{village.name}花名册{now:%Y%m%d}", format)


def _file(data: bytes, name: str, format: Format) -> HttpResponse:
    headers: dict[str, Any] = {"X-Content-Type-Options": "nosniff"}
    response = HttpResponse(data, content_type=_TYPES[format], headers=headers)
    disposition = content_disposition_header(True, f"{name}.{format}")
    response["Content-Disposition"] = str(disposition)
    return response
