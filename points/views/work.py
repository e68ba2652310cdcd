"""The work page 工作台: every page of the office that this person may open."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from points.enums import Role
from points.models import User, Village
from points.queries import sheets
from points.queries.villages import uses_points
from points.views import cards, slip_books
from villagegov.web.village import village_view
from villagegov.web.work import WorkPage, pages_for

STAFF = (Role.OFFICER, Role.COMMITTEE, Role.SUPERVISOR, Role.GRID_OFFICER, Role.ADMINISTRATOR)
TYPISTS = frozenset({Role.OFFICER, Role.ADMINISTRATOR})


def _kept_lines(user: User, village: Village) -> int:
    return sheets.kept(user, village).count()


WORK_PAGES = (
    WorkPage(
        "entry",
        _("Enter points"),
        _("One slip at a time, with what the household may still earn."),
        "points:claim_new",
        TYPISTS,
        order=10,
        shown=uses_points,
    ),
    WorkPage(
        "entry",
        _("A stack of slips"),
        _("One line a slip, by keyboard alone; what is half typed waits for you."),
        "points:claim_sheet",
        TYPISTS,
        order=15,
        waiting=_kept_lines,
        shown=uses_points,
    ),
    WorkPage(
        "entry",
        _("One deed, many households"),
        _("A day, an item, one photo, and the households that took part."),
        "points:deed_new",
        TYPISTS,
        order=20,
        shown=uses_points,
    ),
    WorkPage(
        "entry",
        _("Receipts"),
        _("For whoever handed in slips today, several on a sheet of A4."),
        "points:receipts",
        TYPISTS,
        order=40,
        shown=uses_points,
    ),
    WorkPage(
        "entry",
        _("Blank slips"),
        _("Two on a sheet of A4, to copy and give out."),
        "points:slips_blank",
        frozenset(STAFF),
        order=50,
        shown=uses_points,
    ),
    WorkPage(
        "entry",
        _("Slip books"),
        _("Numbered slips: who has a book, what came back, what is missing."),
        "points:slip_books",
        TYPISTS | {Role.SUPERVISOR},
        order=60,
        shown=slip_books.used,
    ),
    WorkPage(
        "entry",
        _("Entered claims"),
        _("Today's slips, drafts to send up, what the committee sent back."),
        "points:claim_list",
        TYPISTS,
        order=30,
        shown=uses_points,
    ),
    WorkPage(
        "households",
        _("Register of households"),
        _("Find a household; take the register in from a sheet, or out as one."),
        "points:register",
        TYPISTS,
        order=10,
    ),
    WorkPage(
        "households",
        _("Household cards"),
        _("Print the cards with which households log in on their phone; see who uses theirs, take one away."),
        "points:cards",
        TYPISTS,
        order=30,
        shown=cards.used,
    ),
    WorkPage(
        "households",
        _("Care marks"),
        _("Families to look in on: who, why, since when. Every reading is written down."),
        "points:care",
        frozenset({Role.GRID_OFFICER, Role.ADMINISTRATOR}),
        order=40,
    ),
    WorkPage(
        "households",
        _("Privacy desk"),
        _("What is kept about a household: print, correct, erase; consents, notice, impact assessment."),
        "points:privacy",
        frozenset({Role.ADMINISTRATOR}),
        order=50,
    ),
    WorkPage(
        "rules",
        _("The village’s page and parts"),
        _("What strangers read about the village; which parts of the site it uses."),
        "points:village",
        frozenset({Role.ADMINISTRATOR}),
        order=90,
    ),
    WorkPage(
        "records",
        _("Who did what"),
        _("Look up every decision: by person, household, act, day or word."),
        "points:audit",
        frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR}),
        order=10,
    ),
)

NOTICE_PAGES = (
    WorkPage(
        "records",
        _("Message channels"),
        _("Tell the office in its group chat or by e-mail that there is something new; what became of each message."),
        "points:channels",
        frozenset({Role.ADMINISTRATOR}),
        order=60,
    ),
)

RULE_PAGES = (
    WorkPage(
        "rules",
        _("Rules desk"),
        _("Versions of the points rules: copy, change, try out on last year’s deeds, put in force."),
        "points:scheme_list",
        frozenset({Role.ADMINISTRATOR, Role.COMMITTEE, Role.SUPERVISOR}),
        order=10,
        shown=uses_points,
    ),
)


@require_safe
@village_view(*STAFF)
def work(request: HttpRequest) -> HttpResponse:
    sections = pages_for(request.user, request.village, request.roles)  # type: ignore[attr-defined]
    return render(request, "points/work.html", {"sections": sections})
