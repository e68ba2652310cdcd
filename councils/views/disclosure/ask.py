"""A household asks about what was posted."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from councils.enums_disclosure import PostingState
from councils.forms.disclosure.question import AskForm
from councils.queries.disclosure import questions as queries
from councils.services.disclosure import questions
from councils.views.disclosure.posting import shown_or_404
from points.enums import Module
from points.models import User, Village
from points.queries.villages import settings_on
from points.views import villager
from points.views.off import with_module
from points.views.officer import kept
from points.views.villager import household_page
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.templatetags.web import short_day


@household_page
@with_module(Module.DISCLOSURE)
def ask(request: HttpRequest, number: int) -> HttpResponse:
    """``?household=`` where a person belongs to two. The own questions with what became of them stand below."""
    village: Village = request.village  # type: ignore[attr-defined]
    user: User = request.user  # type: ignore[assignment]
    posting = shown_or_404(request, number)
    own = villager.own_households(user, village)
    household = villager.chosen(own, request.GET.get("household", ""))
    household.village = village
    form = AskForm(request.POST or None, initial=kept(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = questions.ask(
                posting=posting, household=household, text=data["text"], anonymous=data["anonymous"], by=user,
                at=clock.now(), id=data["id"],
            )  # fmt: skip
        except DomainError as error:
            form.add_domain_error(error)
        else:
            sentence = _("Your question has arrived. It is answered by %(day)s, and then everybody reads both.")
            messages.success(request, sentence % {"day": short_day(made.due_on)})
            return redirect("councils:posting_ask", slug=village.slug, number=number)
    context = {
        "village": village,
        "posting": posting,
        "household": household,
        "tabs": villager.household_tabs(own, household),
        "form": form,
        "may_ask": posting.state == PostingState.POSTED,
        "days": settings_on(village, clock.today()).question_days,
        "own": list(queries.own(village, number, [home.pk for home in own])[:20]),
    }
    return render(request, "councils/disclosure/ask.html", context)
