"""What the form says beside household and item while it is filled in: who that is, what it gives, what is left."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from points.enums import HouseholdState
from points.forms.claims import ClaimForm, DeedFields, item_label, label_of
from points.forms.days import read_day
from points.models import Claim, Household, Item, Village
from points.queries import cap_words, caps, households, items, schemes
from points.queries import claims as claim_queries
from points.services import claims
from points.views.officer import officer_fragment, village_and_user
from villagegov.db.keys import as_uuid
from villagegov.kernel import clock
from villagegov.web.templatetags.web import worth


@dataclass
class Look:
    """Values of the two cards; what is not known yet is None."""

    household: Household | None = None
    year_points: int = 0
    month_claims: int = 0
    item: Item | None = None
    #: Chosen within the item's range, signed.
    unit_points: int | None = None
    #: A lower claim for the same deed would make way; whether that has been ticked.
    offers_to_replace: bool = False
    replaces: bool = False
    limits: str = ""
    left: str = ""
    quantity: int = 1
    same_day: int = 0
    household_problems: list[str] = field(default_factory=list)
    item_problems: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.item.worth(self.unit_points) * self.quantity if self.item else 0

    @property
    def asks_to_replace(self) -> bool:
        return self.offers_to_replace or self.replaces


def look_at(village: Village, form: DeedFields, *, correcting: Claim | None = None) -> Look:
    """The cards for a form, bound or new. Reads only what the form has understood so far."""
    look = Look(offers_to_replace=form.offers_to_replace)
    data: dict[str, Any] = form.cleaned_data if form.is_bound else _understood(form)
    day: date = data.get("day") or clock.today()
    look.household, look.item = data.get("household"), data.get("item")
    look.quantity = data.get("quantity") or 1
    if look.household:
        look.year_points, look.month_claims = claim_queries.household_in_numbers(village, look.household, clock.today())
    look.unit_points, look.replaces = data.get("unit_points"), bool(data.get("replaces"))
    if look.item:
        look.limits = _(", ").join(cap_words.limits(look.item))
    if look.item and look.household:
        exclude = [correcting.pk] if correcting else []
        day_counted = min(day, clock.today())
        usage = caps.usage(village, [look.household.pk], [look.item], [day_counted], exclude_claims=exclude)
        room = usage.room(look.household.pk, look.item, day_counted, look.unit_points)
        if room.period is not None:
            period = claims.words.period_words(room.period, clock.today())
            look.left = cap_words.left(look.item, room, period)
        same = claim_queries.live_claims(village).exclude(id__in=exclude)
        look.same_day = same.filter(household=look.household, item_code=look.item.code, day=day).count()
        if not form.errors:
            _say_problems(look, village, day, correcting)
    return look


def _understood(form: DeedFields) -> dict[str, object]:
    """Household and item of initial values that mean one each."""
    found: dict[str, object] = {}
    text = str(form.initial.get("household") or "")
    rows = households.named(form.village, text) if text else []
    if len(rows) == 1:
        found["household"] = rows[0]
    named = items.named(form.items, str(form.initial.get("item") or ""))
    if len(named) == 1:
        found["item"] = named[0]
    quantity = form.initial.get("quantity")
    if str(quantity or "").isdigit():
        found["quantity"] = int(str(quantity))
    chosen = str(form.initial.get("unit_points") or "").lstrip("+-−")
    if chosen.isdigit() and "item" in found:
        found["unit_points"] = form.signed(named[0], int(chosen))
    found["day"] = form._day()
    return found


def _say_problems(look: Look, village: Village, day: date, correcting: Claim | None) -> None:
    assert look.household and look.item
    data = claims.ClaimInput(
        household_id=look.household.pk,
        item_id=look.item.pk,
        day=day,
        quantity=look.quantity,
        unit_points=look.unit_points,
        replaces=look.replaces,
    )
    found = claims.preview(village=village, data=data, household=look.household, at=clock.now(), correcting=correcting)
    for error in found:
        look.offers_to_replace |= error.code == claims.words.OFFERS_TO_REPLACE
        said = look.household_problems if error.field == "household" else look.item_problems
        said.append(str(error.message))


# -------------------------------------------------------------------------------------- while one types (JavaScript)


@require_safe
@officer_fragment
def claim_look(request: HttpRequest) -> HttpResponse:
    """The cards, for the values in the address; ``claim`` names the claim that is being corrected."""
    village, user = village_and_user(request)
    form = ClaimForm(request.GET, village=village, user=user)
    form.is_valid()
    form.forget_errors_except()
    key = as_uuid(request.GET.get("claim", ""))
    correcting = Claim.objects.filter(village=village, id=key).first() if key else None
    return render(request, "points/claim_look.html", {"look": look_at(village, form, correcting=correcting)})


@require_safe
@officer_fragment
def claim_find(request: HttpRequest) -> JsonResponse:
    """Suggestions for ``q``: households (``what=household``) or items of the rules on ``day``.

    ``sure``: the text names the first of them beyond doubt.
    """
    village, _user = village_and_user(request)
    text = request.GET.get("q", "")[:60]
    if request.GET.get("what") == "household":
        hits = households.search(village, text, limit=12)
        found, sure = [_suggest_household(row) for row in hits], len(households.meant(hits, text)) == 1
    else:
        day = read_day(request.GET.get("day", "")[:20], clock.today())
        scheme = schemes.scheme_on(village, day or clock.today())
        rows = [item for item in items.named(schemes.items_of(scheme) if scheme else [], text) if not item.board_only]
        found = [{"value": item_label(item), "detail": f"{worth(item)} · {item.category.name}"} for item in rows[:12]]
        sure = len(rows) == 1
    return JsonResponse({"found": found, "sure": sure})


def _suggest_household(household: Household) -> dict[str, str]:
    detail = household.group.name
    if household.state != HouseholdState.ACTIVE:
        detail += f" · {household.get_state_display()}"
    elif not household.resident:
        detail += " · " + _("not resident")
    return {"value": label_of(household), "detail": detail}
