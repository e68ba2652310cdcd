"""The page of one household, and the form of each thing that may happen to it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from points.enums import ConsentKind, HouseholdState, Role
from points.forms import life as forms
from points.models import Consent, Household, HouseholdEvent, User, Village
from points.queries import access, consequences, life_story, passbook, presence
from points.services import life
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.forms import PlainForm
from villagegov.web.village import village_view

KEEPERS = (Role.OFFICER, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Happening:
    """One thing that may happen: its form, its service, when it is offered."""

    slug: str
    label: str | Promise
    form: type[forms.EventForm]
    act: Callable[..., Any]
    #: Offered to a household that stands so: ``offered(household, people away)``.
    offered: Callable[[Household, int], bool]
    section: str
    done: str | Promise


def _at_home(household: Household, _away: int) -> bool:
    return household.state == HouseholdState.ACTIVE


def _open(household: Household, _away: int) -> bool:
    return household.state != HouseholdState.CLOSED


SECTIONS: dict[str, str | Promise] = {
    "away": gettext_lazy("Away and back"),
    "family": gettext_lazy("Head and people"),
    "two": gettext_lazy("Two households"),
    "end": gettext_lazy("Leaving the register"),
    "more": gettext_lazy("Further"),
}

HAPPENINGS = (
    Happening("away", gettext_lazy("Whole household away"), forms.AwayForm, life.go_away, _at_home, "away",
              gettext_lazy("Recorded: the household is away.")),
    Happening("some-away", gettext_lazy("Some of the family away"), forms.SomeAwayForm, life.send_some, _open, "away",
              gettext_lazy("Recorded: some of the family are away.")),
    Happening("back", gettext_lazy("Household came back"), forms.BackForm, life.come_back,
              lambda household, away: household.state == HouseholdState.AWAY, "away",
              gettext_lazy("Recorded: the household is back.")),
    Happening("some-back", gettext_lazy("Some of the family back"), forms.SomeBackForm, life.welcome_some,
              lambda household, away: _open(household, away) and away > 0, "away",
              gettext_lazy("Recorded: some of the family are back.")),
    Happening("head", gettext_lazy("New head of household"), forms.HeadForm, life.change_head, _open, "family",
              gettext_lazy("Recorded: the household has a new head.")),
    Happening("people", gettext_lazy("More or fewer people"), forms.PeopleForm, life.change_people, _open, "family",
              gettext_lazy("Recorded: the number of people.")),
    Happening("split", gettext_lazy("Split a household off"), forms.SplitForm, life.split, _open, "two",
              gettext_lazy("Recorded: the new household is on the register.")),
    Happening("merge", gettext_lazy("Merge into another"), forms.MergeForm, life.merge, _open, "two",
              gettext_lazy("Recorded: the household is closed and belongs to the other now.")),
    Happening("move-out", gettext_lazy("Moved out for good"), forms.MoveOutForm, life.move_out, _open, "end",
              gettext_lazy("Recorded: the household is closed.")),
    Happening("death", gettext_lazy("Last member died"), forms.DeathForm, life.die_out, _open, "end",
              gettext_lazy("Recorded: the household is closed and on no public page any more.")),
    Happening("reopen", gettext_lazy("On the register again"), forms.ReopenForm, life.reopen,
              lambda household, away: not _open(household, away), "end",
              gettext_lazy("Recorded: the household is on the register again.")),
    Happening("living", gettext_lazy("Lives here, or elsewhere"), forms.LivingForm, life.set_resident, _open, "more",
              gettext_lazy("Recorded: where the household lives.")),
    Happening("ranking", gettext_lazy("Left out of the bottom three"), forms.RankingForm, life.set_ranked, _open,
              "more", gettext_lazy("Recorded. In public nothing is said of it.")),
)  # fmt: skip
BY_SLUG = {happening.slug: happening for happening in HAPPENINGS}


# ------------------------------------------------------------------------------------------------------- the page


@require_safe
@village_view(*KEEPERS)
def household(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Who they are, how they stand, what happened, and what may be recorded."""
    village, user, found = _found(request, pk)
    today = clock.today()
    people = presence.people_on(village, [found], today)[found.pk]
    administrator = access.has_role(user, village, Role.ADMINISTRATOR)
    context = {
        "village": village,
        "household": found,
        "sentences": life_story.state_in_words(found, today),
        "people": people,
        "totals": passbook.totals(village, found, today),
        "named": found.names_public,
        "photos_agreed": Consent.objects.filter(
            village=village, household=found, kind=ConsentKind.PHOTOS, withdrawn_on=None
        ).exists(),
        "story": life_story.story(found),
        "sections": _sections(found, people.away),
        "administrator": administrator,
        "private": _private(found),
        "register_url": _register_url(village),
    }
    return render(request, "points/household.html", context)


def _sections(found: Household, away: int) -> list[dict[str, Any]]:
    offered = [happening for happening in HAPPENINGS if happening.offered(found, away)]
    divorce = {"slug": "divorce", "label": _("Divorce")}
    sections = []
    for key, title in SECTIONS.items():
        links: list[Any] = [{"slug": one.slug, "label": _label(one, found)} for one in offered if one.section == key]
        if key == "two" and links:
            links.append(divorce)
        if links:
            sections.append({"title": title, "links": links})
    return sections


def _label(happening: Happening, found: Household) -> str:
    """What the button says, where it depends on how things stand."""
    if happening.slug == "living":
        return _("Lives elsewhere now") if found.resident else _("Lives here now")
    if happening.slug == "ranking" and found.unranked:
        return _("No longer left out of the bottom three")
    return str(happening.label)


def _private(found: Household) -> list[tuple[str, str]]:
    """Phone, address and note, where the register keeps them."""
    names = {field.name: field for field in Household._meta.concrete_fields}
    return [
        (str(names[name].verbose_name), getattr(found, name))
        for name in ("phone", "address", "note")
        if name in names and getattr(found, name)
    ]


# ------------------------------------------------------------------------------------------------------ the events


@village_view(*KEEPERS)
def household_event(request: HttpRequest, pk: uuid.UUID, event: str) -> HttpResponse:
    """One form: filled in, then the question with what follows, then recorded."""
    village, user, found = _found(request, pk)
    if event == "divorce":
        return _divorce(request, village, found)
    happening = BY_SLUG.get(event)
    people = presence.people_on(village, [found], clock.today())[found.pk]
    if happening is None:
        raise Http404(event)
    if not happening.offered(found, people.away):
        messages.error(request, _("That does not fit how this household stands now. Here is its page."))
        return redirect("points:household", slug=village.slug, pk=found.pk)
    initial = {"reason": request.GET.get("reason", "")}
    if event == "split":
        initial["number"] = _next_number(village)
    form = happening.form(request.POST or None, village=village, household=found, initial=initial)
    asked = False
    if request.method == "POST" and form.is_valid() and request.POST.get("act") != "change":
        try:
            if request.POST.get("act") == "record":
                made = _act(happening, found, form, user)
                return _recorded(request, village, found, happening, made)
            _tried(happening, found, form, user)
            asked = True
        except DomainError as error:
            form.add_domain_error(error)
    if asked:
        return _question(request, village, found, happening, form)
    context = {
        "village": village,
        "household": found,
        "happening": happening,
        "label": _label(happening, found),
        "form": form,
    }
    return render(request, "points/household_event.html", context)


def _act(happening: Happening, found: Household, form: forms.EventForm, user: User) -> Any:
    more: dict[str, Any] = {}
    if happening.slug == "living":
        more["resident"] = not found.resident
    if happening.slug == "ranking":
        more["ranked"] = found.unranked
    return happening.act(household=found, by=user, at=clock.now(), **form.to_service(), **more)


def _tried(happening: Happening, found: Household, form: forms.EventForm, user: User) -> None:
    """Do it and take it back: whatever would be refused is said before the question. Raises :class:`DomainError`."""
    with transaction.atomic():
        _act(happening, found, form, user)
        transaction.set_rollback(True)


def _question(
    request: HttpRequest, village: Village, found: Household, happening: Happening, form: forms.EventForm
) -> HttpResponse:
    fresh = Household.objects.select_related("group").get(village=village, pk=found.pk)
    fresh.village = village
    context = {
        "village": village,
        "household": fresh,
        "label": _label(happening, fresh),
        "form": form,
        "said": form.said(),
        "follows": consequences.OF[happening.slug](fresh, form.cleaned_data, clock.today()),
    }
    return render(request, "points/household_question.html", context)


def _recorded(
    request: HttpRequest, village: Village, found: Household, happening: Happening, made: Any
) -> HttpResponse:
    messages.success(request, str(happening.done))
    target = made.pk if isinstance(made, Household) else found.pk
    return redirect("points:household", slug=village.slug, pk=target)


def _divorce(request: HttpRequest, village: Village, found: Household) -> HttpResponse:
    """A divorce is one of three things for the register: offered as such."""
    if found.state == HouseholdState.CLOSED:
        messages.error(request, _("That does not fit how this household stands now. Here is its page."))
        return redirect("points:household", slug=village.slug, pk=found.pk)
    return render(request, "points/household_divorce.html", {"village": village, "household": found})


@village_view(Role.ADMINISTRATOR)
def strike(request: HttpRequest, pk: uuid.UUID, event_id: uuid.UUID) -> HttpResponse:
    """Strike out what was recorded by mistake, after one question."""
    village, user, found = _found(request, pk)
    rows = HouseholdEvent.objects.filter(village=village, household=found).select_related("household", "village")
    event = get_object_or_404(rows, pk=event_id)
    event.household = found
    form: PlainForm = forms.StrikeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            life.strike_out(
                event=event, note=form.cleaned_data["note"], id=form.cleaned_data["id"], by=user, at=clock.now()
            )
        except DomainError as error:
            form.add_domain_error(error)
        else:
            messages.success(request, _("Struck out. It stays in the history and counts no more."))
            return redirect("points:household", slug=village.slug, pk=found.pk)
    lines = {line.event_id: line for line in life_story.story(found)}
    if event.pk not in lines:
        raise Http404(event_id)
    context = {"village": village, "household": found, "line": lines[event.pk], "form": form}
    return render(request, "points/household_strike.html", context)


# ---------------------------------------------------------------------------------------------------------- parts


def _found(request: HttpRequest, pk: uuid.UUID) -> tuple[Village, User, Household]:
    village: Village = request.village  # type: ignore[attr-defined]
    user: User = request.user  # type: ignore[assignment]
    found = get_object_or_404(Household.objects.filter(village=village).select_related("group"), pk=pk)
    found.village = village
    return village, user, found


def _next_number(village: Village) -> str:
    """The number after the highest one, where numbers are numbers."""
    numbers = Household.objects.filter(village=village, number__regex=r"^[0-9]{1,9}$").values_list("number", flat=True)
    highest = max(numbers, key=int, default="")
    return f"{int(highest) + 1:0{len(highest)}d}" if highest else ""


def _register_url(village: Village) -> str:
    try:
        return reverse("points:register", args=[village.slug])
    except NoReverseMatch:
        return ""
