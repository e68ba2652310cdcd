"""A stack of slips on one page: one line a slip, kept while it is typed, saved as far as the lines can stand."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from points.forms.sheet import MISSING, ReadLine, SheetReader, input_of, line_kept, lines_sent
from points.models import Claim, Household, Item, User, Village
from points.queries import cap_words
from points.queries import households as register
from points.queries import sheets as kept_sheets
from points.services import sheets
from points.services.claims import ClaimInput, words
from points.services.sheets import Look, TypedLine
from points.views.officer import kept, officer_fragment, officer_page, tabs, village_and_user
from villagegov.db.keys import new_id
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.templatetags.web import points as signed

#: Lines of a fresh page, and how many “ten more” adds.
LINES = 10
#: Empty lines under kept ones at least.
SPARE = 3
#: Fields of a line in the order of the page.
COLUMNS = ("slip_number", "household", "item", "day", "quantity", "unit_points", "vouched_name", "note")


@dataclass
class ShownLine:
    """A line of the page: what stands in its fields, and what is said beside it."""

    number: int
    typed: TypedLine
    #: blank, part (something is still missing), good or bad
    state: str = "blank"
    household: Household | None = None
    item: Item | None = None
    points: int = 0
    left: str = ""
    said: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    wrong: frozenset[str] = frozenset()

    @property
    def target(self) -> str:
        """The field to mend first."""
        return next((name for name in COLUMNS if name in self.wrong), COLUMNS[0])


@officer_page
def claim_sheet(request: HttpRequest) -> HttpResponse:
    """The sheet: lines kept from the last time first, then empty ones."""
    if request.method == "POST":
        return _sent(request)
    village, user = village_and_user(request)
    rows = list(kept_sheets.kept(user, village))
    before_log_in = kept(request, "line", *COLUMNS)
    typed = _with_kept_form([line_kept(row) for row in rows], before_log_in)
    reader = SheetReader(village, clock.today())
    lines = _looked_at(village, reader.read(typed))
    bad = [line for line in lines if line.state in ("bad", "part")]
    context = {
        "lines": _numbered(
            [*lines, *_blank(max(LINES, len(lines) + SPARE, _number(request.GET.get("lines", ""))) - len(lines))]
        ),
        "spare": _blank(1)[0],
        "kept_lines": 0 if request.GET else len(rows),
        "kept_at": max((row.kept_at for row in rows), default=None),
        "good": [line for line in lines if line.state == "good"],
        "bad": bad,
        # What is wrong is told in front after one has sent the sheet; who comes back finds it beside the lines.
        "told": bad if request.GET else [],
        "sum": sum(line.points for line in lines if line.state == "good"),
        "vouchers": reader.voucher_names,
        "ranges": reader.has_ranges,
        "tabs": tabs(request, "points:claim_sheet"),
        "today": clock.today(),
        "more": len(lines) + LINES,
    }
    return render(request, "points/claim_sheet.html", context)


def _number(text: str) -> int:
    """A number out of an address or a field; 0 where it is none."""
    return min(int(text), sheets.MOST_LINES) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _with_kept_form(typed: list[TypedLine], form: dict[str, Any] | None) -> list[TypedLine]:
    """What was typed when the log-in had expired counts more than what had been kept of it before."""
    if not form:
        return typed
    sent = [line for line in lines_sent(_Lists(form)) if not line.is_blank]
    newer = {line.id for line in sent}
    return [line for line in typed if line.id not in newer] + sent


class _Lists(dict[str, Any]):
    """Kept fields, read as a QueryDict is."""

    def getlist(self, name: str) -> list[str]:
        return list(self.get(name, ()))


def _sent(request: HttpRequest) -> HttpResponse:
    """Whatever the button: first everything is kept, so that nothing typed is lost; then it is done."""
    village, user = village_and_user(request)
    here = reverse("points:claim_sheet", args=[village.slug])
    act = request.POST.get("act", "keep")
    if act == "drop":
        gone = sheets.drop_sheet(village=village, by=user)
        messages.success(request, _("%(count)s lines thrown away.") % {"count": gone})
        return HttpResponseRedirect(here)
    lines = lines_sent(request.POST)
    read = SheetReader(village, clock.today()).read(lines)
    full = {line.typed.id: line.typed for line in read}
    sheets.keep_lines(village=village, lines=[full.get(line.id, line) for line in lines], by=user, at=clock.now())
    if act == "save":
        return _save(request, village, user, read)
    if act == "more":
        return HttpResponseRedirect(f"{here}?lines={len(full) + LINES}")
    if act == "keep":
        messages.success(request, _("Kept. Go on here whenever you like, on any computer."))
    return HttpResponseRedirect(f"{here}?mend=1")


def _save(request: HttpRequest, village: Village, user: User, read: Sequence[ReadLine]) -> HttpResponse:
    inputs = [data for line in read if (data := line.data)]
    saved = sheets.save_lines(village=village, inputs=inputs, by=user, at=clock.now())
    left = len(read) - len(saved.claims)
    if saved.claims:
        messages.success(request, _saved_words(saved.claims))
    if not read:
        messages.warning(request, _("There is nothing to save yet. Type the first slip."))
    if read and not left:
        return HttpResponseRedirect(reverse("points:claim_list", args=[village.slug]))
    return HttpResponseRedirect(f"{reverse('points:claim_sheet', args=[village.slug])}?mend=1")


def _saved_words(claims: Sequence[Claim]) -> str:
    sentence = ngettext(
        "Saved: %(count)s slip, %(points)s points. Send up when the slips are through.",
        "Saved: %(count)s slips, %(points)s points together. Send up when the slips are through.",
        len(claims),
    )
    return sentence % {"count": len(claims), "points": signed(sum(claim.points for claim in claims))}


# ------------------------------------------------------------------------------ one line, as it is left (JavaScript)


@require_POST
@officer_fragment
def sheet_line(request: HttpRequest) -> JsonResponse:
    """Keeps one line and says what is to be said of it, counting the kept lines above it."""
    village, user = village_and_user(request)
    today = clock.today()
    sent = lines_sent(request.POST)
    if not sent:
        return JsonResponse({"error": _("Load the page anew.")}, status=409)
    typed = replace(sent[0], position=_number(request.POST.get("position", "")) or 1)
    read = SheetReader(village, today).read([typed])
    if read and (typing := request.POST.get("typing", "")):
        _spare(read[0], typing)
    try:
        sheets.keep_lines(village=village, lines=[read[0].typed if read else typed], by=user, at=clock.now())
    except DomainError as error:
        return JsonResponse({"error": str(error)}, status=409)
    if not read:
        return JsonResponse({"state": "blank", "html": "", "points": 0})
    [shown] = _looked_at(village, read, above=_above(village, user, read[0]))
    return JsonResponse(
        {
            "state": shown.state,
            "points": shown.points,
            "wrong": sorted(shown.wrong),
            "html": render_to_string("points/sheet_words.html", {"line": shown}, request),
            "household": shown.typed.household_text,
            "item": shown.typed.item_text,
            "day": shown.typed.day_text,
            "slip_number": shown.typed.slip_number,
        }
    )


def _spare(line: ReadLine, typing: str) -> None:
    """Somebody is still typing in this field of the line: nothing is said of it, nor of what comes after it."""
    open_errors = [error for error in line.errors if error.code == MISSING or error.field == typing]
    if open_errors:
        others = [error for error in line.errors if error not in open_errors]
        line.errors = [*others, DomainError("", field=typing, code=MISSING)]


def _above(village: Village, user: User, line: ReadLine) -> list[ClaimInput]:
    if line.data is None:
        return []
    typed = line.typed
    rows = kept_sheets.above(
        user,
        village,
        position=typed.position,
        household_id=typed.household_id,
        slip=typed.slip_number,
        but=[typed.id],
    )
    return [input_of(row) for row in rows]


# --------------------------------------------------------------------------------------------- what is said of lines


def _looked_at(village: Village, read: Sequence[ReadLine], above: Sequence[ClaimInput] = ()) -> list[ShownLine]:
    """Lines with what would be refused, each counted for those below it."""
    inputs = [data for line in read if (data := line.data)]
    known = {line.household.pk: line.household for line in read if line.household}
    more = {data.household_id for data in above} - set(known)
    if more:
        known |= register.by_id(village, more)
    looks: dict[uuid.UUID, Look] = {}
    if inputs:
        looks = sheets.look_at_lines(village=village, inputs=inputs, found=known, above=above, at=clock.now())
    return [_show(line, looks.get(line.typed.id)) for line in read]


def _show(line: ReadLine, look: Look | None) -> ShownLine:
    problems = [*line.errors, *(look.problems if look else ())]
    shown = ShownLine(number=0, typed=line.typed, household=line.household, item=line.item)
    shown.said = [str(error.message) for error in problems if error.message]
    shown.wrong = frozenset(str(error.field) for error in problems)
    shown.state = "good" if not problems else "bad"
    if problems and all(error.code == MISSING for error in problems):
        shown.state = "part"
    if line.item and line.typed.quantity:
        shown.points = line.item.worth(line.typed.unit_points) * line.typed.quantity
    if look:
        shown.remarks = [str(error.message) for error in look.remarks]
        if line.item and look.room and look.room.period and not look.problems:
            period = words.period_words(look.room.period, clock.today())
            shown.left = cap_words.left(line.item, look.room, period)
    return shown


def _blank(count: int) -> list[ShownLine]:
    return [ShownLine(number=0, typed=TypedLine(id=new_id(), position=0)) for _n in range(max(0, count))]


def _numbered(lines: list[ShownLine]) -> list[ShownLine]:
    for number, line in enumerate(lines, start=1):
        line.number = number
    return lines
