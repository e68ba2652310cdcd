"""Looking up who did what: the audit, searched and taken out as a table."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from points.enums import Role
from points.forms.audit import AuditForm
from points.models import AuditRow, Village
from points.queries import audit_search
from points.queries.audit_search import Line
from points.services import audit
from villagegov.kernel import clock
from villagegov.sheets.writing import harmless
from villagegov.web.village import village_view

PAGE_SIZE = 50
#: Rows of one table; more would be no table anybody reads.
EXPORT_MOST = 20_000
EXPORT_CHUNK = 1000


@require_safe
@village_view(Role.ADMINISTRATOR, Role.SUPERVISOR)
def listing(request: HttpRequest) -> HttpResponse:
    village: Village = request.village  # type: ignore[attr-defined]
    form = _form(request, request.GET)
    rows = audit_search.search(village, form.wanted) if form.is_valid() else AuditRow.objects.none()
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    lines = audit_search.lines(village, page.object_list)
    context = {
        "village": village,
        "form": form,
        "finding": any(form.data.get(name) for name in form.fields),
        "page_obj": page,
        "rows": [{"line": line, "url": _address(line)} for line in lines],
        "may_export": Role.ADMINISTRATOR in request.roles,  # type: ignore[attr-defined]
        "export_most": EXPORT_MOST,
    }
    return render(request, "points/audit.html", context)


@require_POST
@village_view(Role.ADMINISTRATOR)
def export(request: HttpRequest) -> Any:
    """What was found, as a table for a spreadsheet. Taking it out is itself an act that the audit keeps."""
    village: Village = request.village  # type: ignore[attr-defined]
    form = _form(request, request.POST)
    if not form.is_valid():
        messages.error(request, _("What you look for has a mistake. Put it right and press “Find” first."))
        return redirect("points:audit", slug=village.slug)
    rows = audit_search.search(village, form.wanted)
    count = rows.count()
    if count > EXPORT_MOST:
        sentence = _("That is %(count)s lines; a table holds %(most)s. Narrow it by days.")
        messages.error(request, sentence % {"count": count, "most": EXPORT_MOST})
        return redirect(f"{reverse('points:audit', args=[village.slug])}?{_asked(request)}")
    now = clock.now()
    audit.exported(village=village, count=count, by=request.user, at=now)  # type: ignore[arg-type]
    table = _table(village, rows, translation.get_language() or settings.LANGUAGE_CODE)
    response = StreamingHttpResponse(table, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="audit-{village.slug}-{now:%Y%m%d}.csv"'
    return response


def _form(request: HttpRequest, data: Any) -> AuditForm:
    village: Village = request.village  # type: ignore[attr-defined]
    return AuditForm(data, village=village, people=audit_search.people(village))


def _asked(request: HttpRequest) -> str:
    asked = request.POST.copy()
    asked.pop("csrfmiddlewaretoken", None)
    return asked.urlencode()


def _address(line: Line) -> str:
    """The thing's own page, where there is one."""
    try:
        return reverse(line.subject.view, args=line.subject.args) if line.subject.view else ""
    except NoReverseMatch:
        return ""


class _Echo:
    """What csv writes to: hands each line on."""

    def write(self, text: str) -> str:
        return text


def _table(village: Village, rows: QuerySet[AuditRow], language: str) -> Iterator[bytes]:
    """UTF-8 with the mark by which Excel knows it; a thousand rows are read and said in words at a time.

    The language is given: it is written when the request is over, and with it the person's choice.
    """
    writer = csv.writer(_Echo())
    with translation.override(language):
        head = (_("Time"), _("Who did it"), _("Act"), _("What it is about"), _("Before"), _("After"))
        yield b"\xef\xbb\xbf" + writer.writerow(head).encode()
    for chunk in _chunks(rows):
        with translation.override(language):
            table = [[harmless(cell) for cell in _cells(line)] for line in audit_search.lines(village, chunk)]
        yield "".join(writer.writerow(row) for row in table).encode()


def _cells(line: Line) -> tuple[str, ...]:
    before = "; ".join(f"{one.label}: {one.before}" for one in line.changes if one.before)
    after = "; ".join(f"{one.label}: {one.after}" for one in line.changes if one.after)
    at = f"{line.at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M:%S}"
    return at, line.name or _("the site itself"), line.act, line.subject.words, before, after


def _chunks(rows: QuerySet[AuditRow]) -> Iterator[list[AuditRow]]:
    for start in range(0, EXPORT_MOST, EXPORT_CHUNK):
        chunk = list(rows[start : start + EXPORT_CHUNK])
        if not chunk:
            return
        yield chunk
