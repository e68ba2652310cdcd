"""One deed, many households."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from points.forms.claims import DeedForm, item_label
from points.models import Photo, User, Village
from points.services import claims
from points.views.claim_look import look_at
from points.views.officer import kept, officer_page, only_looking, photos_of_form, sent_data, tabs, village_and_user
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.templatetags.web import points as signed


@officer_page
def deed_new(request: HttpRequest) -> HttpResponse:
    """Day, item, ticks by group, one photo: a draft for each ticked household."""
    village, user = village_and_user(request)
    if request.method == "POST":
        return _save(request, village, user)
    initial = kept(request, "households", "whole_groups") or {"day": clock.today().isoformat()}
    return _page(request, DeedForm(village=village, user=user, initial=initial), [])


def _save(request: HttpRequest, village: Village, user: User) -> HttpResponse:
    form = DeedForm(sent_data(request), request.FILES, village=village, user=user)
    form.is_valid()
    shown = photos_of_form(request, form, [])
    if only_looking(request):
        form.forget_errors_except("item")
        return _page(request, form, shown)
    if form.is_valid():
        try:
            claims.enter_deed(
                village=village, data=form.to_input([photo.pk for photo in shown]), by=user, at=clock.now()
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            return _saved(request, village, form)
    return _page(request, form, shown)


def _saved(request: HttpRequest, village: Village, form: DeedForm) -> HttpResponse:
    data = form.cleaned_data
    count, item = len(data["household_ids"]), data["item"]
    total = count * data["quantity"] * item.worth(data["unit_points"])
    messages.success(
        request,
        _("Saved: %(item)s for %(count)s households, %(points)s points together. Send up when all is through.")
        % {
            "item": item_label(item),
            "count": count,
            "points": signed(total),
        },
    )
    request.session["saved_claim"] = str(data["id"])
    return HttpResponseRedirect(reverse("points:claim_list", args=[village.slug]))


def _page(request: HttpRequest, form: DeedForm, shown: list[Photo]) -> HttpResponse:
    village, _user = village_and_user(request)
    ticked = set(_values(form, "households"))
    whole = set(_values(form, "whole_groups"))
    groups: list[dict[str, Any]] = []
    for group, members in groupby(form.rows, key=lambda row: row.group):
        rows = [{"household": row, "ticked": str(row.pk) in ticked} for row in members]
        groups.append({"group": group, "rows": rows, "whole": str(group.pk) in whole})
    context = {
        "form": form,
        "groups": groups,
        "shown_photos": shown,
        "look": look_at(village, form),
        "tabs": tabs(request, "points:deed_new"),
        "today": clock.today(),
    }
    return render(request, "points/deed_form.html", context)


def _values(form: DeedForm, name: str) -> list[str]:
    if form.is_bound:
        return form.data.getlist(name)  # type: ignore[attr-defined]
    return list(form.initial.get(name, []))
