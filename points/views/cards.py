"""Household cards at the office: who has one, printing, taking away."""

from __future__ import annotations

import secrets
import uuid
from typing import Any, cast

import segno
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from points.enums import CardState
from points.forms.cards import FindCardsForm
from points.models import Household, Village
from points.queries import cards as queries
from points.queries import register
from points.services import cards
from points.views.off import with_accounts
from points.views.officer import typist_page, village_and_user
from villagegov.db.keys import as_uuid
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError

PAGE_SIZE = 50
#: Cards on a sheet of A4.
ON_A_SHEET = 10
#: Households named one by one on the question page; of more the count is enough.
NAMED = 12
WITHOUT = (CardState.NONE, CardState.EXPIRED)
ALL_GROUPS = "all"


def used(village: Village) -> bool:
    """Whether the page stands on the work page."""
    return queries.accounts_on(village, clock.today())


@require_safe
@typist_page
@with_accounts
def listing(request: HttpRequest) -> HttpResponse:
    """Group by group who has a card and who uses it; households to tick and to print for."""
    village, _user = village_and_user(request)
    today = clock.today()
    groups = queries.by_group(village, today)
    find = FindCardsForm(request.GET, groups=list(register.groups(village)))
    text, group, state = find.wanted()
    found = queries.listed(village, today, text=text, group=group, states=[state] if state else [])
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "village": village,
        "groups": groups,
        "total": sum(line.households for line in groups),
        "in_use": sum(line.used for line in groups),
        "without": sum(line.none + line.expired for line in groups),
        "find": find,
        "finding": bool(text or group is not None or state),
        "page_obj": page,
        "states": dict(CardState.choices),
        "rows": [(row, CardState(row.card_state).label) for row in cast(Any, page)],
    }
    return render(request, "points/cards.html", context)


@require_POST
@typist_page
@with_accounts
def printing(request: HttpRequest) -> HttpResponse:
    """First what will be printed and what ends by it; then, with the seed of that page, the sheets themselves.

    The codes are known in this answer alone. The same form again (a reload) gives the same sheets.
    """
    village, user = village_and_user(request)
    ids = _chosen(request, village)
    seed = request.POST.get("seed", "")
    if not 20 <= len(seed) <= 100:
        return _question(request, village, ids)
    try:
        printed = cards.issue(village=village, household_ids=ids, seed=seed, by=user, at=clock.now())
    except DomainError as error:
        return _refused(request, village, error)
    address = request.build_absolute_uri(reverse("points:card", args=[village.slug]))
    made = [{"printed": one, "square": _square(f"{address}#{one.code}")} for one in printed]
    context = {
        "village": village,
        "sheets": [made[start : start + ON_A_SHEET] for start in range(0, len(made), ON_A_SHEET)],
        "count": len(made),
        "address": address.split("://", 1)[-1],
    }
    return render(request, "points/cards_print.html", context)


def _chosen(request: HttpRequest, village: Village) -> list[uuid.UUID]:
    """Households ticked, or all of a group (or of the village) that have no card that still opens anything."""
    whole = request.POST.get("whole", "")
    if not whole:
        return [key for text in request.POST.getlist("households") if (key := as_uuid(text))]
    number = None
    if whole != ALL_GROUPS:
        if not (whole.isascii() and whole.isdigit() and len(whole) < 6):
            raise Http404(whole)
        number = int(whole)
    rows = queries.listed(village, clock.today(), group=number, states=WITHOUT)
    return list(rows.values_list("pk", flat=True)[: cards.MOST_AT_ONCE])


def _question(request: HttpRequest, village: Village, ids: list[uuid.UUID]) -> HttpResponse:
    rows = list(queries.with_card(village, clock.today()).filter(pk__in=ids))
    if not rows:
        return _refused(request, village, DomainError(_("Tick at least one household."), code="no_household"))
    seed = secrets.token_hex(16)
    ending = {
        card.household_id: card
        for card in cards.would_end(village=village, household_ids=[row.pk for row in rows], seed=seed, at=clock.now())
    }
    context = {
        "village": village,
        "rows": rows,
        "named": rows[:NAMED],
        "unnamed": len(rows) - NAMED if len(rows) > NAMED else 0,
        "sheets": -(-len(rows) // ON_A_SHEET),
        "in_use": [row for row in rows if row.pk in ending and ending[row.pk].used_at],
        "unused": [row for row in rows if row.pk in ending and not ending[row.pk].used_at],
        "seed": seed,
        "days": cards.CODE_DAYS,
    }
    return render(request, "points/cards_question.html", context)


def _refused(request: HttpRequest, village: Village, error: DomainError) -> HttpResponse:
    for one in error:
        messages.error(request, str(one.message))
    return HttpResponseRedirect(reverse("points:cards", args=[village.slug]))


def _square(address: str) -> SafeString:
    """The address of the card page as a square code. The card's code stands behind the #: browsers keep that part to
    themselves, so that it comes into no log on the way."""
    code = segno.make(address, error="m", micro=False)
    return mark_safe(code.svg_inline(scale=1, border=2, omitsize=True, svgclass="qr", lineclass=None))  # noqa: S308


@typist_page
@with_accounts
def withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A household's card is taken away, after one question."""
    village, user = village_and_user(request)
    household = Household.objects.filter(village=village, pk=pk).select_related("group").first()
    if household is None:
        raise Http404(pk)
    card = queries.valid_of(village, [household.pk]).get(household.pk)
    back = reverse("points:cards", args=[village.slug])
    if card is None:
        messages.warning(request, _("This household has no card."))
        return HttpResponseRedirect(back)
    if request.method == "POST":
        cards.withdraw(card=card, by=user, at=clock.now())
        messages.success(request, _("Taken away: the card, the PIN and every log-in of this household have ended."))
        return HttpResponseRedirect(back)
    context: dict[str, Any] = {"village": village, "household": household, "card": card}
    return render(request, "points/card_withdraw.html", context)
