"""What boards adds to the work page 工作台."""

from django.utils.translation import gettext_lazy as _

from boards.queries import contests, desk, star_work
from points.enums import Module, Role
from points.queries.villages import uses, uses_points
from villagegov.web.work import WorkPage

WORK_PAGES = (
    WorkPage(
        "boards",
        _("Red and black board"),
        _("The month’s draft, households to be told, entries to be decided, lifted or taken back."),
        "boards:desk",
        frozenset({Role.OFFICER, Role.COMMITTEE, Role.SUPERVISOR, Role.ADMINISTRATOR}),
        order=10,
        waiting=desk.waiting,
        alarm=desk.alarm,
    ),
    WorkPage(
        "boards",
        _("Households to visit"),
        _("Households for which nothing was counted: to be visited, never named."),
        "boards:visit_list",
        frozenset({Role.OFFICER, Role.GRID_OFFICER, Role.COMMITTEE, Role.ADMINISTRATOR}),
        order=40,
        shown=uses_points,
    ),
    WorkPage(
        "boards",
        _("Contests"),
        _("Call the quarter’s contests, judge, put the result in publicity, print certificates."),
        "boards:contest_desk",
        frozenset({Role.OFFICER, Role.COMMITTEE, Role.SUPERVISOR, Role.ADMINISTRATOR}),
        order=40,
        waiting=contests.waiting,
        shown=uses_points,
    ),
    WorkPage(
        "boards",
        _("Titles of contests"),
        _("What is judged, who nominates, which prizes: edited by the village."),
        "boards:contest_titles",
        frozenset({Role.ADMINISTRATOR}),
        order=45,
        shown=uses_points,
    ),
    WorkPage(
        "records",
        _("Year’s end"),
        _("What the end of the year did, and what is still on its way."),
        "boards:year_end",
        frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR}),
        order=30,
        shown=uses_points,
    ),
    WorkPage(
        "records",
        _("Statements of the year"),
        _("A sheet for each household, with every line of its year, to be checked and signed."),
        "boards:statements",
        frozenset({Role.OFFICER, Role.ADMINISTRATOR}),
        order=40,
        shown=uses_points,
    ),
    WorkPage(
        "boards",
        _("To pass on"),
        _("The red board as a text for the chat group, as a picture, and to be read over the loudspeaker."),
        "boards:carry",
        frozenset({Role.OFFICER, Role.COMMITTEE, Role.ADMINISTRATOR}),
        order=80,
    ),
    WorkPage(
        "boards",
        _("Star families"),
        _("Nominate, decide, post, hang plates; withdraw where the ground fell away."),
        "boards:star_list",
        frozenset({Role.OFFICER, Role.COMMITTEE, Role.SUPERVISOR, Role.GRID_OFFICER, Role.ADMINISTRATOR}),
        order=40,
        shown=uses(Module.STARS),
        waiting=star_work.waiting_count,
        alarm=star_work.alarm,
    ),
    WorkPage(
        "boards",
        _("Red and black nine"),
        _("The nine red and nine black articles beside the board: adopt the next version."),
        "boards:nines_edit",
        frozenset({Role.ADMINISTRATOR}),
        order=50,
    ),
)
