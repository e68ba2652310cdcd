"""One posting as everybody reads it: on the screen, on paper, its tables to take away, its files."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import quote

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from councils.enums_disclosure import PostingState, QuestionState
from councils.models import Posting, PostingFile, PostingTable
from councils.queries.disclosure import calendar, postings, questions
from councils.views.disclosure import words
from points.enums import Module, Role
from points.models import Village
from points.views.off import with_module
from villagegov.kernel import clock
from villagegov.sheets import Page, as_csv, as_workbook
from villagegov.web.caching import kept_by_nobody, public_page
from villagegov.web.village import village_view

#: Lines of a table on the posting's own page; the whole table has a page of its own.
FIRST_LINES, PER_PAGE = 40, 100
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def shown_or_404(request: HttpRequest, number: int) -> Posting:
    """The edition that counts, or with ``?edition=`` an earlier one."""
    village: Village = request.village  # type: ignore[attr-defined]
    wanted = request.GET.get("edition", "")
    edition = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 4 else None
    found = postings.shown(village, number, edition)
    if found is None:
        raise Http404(number)
    found.village = village
    return found


@village_view()
@with_module(Module.DISCLOSURE)
@public_page()
def posting(request: HttpRequest, number: int) -> HttpResponse:
    found = shown_or_404(request, number)
    context = {**_context(found), "villager": Role.VILLAGER in request.roles}  # type: ignore[attr-defined]
    return render(request, "councils/disclosure/posting.html", context)


@village_view()
@with_module(Module.DISCLOSURE)
@public_page()
def printed(request: HttpRequest, number: int) -> HttpResponse:
    """For the wall: text and whole tables, who checked it, until when it hangs, place for the seal."""
    found = shown_or_404(request, number)
    context = {
        **_context(found, whole=True),
        "issuer": _("Villagers’ committee of %(name)s") % {"name": found.village.name},
    }
    return render(request, "councils/disclosure/print.html", context)


def _context(found: Posting, *, whole: bool = False) -> dict[str, Any]:
    asked = questions.of_posting(found)
    gone = found.state == PostingState.TAKEN_DOWN
    editions = postings.editions(found)
    return {
        "village": found.village,
        "posting": found,
        "period": words.period(found.period_start, found.period_end),
        "today": clock.today(),
        "gone": gone,
        "tables": [] if gone else [shown_table(one, whole) for one in postings.tables_of(found)],
        "files": [] if gone else postings.files_of(found),
        "editions": editions,
        "latest": editions[0].pk == found.pk,
        "terms": _terms(found),
        "answered": questions.in_public(asked),
        "waiting": [one for one in asked if one.state == QuestionState.ASKED],
        "withheld": [one for one in asked if one.state == QuestionState.WITHHELD],
    }


def shown_table(table: PostingTable, whole: bool = False) -> dict[str, Any]:
    rows = table.rows if whole else table.rows[:FIRST_LINES]
    return {"table": table, "rows": rows, "count": len(table.rows), "more": len(table.rows) - len(rows)}


def _terms(found: Posting) -> Any:
    if found.duty is None:
        return None
    history = calendar.history_of(found.village, found.duty_id)
    return history and (history.on(found.period_end or clock.today()) or history.latest)


# ------------------------------------------------------------------------------------------------------------- tables


def _table_or_404(request: HttpRequest, number: int, position: int) -> PostingTable:
    found = shown_or_404(request, number)
    table = None if found.state == PostingState.TAKEN_DOWN else postings.table_of(found, position)
    if table is None:
        raise Http404(position)
    table.posting = found
    return table


@village_view()
@with_module(Module.DISCLOSURE)
@public_page()
def table(request: HttpRequest, number: int, position: int) -> HttpResponse:
    """All lines, a hundred on a page."""
    found = _table_or_404(request, number, position)
    page = Paginator(found.rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "village": found.posting.village,
        "posting": found.posting,
        "table": found,
        "rows": page.object_list,
        "page_obj": page,
        "edition": "" if request.GET.get("edition") is None else f"?edition={found.posting.edition}",
    }
    return render(request, "councils/disclosure/table.html", context)


@require_safe
@village_view()
@with_module(Module.DISCLOSURE)
def download(request: HttpRequest, number: int, position: int, format: str) -> HttpResponse:
    """The table as it stands on the page, as .csv or .xlsx."""
    found = _table_or_404(request, number, position)
    if format not in FORMATS:
        raise Http404(format)
    if format == "csv":
        data = as_csv(found.headings, found.rows)
    else:
        widths = [_width(found, place) for place in range(len(found.headings))]
        data = as_workbook([Page(_sheet_name(found.caption), found.headings, found.rows, widths)])
    response = HttpResponse(data, content_type=FORMATS[format])
    name = quote(f"{found.caption}.{format}")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response.headers["Cache-Control"] = "public, max-age=60"
    return response


def _sheet_name(caption: str) -> str:
    return "".join(char for char in caption if char not in "[]:*?/\\'")[:31] or "1"


def _width(table: PostingTable, place: int) -> int:
    longest = max([len(table.headings[place]), *(len(row[place]) for row in table.rows)])
    return min(max(2 * longest + 2, 6), 60)


# -------------------------------------------------------------------------------------------------------------- files


@require_safe
@village_view()
@with_module(Module.DISCLOSURE)
def file(request: HttpRequest, number: int, file_id: uuid.UUID, size: str) -> HttpResponse:
    """A picture or PDF of what stands or stood; never of what was taken down."""
    village: Village = request.village  # type: ignore[attr-defined]
    rows = PostingFile.objects.filter(village=village, pk=file_id, posting__number=number)
    found = rows.filter(posting__state__in=[PostingState.POSTED, PostingState.REPLACED]).first()
    return answer(found, size)


def answer(found: PostingFile | None, size: str) -> HttpResponse:
    """The stored bytes; a PDF in a frame of its own rights: it runs nothing."""
    if found is None or size not in ("small", "large") or (size == "small" and not found.is_picture):
        raise Http404(size)
    try:
        stored = (found.thumbnail if size == "small" else found.file).open("rb")
    except FileNotFoundError:
        raise Http404(size) from None
    kind = "image/jpeg" if found.is_picture else "application/pdf"
    response = kept_by_nobody(FileResponse(stored, content_type=kind))
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
