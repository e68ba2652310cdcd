"""What is counted, figures, dividends, lists for the wall."""

from django.utils.translation import gettext_lazy as _

from councils.queries.dividends import lists as dividends
from councils.services import profile
from councils.views.publicity import PRINTERS
from points.enums import Module, Role
from points.queries.villages import uses, uses_points
from villagegov.web.work import WorkPage

RECORDS = (
    WorkPage(
        "records",
        _("Counted claims"),
        _("What counts in which month, as villagers read it."),
        "councils:counted",
        frozenset(Role) - {Role.VILLAGER},
        order=60,
        shown=uses_points,
    ),
    WorkPage(
        "records",
        _("Fairness and reach"),
        _("Whether the rules treat every group alike, and whom they do not reach."),
        "councils:fairness",
        frozenset({Role.COMMITTEE, Role.SUPERVISOR, Role.ADMINISTRATOR}),
        order=20,
        shown=uses_points,
    ),
    WorkPage(
        "records",
        _("Dividends"),
        _("From the year’s profit to each household’s line, the sheets to be signed, and who has signed."),
        "councils:dividends",
        frozenset(dividends.READERS),
        order=30,
        waiting=dividends.waiting_count,
        shown=uses(Module.ECONOMY),
    ),
    WorkPage(
        "records",
        _("Profile, projects, figures"),
        _("What stands on the page about the village: projects and how far they are, key figures, pictures."),
        "councils:profile_desk",
        frozenset(profile.REPORTERS),
        order=40,
    ),
    WorkPage(
        "households",
        _("Group lists for the wall"),
        _("What each household of a group has counted this month and what is in publicity, one group on a sheet."),
        "councils:group_lists",
        PRINTERS,
        order=60,
        shown=uses_points,
    ),
)
