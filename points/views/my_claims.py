"""A household's claims on its phone: what it can claim, claiming, where each stands, changing and taking back."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from points.enums import Channel, ClaimState, HouseholdState
from points.forms.my_claims import OwnClaimForm
from points.models import Claim, Household, Item, Photo, User, Village
from points.queries import cap_words, caps, earning, presence
from points.queries import claims as claim_queries
from points.services import claims
from points.services.claims import words
from points.views.course import sentence_of, steps
from points.views.my import Part
from points.views.officer import kept, photos_of_form, sent_data, village_and_user
from points.views.villager import chosen, household_tabs, my_tabs, own_households, villager_page
from villagegov.db.keys import as_uuid
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.templatetags.web import points as signed

PAGE_SIZE = 20
#: What its household may still change or take back.
CHANGEABLE = (ClaimState.SUBMITTED, ClaimState.RETURNED)

#: ``maker(user, village, claim)``; None where there is nothing to say.
PartMaker = Callable[[User, Village, Claim], Part | None]
_makers: dict[str, PartMaker] = {}


def register_claim_part(key: str, maker: PartMaker) -> None:
    """For apps above this one: what they add to the page of one claim; the last one registered under a key counts."""
    _makers[key] = maker


def _mine(request: HttpRequest) -> tuple[list[Household], Household]:
    village, user = village_and_user(request)
    households = own_households(user, village)
    wanted = request.POST.get("household") or request.GET.get("household", "")
    return households, chosen(households, wanted)


# ------------------------------------------------------------------------------------------------- what can be claimed


@require_safe
@villager_page
def earn(request: HttpRequest) -> HttpResponse:
    """Items villagers may claim, by category, with what is left for this household; each leads to its form."""
    village, _user = village_and_user(request)
    households, household = _mine(request)
    today = clock.today()
    shown, full = [], []
    for category, found in earning.chances(village, household, today):
        lines = [_chance(chance, today) for chance in found]
        full += [line for line in lines if line["full"]]
        if still := [line for line in lines if not line["full"]]:
            shown.append((category, still))
    context = {
        "village": village,
        "household": household,
        "household_tabs": household_tabs(households, household),
        "several": len(households) > 1,
        "tabs": my_tabs(village, "points:my_earn"),
        "categories": shown,
        "count": sum(len(lines) for _category, lines in shown),
        "full": full,
        "obstacle": _obstacle(household, today),
        "today": today,
    }
    return render(request, "points/my_earn.html", context)


def _chance(chance: earning.Chance, today: date) -> dict[str, Any]:
    item, room = chance.item, chance.room
    period = words.period_words(room.period, today) if room.period else ""
    return {"item": item, "left": cap_words.left(item, room, period), "full": chance.full}


def _obstacle(household: Household, day: date) -> str:
    """Why this household can claim nothing of today, in words; empty as a rule."""
    state, resident = presence.life(household).on(day)
    if state == HouseholdState.CLOSED:
        return str(words.closed(household).message)
    if not resident:
        return str(words.not_resident(household).message)
    if state != HouseholdState.ACTIVE:
        return str(words.away(household, day).message)
    return ""


# ---------------------------------------------------------------------------------------------------------- claiming


@villager_page
def new(request: HttpRequest, code: int) -> HttpResponse:
    """Claim one item. Its id is made with the form: pressed twice, it is one claim."""
    village, user = village_and_user(request)
    _households, household = _mine(request)
    item = next((item for item in earning.open_to_villagers(village, clock.today()) if item.code == code), None)
    if item is None:
        raise Http404(code)
    given: dict[str, Any] = {"village": village, "household": household, "item": item, "today": clock.today()}
    if request.method != "POST":
        initial, photos = _kept(request, {}, [])
        return _form_page(request, OwnClaimForm(initial=initial, **given), photos)
    form = OwnClaimForm(sent_data(request), request.FILES, **given)
    shown = _photos(request, form, [])
    if form.is_valid():
        try:
            data = form.to_input([photo.pk for photo in shown])
            claim = claims.claim_online(village=village, data=data, by=user, at=clock.now())
        except DomainError as error:
            form.add_domain_error(error)
        else:
            return _sent(request, claim)
    return _form_page(request, form, shown)


def _kept(request: HttpRequest, initial: dict[str, Any], already: list[Photo]) -> tuple[dict[str, Any], list[Photo]]:
    """What was typed, and the photos that were kept, before one had to log in again; else what is given."""
    typed = kept(request, "kept_photos")
    if typed is None:
        return initial, already
    village, user = village_and_user(request)
    ids = {key for text in typed.pop("kept_photos", []) if (key := as_uuid(text))}
    own = Photo.objects.filter(village=village, id__in=ids, uploaded_by=user).order_by("id")
    return typed, list(own)


def _photos(request: HttpRequest, form: OwnClaimForm, already: list[Photo]) -> list[Photo]:
    form.is_valid()
    return photos_of_form(request, form, already)


def _sent(request: HttpRequest, claim: Claim) -> HttpResponse:
    line = f"{claim.item_name} {signed(claim.points)}"
    messages.success(
        request, _("Sent: %(line)s. The committee looks at it; here you see where it stands.") % {"line": line}
    )
    return HttpResponseRedirect(reverse("points:my_claim", args=[claim.village.slug, claim.pk]))


def _form_page(
    request: HttpRequest, form: OwnClaimForm, shown: list[Photo], claim: Claim | None = None
) -> HttpResponse:
    village, item, today = form.village, form.item, clock.today()
    exclude = [claim.pk] if claim else []
    usage = caps.usage(village, [form.household.pk], [item], [today], exclude_claims=exclude)
    room = usage.room(form.household.pk, item, today)
    context = {
        "village": village,
        "household": form.household,
        "form": form,
        "item": item,
        "claim": claim,
        "limits": _(", ").join(cap_words.limits(item)),
        "left": cap_words.left(item, room, words.period_words(room.period, today)) if room.period else "",
        "shown_photos": shown,
        "obstacle": _obstacle(form.household, today),
        "back": reverse("points:my_claim", args=[village.slug, claim.pk])
        if claim
        else reverse("points:my_earn", args=[village.slug]),
    }
    return render(request, "points/my_claim_form.html", context)


# ------------------------------------------------------------------------------------------------------ where it stands


@require_safe
@villager_page
def listing(request: HttpRequest) -> HttpResponse:
    """Every claim of the household, the latest deed first, with where it stands."""
    village, _user = village_and_user(request)
    households, household = _mine(request)
    rows = claim_queries.of_household(village, household)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    today = clock.today()
    context = {
        "village": village,
        "household": household,
        "household_tabs": household_tabs(households, household),
        "tabs": my_tabs(village, "points:my_claims"),
        "page_obj": page,
        "rows": [{"claim": claim, "sentence": sentence_of(claim, today)} for claim in page.object_list],
        "to_answer": sum(claim.state == ClaimState.RETURNED for claim in page.object_list),
    }
    return render(request, "points/my_claims.html", context)


@require_safe
@villager_page
def one(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One claim: its course, what the committee said, what one may do now."""
    village, user = village_and_user(request)
    claim = _own_claim(request, pk)
    parts = (maker(user, village, claim) for maker in _makers.values())
    context = {
        "village": village,
        "claim": claim,
        "sentence": sentence_of(claim, clock.today()),
        "steps": steps(claim),
        "photos": [link.photo for link in claim_queries.photos_of(village, [claim.pk]).get(claim.pk, [])],
        "changeable": _changeable(user, claim),
        "tabs": my_tabs(village, "points:my_claims"),
        "parts": [part for part in parts if part is not None],
    }
    return render(request, "points/my_claim.html", context)


def _own_claim(request: HttpRequest, pk: uuid.UUID) -> Claim:
    """A claim this household may read of; nobody else's is found."""
    village, user = village_and_user(request)
    for household in own_households(user, village):
        rows = claim_queries.of_household(village, household).filter(pk=pk)
        claim = rows.select_related("village", "household__group", "item__category").first()
        if claim is not None:
            return claim
    raise Http404(pk)


def _changeable(user: User, claim: Claim) -> bool:
    """What was written on paper is put right by the office."""
    online = claim.channel == Channel.ONLINE and claim.state in CHANGEABLE
    return online and claim_queries.may_change(user, claim.village, claim)


# -------------------------------------------------------------------------------------------- changing, taking back


@villager_page
def change(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Answer the committee's return, or change what still waits; the item stays."""
    village, user = village_and_user(request)
    claim = _own_claim(request, pk)
    if request.method == "POST" and (done := _replaced_by(request, claim)):
        return _sent(request, done)
    if not _changeable(user, claim):
        messages.warning(
            request, _("This claim can no longer be changed: %(state)s.") % {"state": claim.get_state_display()}
        )
        return HttpResponseRedirect(reverse("points:my_claim", args=[village.slug, claim.pk]))
    already = [link.photo for link in claim_queries.photos_of(village, [claim.pk]).get(claim.pk, [])]
    item: Item = claim.item
    given: dict[str, Any] = {"village": village, "household": claim.household, "item": item, "today": clock.today()}
    returned = claim.state == ClaimState.RETURNED
    if request.method != "POST":
        initial, photos = _kept(request, _initial(claim, keep_id=returned), already)
        return _form_page(request, OwnClaimForm(initial=initial, **given), photos, claim)
    form = OwnClaimForm(sent_data(request, claim.pk if returned else None), request.FILES, **given)
    shown = _photos(request, form, already)
    if form.is_valid():
        act = claims.correct_online if returned else claims.replace_online
        try:
            data = form.to_input([photo.pk for photo in shown])
            return _sent(request, act(claim=claim, data=data, by=user, at=clock.now()))
        except DomainError as error:
            form.add_domain_error(error)
    return _form_page(request, form, shown, claim)


def _replaced_by(request: HttpRequest, claim: Claim) -> Claim | None:
    """The claim this very form has made already: the button was pressed twice."""
    village, user = village_and_user(request)
    key = as_uuid(request.POST.get("id", ""))
    if key is None:
        return None
    rows = Claim.objects.filter(village=village, household=claim.household_id, typed_by=user, pk=key)
    return rows.exclude(pk=claim.pk).select_related("village").first()


def _initial(claim: Claim, *, keep_id: bool) -> dict[str, Any]:
    initial: dict[str, Any] = {
        "day": claim.day.isoformat(),
        "quantity": claim.quantity,
        "unit_points": abs(claim.unit_points) if claim.item.is_range else "",
        "note": claim.note,
    }
    return {**initial, "id": claim.pk} if keep_id else initial


@villager_page
def withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take it back, after one question."""
    village, user = village_and_user(request)
    claim = _own_claim(request, pk)
    back = HttpResponseRedirect(reverse("points:my_claim", args=[village.slug, claim.pk]))
    if not _changeable(user, claim):
        messages.warning(
            request, _("This claim can no longer be taken back: %(state)s.") % {"state": claim.get_state_display()}
        )
        return back
    if request.method == "POST":
        claims.withdraw(claim=claim, by=user, at=clock.now())
        messages.success(request, _("Taken back. It uses up nothing; claim it anew where it was right."))
        return back
    return render(request, "points/my_claim_withdraw.html", {"village": village, "claim": claim})
