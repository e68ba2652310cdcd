"""What a household's own pages share: who may open them, which household is meant, the tabs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from points.enums import Role
from points.models import Household, User, Village
from points.queries import access
from points.views.off import no_accounts, with_points
from points.views.officer import keep
from villagegov.web.village import village_view

View = Callable[..., HttpResponse]


def villager_page(view: View) -> View:
    """For households of a village that uses points and gives them accounts.

    Who is not signed in goes to household number and PIN, and comes back; text of a form waits in the session meanwhile
    (:func:`points.views.officer.kept`).
    """
    return household_page(with_points(view))


def household_page(view: View) -> View:
    """The same for pages that need no points: demands, breaches, stars."""
    return village_view(Role.VILLAGER, before=_before)(view)


def member_page(view: View) -> View:
    """For everybody of the village who is signed in, office or household."""
    return village_view(*Role, before=_before)(view)


def _before(request: HttpRequest) -> HttpResponse | None:
    village: Village = request.village  # type: ignore[attr-defined]
    answer = no_accounts(request)
    if answer is not None or request.user.is_authenticated:
        return answer
    if request.method == "POST":
        keep(request)
    query = urlencode({"next": request.get_full_path()}, safe="/")
    return HttpResponseRedirect(f"{reverse('points:pin', args=[village.slug])}?{query}")


def own_households(user: User, village: Village) -> list[Household]:
    """The reader's own households; one, as a rule. Never empty: the role comes with a household."""
    own = access.own_households(user, village)
    return list(Household.objects.filter(village=village, pk__in=own).select_related("group").order_by("number"))


def chosen(households: list[Household], wanted: str) -> Household:
    """The one asked for, else the first. Somebody else's is not found."""
    if not wanted:
        return households[0]
    for household in households:
        if str(household.pk) == wanted:
            return household
    raise Http404(wanted)


def household_tabs(households: list[Household], current: Household) -> list[dict[str, Any]]:
    if len(households) < 2:
        return []
    return [
        {"label": str(household), "url": f"?household={household.pk}", "current": household.pk == current.pk}
        for household in households
    ]


def my_tabs(village: Village, current: str) -> list[dict[str, Any]]:
    """Passbook, claims, what one can still earn."""
    labels = {
        "points:my": _("Passbook"),
        "points:my_claims": _("My claims"),
        "points:my_earn": _("What we can claim"),
    }
    return [
        {"label": label, "url": reverse(view, args=[village.slug]), "current": view == current}
        for view, label in labels.items()
    ]
