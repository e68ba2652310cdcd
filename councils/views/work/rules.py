"""Bodies, rules, what the village decides and carries out."""

from django.utils.translation import gettext_lazy as _

from councils.queries.carrying import office as carrying
from councils.queries.disclosure import who
from councils.queries.matters import lists as matter_lists
from councils.queries.matters import standing
from councils.queries.serving import desk
from points.enums import Module, Role
from points.queries.villages import uses
from villagegov.web.work import WorkPage

RULES = (
    WorkPage(
        "rules",
        _("Bodies and members"),
        _("Who sits in which body, for which term, what is missing; elections and rules of procedure."),
        "councils:bodies",
        frozenset(Role) - {Role.VILLAGER},
        order=10,
    ),
    WorkPage(
        "rules",
        _("Handovers"),
        _("At the end of a term: who goes and what waits with them, who comes, which roles follow."),
        "councils:handovers",
        frozenset({Role.COMMITTEE, Role.SUPERVISOR, Role.ADMINISTRATOR}),
        order=12,
        waiting=desk.waiting_count,
    ),
    WorkPage(
        "rules",
        _("Areas"),
        _("Groups, grids and settlements: who looks after each, and its bodies."),
        "councils:areas",
        frozenset(Role) - {Role.VILLAGER},
        order=14,
    ),
    WorkPage(
        "rules",
        _("Village rules"),
        _("Draft the next version, with articles and verse; adopt it with the meeting’s decision."),
        "councils:village_rules_desk",
        frozenset({Role.ADMINISTRATOR}),
        order=30,
        shown=uses(Module.VILLAGE_RULES),
    ),
    WorkPage(
        "rules",
        _("Carrying out"),
        _("What was decided: who sees to it by when, how far it is; then the result is posted."),
        "councils:carrying",
        frozenset(carrying.OFFICE),
        order=40,
        waiting=carrying.waiting_count,
        alarm=carrying.alarm,
        shown=uses(Module.MATTERS),
    ),
    WorkPage(
        "rules",
        _("Duties to disclose"),
        _("What the village makes public, how often, by when, who sees to it; changed from a month on."),
        "councils:disclosure_duties",
        frozenset(who.KEEPERS),
        order=40,
        shown=uses(Module.DISCLOSURE),
    ),
    WorkPage(
        "rules",
        _("Matters"),
        _("What the village decides: where each matter stands, who does what next, sittings to call and to record."),
        "councils:matters",
        frozenset(standing.LOOKERS),
        order=20,
        waiting=standing.waiting_count,
        pressing=True,
        shown=uses(Module.MATTERS),
    ),
    WorkPage(
        "rules",
        _("Suggestions"),
        _("What households suggest: take it up as a matter, or answer."),
        "councils:suggestions",
        frozenset(standing.LOOKERS),
        order=22,
        waiting=matter_lists.suggestions_waiting,
        shown=uses(Module.MATTERS),
    ),
    WorkPage(
        "rules",
        _("Procedures"),
        _("Which body does what in which order, and what it must reach; ready-made ones to take over."),
        "councils:procedures",
        frozenset({Role.ADMINISTRATOR}),
        order=24,
        shown=uses(Module.MATTERS),
    ),
)
