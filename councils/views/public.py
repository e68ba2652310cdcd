"""What councils shows everybody."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from councils.enums_disclosure import PostingState
from councils.queries import demand_figures
from councils.queries.disclosure import postings
from councils.views import affairs
from councils.views.volunteers import public as volunteers
from points.enums import Module
from points.models import Village
from points.queries.villages import uses
from villagegov.kernel import clock, periods
from villagegov.web.public import PublicPage
from villagegov.web.templatetags.web import short_day


def _latest_posting(village: Village) -> str:
    """The newest on the disclosure board. One query."""
    found = postings.latest(village).filter(state=PostingState.POSTED).first()
    if found is None:
        return ""
    return gettext("latest: %(title)s (%(day)s)") % {
        "title": found.title,
        "day": short_day(found.posted_on),
    }


def _of_demands(village: Village) -> str:
    """2026: 58 brought in, 54 answered, 48 solved."""
    year = clock.today().year
    counts = demand_figures.in_short(village, periods.year(clock.today()))
    if not counts["filed"]:
        return ""
    words = gettext("%(year)s: %(filed)s brought in, %(answered)s answered, %(solved)s solved")
    return words % {"year": year, **counts}


PUBLIC_PAGES = (
    PublicPage(
        _("Who serves here"),
        _("Who sits in which body, who leads the groups and looks after the grids, whom to turn to."),
        "councils:serving",
        order=10,
        also=("councils:body_rules", "councils:convention", "councils:convention_of_day", "councils:convention_card"),
    ),
    PublicPage(
        _("Disclosure board"),
        _("Decisions, money, subsidies: what the village owes its people to read, and asking about it."),
        "councils:disclosure",
        order=5,
        shown=uses(Module.DISCLOSURE),
        news=_latest_posting,
        in_header=True,
        also=(
            "councils:disclosure_calendar",
            "councils:disclosure_all",
            "councils:posting",
            "councils:posting_table",
            "councils:posting_ask",
        ),
    ),
    PublicPage(
        _("Village rules"),
        _("What the village agreed on, with its verse, and how it speaks to those who do not keep to it."),
        "councils:village_rules",
        order=15,
        shown=uses(Module.VILLAGE_RULES),
        in_header=True,
        also=("councils:village_rules_of_day", "councils:village_rules_card"),
    ),
    PublicPage(
        _("Matters of the village"),
        _("What the village discusses, when and where it meets, what it decided, and what became of it."),
        "councils:affairs",
        order=17,
        shown=uses(Module.MATTERS),
        news=affairs.news,
        in_header=True,
        also=("councils:affair", "councils:affair_found", "councils:affairs_print"),
    ),
    PublicPage(
        _("Demands of the village"),
        _("What households brought in and what came of it; bringing something in."),
        "councils:demands_public",
        order=20,
        shown=uses(Module.DEMANDS),
        news=_of_demands,
        in_header=True,
        also=("councils:my_demands", "councils:my_demand_new", "councils:my_demand"),
    ),
    PublicPage(
        _("Dividends"),
        _("What the collective earned, how much of it is shared out, and each household’s line."),
        "councils:dividends_public",
        order=30,
        shown=uses(Module.ECONOMY),
        in_header=True,
        also=("councils:dividend_public", "councils:my_dividends"),
    ),
    PublicPage(
        _("Legal service"),
        _("Where and when to ask, the adviser, and the year in figures."),
        "councils:legal",
        order=40,
        shown=uses(Module.ECONOMY),
    ),
    PublicPage(
        _("Volunteers and activities"),
        _("Who helps at which post, what is coming up, what took place this year."),
        "councils:volunteers_public",
        order=30,
        shown=uses(Module.VOLUNTEERS),
        news=volunteers.news,
        in_header=True,
        also=("councils:activity_public", "councils:my_service"),
    ),
)
