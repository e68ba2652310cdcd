"""The village's own page and which parts of the site it uses."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from points.enums import Role
from points.forms.village import ChangeVillageForm
from points.models import Village
from points.services import villages
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.village import village_view


@village_view(Role.ADMINISTRATOR)
def change(request: HttpRequest) -> HttpResponse:
    """Profile, contact, parts in use."""
    village: Village = request.village  # type: ignore[attr-defined]
    now = {name: getattr(village, name) for name in ("profile", "privacy_contact", "modules")}
    form = ChangeVillageForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            villages.change_village(
                village=village,
                by=request.user,  # type: ignore[arg-type]
                at=clock.now(),
                **form.cleaned_data,
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Saved. Everybody sees it at once."))
            return redirect("points:village", village.slug)
    return render(request, "points/village_form.html", {"village": village, "form": form})
