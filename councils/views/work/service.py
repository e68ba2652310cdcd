"""Disclosure, demands, visits, dissuasion, volunteers, legal service."""

from django.utils.translation import gettext_lazy as _

from councils.queries import breaches, demands, pairings, visits
from councils.queries.disclosure import questions, who
from councils.queries.volunteers import activities
from councils.queries.volunteers import hours as volunteer_hours
from councils.queries.volunteers import people as volunteers
from councils.services import legal
from councils.views import pairings as pairing_views
from councils.views import visits as visit_views
from councils.views.disclosure import desk as disclosure_desk
from councils.views.volunteers import mine as my_service
from points.enums import Module, Role
from points.queries.villages import uses
from villagegov.web.work import WorkPage

SERVICE = (
    WorkPage(
        "service",
        _("Dissuasion"),
        _("A breach of the village rules: report it, speak to the household twice; only then a consequence."),
        "councils:breaches",
        frozenset(breaches.READERS),
        order=20,
        waiting=breaches.waiting_count,
        shown=uses(Module.VILLAGE_RULES),
    ),
    WorkPage(
        "service",
        _("Demands"),
        _("What households brought in: who has it in hand, the answer, whether it is really so."),
        "councils:demands",
        frozenset(demands.OFFICE),
        order=10,
        waiting=demands.waiting_count,
        shown=uses(Module.DEMANDS),
    ),
    WorkPage(
        "service",
        _("Write down a demand"),
        _("Somebody came, telephoned or was met on the way."),
        "councils:demand_new",
        frozenset({Role.OFFICER, Role.GRID_OFFICER, Role.ADMINISTRATOR}),
        order=12,
        shown=uses(Module.DEMANDS),
    ),
    WorkPage(
        "service",
        _("Visits"),
        _("Where somebody must be soon, whom to visit next, and writing a visit down on the way."),
        "councils:visits",
        frozenset(visit_views.VISITORS),
        order=20,
        waiting=visits.waiting_count,
        alarm=visit_views.alarm,
        shown=uses(Module.DEMANDS),
    ),
    WorkPage(
        "service",
        _("Study of the month"),
        _("What was heard, what is open, what repeats: for the committees’ monthly meeting."),
        "councils:demand_study",
        frozenset(demands.OFFICE),
        order=30,
        shown=uses(Module.DEMANDS),
    ),
    WorkPage(
        "service",
        _("Three hundred-percents"),
        _("Solved, explained, answered in a quarter, and what is open by age; prints for the notice board."),
        "councils:demand_figures",
        frozenset(demands.OFFICE),
        order=40,
        shown=uses(Module.DEMANDS),
    ),
    WorkPage(
        "service",
        _("Pairs"),
        _("Households on which a cadre or party member looks in again and again: whom to visit by when, handing over."),
        "councils:pairs",
        frozenset(pairings.OFFICE),
        order=25,
        alarm=pairing_views.alarm,
        shown=uses(Module.DEMANDS),
    ),
    WorkPage(
        "service",
        _("Legal service"),
        _("The figures of a month, lectures on the law, the room and its adviser."),
        "councils:legal_desk",
        frozenset(legal.WRITERS),
        order=60,
        shown=uses(Module.ECONOMY),
    ),
    WorkPage(
        "service",
        _("Grids and rhythm of visits"),
        _("Which groups make up a grid, who looks after it, how many days lie between two visits."),
        "councils:grids",
        frozenset({Role.ADMINISTRATOR}),
        order=90,
        shown=uses(Module.DEMANDS),
    ),
    WorkPage(
        "service",
        _("Disclosure"),
        _("What has to be made public and by when; writing it, hiding columns, the supervisor’s check."),
        "councils:disclosure_desk",
        frozenset(who.OFFICE),
        order=5,
        waiting=disclosure_desk.waiting_count,
        alarm=disclosure_desk.alarm,
        shown=uses(Module.DISCLOSURE),
    ),
    WorkPage(
        "service",
        _("Questions to postings"),
        _("What households ask about what was posted, by the last day to answer."),
        "councils:disclosure_questions",
        frozenset(who.ANSWERERS),
        order=6,
        waiting=questions.waiting_count,
        shown=uses(Module.DISCLOSURE),
    ),
    WorkPage(
        "service",
        _("Posts and volunteers"),
        _("Who serves at which post, for which term, what they are good at; rota and pledge cards to print."),
        "councils:volunteers",
        frozenset(volunteers.READERS),
        order=50,
        waiting=my_service.waiting,
        shown=uses(Module.VOLUNTEERS),
    ),
    WorkPage(
        "service",
        _("Hours of service"),
        _("Type in from paper; sign as the second person what others entered."),
        "councils:service_list",
        frozenset(volunteers.MANAGERS),
        order=52,
        waiting=volunteer_hours.waiting_count,
        shown=uses(Module.VOLUNTEERS),
    ),
    WorkPage(
        "service",
        _("Activities"),
        _("Evening school, law lectures, clean-up days: announce, print the sign-in sheet, report."),
        "councils:activities",
        frozenset(volunteers.READERS),
        order=54,
        waiting=activities.waiting_count,
        shown=uses(Module.VOLUNTEERS),
    ),
    WorkPage(
        "service",
        _("Claims from service and activities"),
        _("Drafts from hours signed by two and from sign-ins; who is left out, and why."),
        "councils:service_credit",
        frozenset(volunteers.MANAGERS),
        order=56,
        shown=lambda village: village.points_on and uses(Module.VOLUNTEERS)(village),
    ),
    WorkPage(
        "service",
        _("Strengths"),
        _("The village’s own list of what people are good at, and which demands each is offered for."),
        "councils:strengths",
        frozenset(volunteers.MANAGERS),
        order=92,
        shown=uses(Module.VOLUNTEERS),
    ),
)
