"""The red and black nine 红黑双九条: for everybody, on paper, and the administrator's page for the next version."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from boards.forms.stars import NineForm
from boards.queries import nines as queries
from boards.services import nines
from points.enums import Role
from points.models import Village
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.caching import public_page
from villagegov.web.village import village_view


@village_view()
@public_page()
def public(request: HttpRequest, day: str = "") -> HttpResponse:
    """What holds today, or the version of a day."""
    village: Village = request.village  # type: ignore[attr-defined]
    versions = queries.versions(village)
    today = clock.today()
    if day:
        version = next((one for one in versions if f"{one.effective_from:%Y-%m-%d}" == day), None)
        if version is None:
            raise Http404(day)
    else:
        version = next((one for one in versions if one.effective_from <= today), versions[-1] if versions else None)
    context = {
        "village": village,
        "articles": queries.of_version(version),
        "coming": version is not None and version.effective_from > today,
        "others": [one for one in versions if one != version],
        "administers": Role.ADMINISTRATOR in request.roles,  # type: ignore[attr-defined]
        "issuer": _("Villagers’ committee of %(name)s") % {"name": village.name},
        "today": today,
    }
    return render(request, "boards/nines/public.html", context)


@village_view(Role.ADMINISTRATOR)
def edit(request: HttpRequest) -> HttpResponse:
    """The next version, begun with the words of the latest."""
    village: Village = request.village  # type: ignore[attr-defined]
    form = NineForm(request.POST or None, initial=_initial(village, clock.today()))
    if request.method == "POST" and form.is_valid():
        try:
            version = nines.adopt(
                village=village,
                effective_from=form.cleaned_data["effective_from"],
                adopted=form.cleaned_data["adopted"],
                red=form.lines("red"),
                black=form.lines("black"),
                by=request.user,  # type: ignore[arg-type]
                at=clock.now(),
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Adopted. The earlier version stays to be read."))
            day = f"{version.effective_from:%Y-%m-%d}"
            return redirect("boards:nines_of_day", slug=village.slug, day=day)
    return render(request, "boards/nines/edit.html", {"village": village, "form": form})


def _initial(village: Village, today: date) -> dict[str, Any]:
    versions = queries.versions(village)
    articles = queries.of_version(versions[0]) if versions else None
    found: dict[str, Any] = {"effective_from": today}
    if articles:
        found |= {f"red_{row.number}": row.text for row in articles.red}
        found |= {f"black_{row.number}": row.text for row in articles.black}
    return found
