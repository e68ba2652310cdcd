"""An Atom feed of the published issues, red board only."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from boards.queries import feed
from boards.views.board import how_it_stands
from boards.views.words import label
from points.models import Village
from villagegov.kernel import periods
from villagegov.web.caching import public_page
from villagegov.web.village import village_view


@village_view()
@public_page(stamp=how_it_stands)
def atom(request: HttpRequest) -> HttpResponse:
    village: Village = request.village  # type: ignore[attr-defined]
    here = request.build_absolute_uri(reverse("boards:feed", kwargs={"slug": village.slug}))
    issues = Atom1Feed(
        title=_("%(village)s: red board") % {"village": village.name},
        link=request.build_absolute_uri(reverse("boards:village", kwargs={"slug": village.slug})),
        description="",
        language=get_language(),
        feed_url=here,
        feed_guid=here,
    )
    for issue in feed.issues(village):
        code = {"slug": village.slug, "month": f"{issue.month:%Y-%m}"}
        address = request.build_absolute_uri(reverse("boards:board_month", kwargs=code))
        words = {"month": label(periods.month(issue.month)), "number": issue.number}
        issues.add_item(
            title=_("Red board, %(month)s") % words + " " + _("No. %(number)s") % words,
            link=address,
            unique_id=address,
            description=ngettext(
                "%(count)s household stands on the red board.",
                "%(count)s households stand on the red board.",
                issue.red,
            )
            % {"count": issue.red},
            pubdate=issue.published_at,
            updateddate=issue.published_at,
            author_name=village.name,
        )
    response = HttpResponse(issues.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
    return response
