"""Near kin: who has listed theirs this term, and one member's list."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from councils.forms.kin import KinForm
from councils.queries import kin as queries
from councils.queries.people import Person, Roll, roll
from councils.services import kin as services
from points.enums import Role
from points.models import Village
from points.views.off import with_points
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed
from villagegov.web.village import village_view


@require_safe
@village_view(*queries.LOOKERS)
@with_points
def listing(request: HttpRequest) -> HttpResponse:
    """Everybody who decides on claims; those who still have to list their near kin first."""
    village: Village = request.village  # type: ignore[attr-defined]
    everybody = roll(village, clock.today())
    people = queries.must_list(everybody)
    administers = Role.ADMINISTRATOR in request.roles  # type: ignore[attr-defined]
    context = {
        "village": village,
        "rows": [
            {
                "person": person,
                "count": len(person.kin),
                "related": [everybody.people[key].name for key in everybody.related(person.key)],
                "may_write": administers or person.user_id == request.user.pk,
                "mine": person.user_id == request.user.pk,
            }
            for person in people
        ],
        "missing": sum(not person.listed for person in people),
        "total": len(people),
    }
    return render(request, "councils/kin.html", context)


@village_view(*queries.LOOKERS)
@with_points
def write(request: HttpRequest, person: uuid.UUID) -> HttpResponse:
    """One member's list: by the member, or by the administrator from a signed paper."""
    village: Village = request.village  # type: ignore[attr-defined]
    everybody = roll(village, clock.today())
    who = everybody.people.get(person)
    if who is None:
        raise Http404(person)
    own = who.user_id == request.user.pk
    if not own and Role.ADMINISTRATOR not in request.roles:  # type: ignore[attr-defined]
        raise NotAllowed(
            _("Members list their near kin on their own account; the administrator types in what was signed on paper.")
        )
    form = _form(request, village, everybody, who, own)
    if request.method == "POST" and form.is_valid() and _listed(request, village, who, form):
        return redirect("councils:kin", slug=village.slug)
    context = {
        "village": village,
        "who": who,
        "own": own,
        "form": form,
        "listed": queries.listed(village, everybody, who),
        "found": form.found if form.is_bound else [],
    }
    return render(request, "councils/kin_list.html", context)


def _form(request: HttpRequest, village: Village, everybody: Roll, who: Person, own: bool) -> KinForm:
    others = [person for person in queries.must_list(everybody) if person.key != who.key]
    now = queries.listed(village, everybody, who)
    initial: dict[str, Any] = {
        "households": ", ".join(row.household.number for row in now.households),
        "members": [str(key) for key in now.members],
        "none": bool(now.listing and not now.households and not now.members and who.listed),
    }
    sent = request.POST.copy() if request.method == "POST" else None
    if sent is not None and own:
        sent["listed_on"] = clock.today().isoformat()
    return KinForm(sent, village=village, others=sorted(others, key=lambda one: one.name), own=own, initial=initial)


def _listed(request: HttpRequest, village: Village, who: Person, form: KinForm) -> bool:
    try:
        services.list_kin(
            village=village,
            person=who.key,
            households=form.keys(),
            members=[uuid.UUID(key) for key in form.cleaned_data.get("members", ())],
            listed_on=form.cleaned_data["listed_on"],
            by=request.user,  # type: ignore[arg-type]
            at=clock.now(),
        )
    except DomainError as error:
        form.add_domain_error(error)
        return False
    left = queries.still_to_list(village, clock.today())
    messages.success(
        request,
        _("Listed. %(count)s members still have to.") % {"count": left} if left else _("Listed. Everybody has, now."),
    )
    return True
