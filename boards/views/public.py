"""What boards shows everybody besides the board itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from boards.queries import stars
from points.enums import Module
from points.models import Village
from points.queries.villages import uses, uses_points
from villagegov.web.public import PublicPage


def _of_stars(village: Village) -> str:
    found = stars.line(village)
    if found is None:
        return ""
    words = [
        ngettext("%(count)s star family", "%(count)s star families", found.families),
        ngettext("%(count)s all-excellent group", "%(count)s all-excellent groups", found.groups),
        ngettext("%(count)s star in publicity", "%(count)s stars in publicity", found.posted),
    ]
    counts = (found.families, found.groups, found.posted)
    said = [word % {"count": count} for word, count in zip(words, counts, strict=True) if count]
    return f"{found.year}: " + " · ".join(said)


PUBLIC_PAGES = (
    PublicPage(
        _("Star families"),
        _("Families who have earned their stars, by whom and for what."),
        "boards:stars",
        order=10,
        shown=uses(Module.STARS),
        news=_of_stars,
        in_header=True,
        also=("boards:star_object",),
    ),
    PublicPage(
        _("Red and black nine"),
        _("What the village praises and what it will not have, in nine articles each."),
        "boards:nines",
        order=20,
        shown=uses(Module.STARS),
        in_header=True,
        also=("boards:nines_of_day",),
    ),
    PublicPage(
        _("Contests"),
        _("This quarter’s contests: who takes part, how it stands, who won."),
        "boards:contests",
        order=30,
        shown=uses_points,
        also=("boards:contest",),
    ),
    PublicPage(
        _("Hall of honour"),
        _("Who won what, quarter by quarter."),
        "boards:honours",
        order=31,
        shown=uses_points,
    ),
    PublicPage(
        _("Open data"),
        _("Each month as a table and for machines, without names."),
        "boards:data",
        order=90,
        shown=uses_points,
    ),
)
