"""Adding somebody to a body, putting a seat right, ending it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from councils.forms.bodies.seats import EndForm, MemberForm, SeatForm, seat_initial
from councils.models import BodyMember
from councils.queries.serving.people import term_end
from councils.services.bodies import members as services
from councils.views.bodies.asked import body_of, found_of, who
from points.enums import Role
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.village import village_view


@village_view(Role.ADMINISTRATOR)
def new(request: HttpRequest, body_id: uuid.UUID) -> HttpResponse:
    """Somebody for a term; what speaks against it is said first."""
    village, user = who(request)
    body, today = body_of(request, body_id), clock.today()
    initial = {"term_from": today.isoformat(), "term_to": term_end(today).isoformat()}
    form = MemberForm(request.POST or None, village=village, body=body, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            services.add_member(
                body=body, data=form.seat(), term_from=said["term_from"], term_to=said["term_to"],
                despite=said["despite"], id=said["id"], by=user, at=clock.now(),
            )  # fmt: skip
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(
                request, _("%(name)s is entered. Enter the next one, or go back.") % {"name": said["name"]}
            )
            return redirect("councils:body", slug=village.slug, body_id=body.pk)
    return render(request, "councils/bodies/member.html", {"village": village, "body": body, "form": form})


@village_view(Role.ADMINISTRATOR)
def edit(request: HttpRequest, member_id: uuid.UUID) -> HttpResponse:
    """One seat: put right, or ended. Its term is not changed: another term is another seat."""
    village, user = who(request)
    member: BodyMember = found_of(request, BodyMember, member_id, "body", "household", "user", "group")
    member.body.village = village
    act = request.POST.get("act", "")
    form = SeatForm(
        request.POST if act == "change" else None, village=village, body=member.body, initial=seat_initial(member),
        auto_id="seat_%s",
    )  # fmt: skip
    end = EndForm(
        request.POST if act == "end" else None, initial={"last_day": clock.today().isoformat()}, auto_id="end_%s"
    )
    chosen: SeatForm | EndForm = end if act == "end" else form
    if request.method == "POST" and chosen.is_valid():
        try:
            if act == "end":
                services.end_member(member=member, **end.cleaned_data, by=user, at=clock.now())
                sentence = _("The seat of %(name)s is ended.")
            else:
                services.change_member(
                    member=member, data=form.seat(), despite=form.cleaned_data["despite"], by=user, at=clock.now()
                )
                sentence = _("The seat of %(name)s is saved.")
        except DomainError as error:
            chosen.add_domain_error(error)
        else:
            messages.success(request, sentence % {"name": member.name})
            return redirect("councils:body", slug=village.slug, body_id=member.body_id)
    context = {"village": village, "body": member.body, "member": member, "form": form, "end": end}
    return render(request, "councils/bodies/member.html", context)
