"""Sheets to print: the batch for signatures, receipts, blank slips, a book of numbered slips. A4, black and white."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from points.enums import Role
from points.models import Claim, Village
from points.queries import batches, items, schemes, slips
from points.queries import claims as claim_queries
from points.queries.villages import settings_on
from points.services.claims import words
from points.views.off import with_points
from points.views.officer import officer_page, village_and_user
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed
from villagegov.web.caching import public_page
from villagegov.web.village import village_view

#: Receipts of one row of the sheet.
ACROSS = 2
#: Items named at the foot of a slip.
NAMED_ITEMS = 12


@require_safe
@village_view(Role.OFFICER, Role.ADMINISTRATOR, Role.COMMITTEE, Role.SUPERVISOR)
@with_points
def batch_print(request: HttpRequest, number: int) -> HttpResponse:
    """The batch sheet 汇总表: numbered lines, sums by category and by group, places to sign and to seal."""
    village, _user = village_and_user(request)
    found = batches.find(village, number)
    if found is None:
        raise Http404(number)
    claims = batches.lines(village, found)
    context = {
        "batch": found,
        "claims": claims,
        "with_photos": set(claim_queries.photos_of(village, [claim.pk for claim in claims])),
        "by_category": batches.sums(claims, batches.by_category),
        "by_group": batches.sums(claims, batches.by_group),
        "total": batches.total(_("together"), claims),
        "sign_lines": [_("Information officer"), _("Head of the committee"), _("Supervisor")],
        "members": range(6),
        "today": clock.today(),
    }
    return render(request, "points/batch_print.html", context)


# ---------------------------------------------------------------------------------------------------------- receipts


@dataclass(frozen=True)
class Receipt:
    """For whoever handed in a household's slips on a day."""

    claims: list[Claim]
    day: date

    @property
    def first(self) -> Claim:
        return self.claims[0]

    @property
    def points(self) -> int:
        return sum(claim.points for claim in self.claims)


@require_safe
@officer_page
def receipts(request: HttpRequest) -> HttpResponse:
    """One receipt for each household of which this person typed something in on the day. No deductions: nobody
    handed those in for the household."""
    village, user = village_and_user(request)
    day = _day(request.GET.get("day", ""))
    rows = claim_queries.today_of(user, village, day).filter(points__gt=0)
    claims = rows.order_by("household__group__number", "household__number", "id")
    by_household = groupby(claims, key=lambda claim: claim.household_id)
    return _receipts_page(request, village, [Receipt(list(found), day) for _household, found in by_household], day)


@require_safe
@officer_page
def receipt(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The receipt for one claim."""
    village, user = village_and_user(request)
    claim = Claim.objects.filter(village=village, id=pk).select_related("household__group", "typed_by", "deed").first()
    if claim is None:
        raise Http404(pk)
    if not claim_queries.may_change(user, village, claim):
        raise NotAllowed(words.not_yours(), code="not_yours")
    if claim.points < 0:
        raise DomainError(_("There is no receipt for a deduction: its household is told by a letter."), code="no_award")
    day = clock.local_day(claim.created_at)
    return _receipts_page(request, village, [Receipt([claim], day)], day)


def _receipts_page(request: HttpRequest, village: Village, found: list[Receipt], day: date) -> HttpResponse:
    context = {
        "rows": [found[start : start + ACROSS] for start in range(0, len(found), ACROSS)],
        "count": len(found),
        "day": day,
        "days": settings_on(village, clock.today()).publicity_days,
    }
    return render(request, "points/receipts.html", context)


def _day(text: str) -> date:
    """Today where the address names no day, or one that is none."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return clock.today()
    return day if date(2000, 1, 1) <= day <= clock.today() else clock.today()


# ------------------------------------------------------------------------------------------------------------- slips


@dataclass(frozen=True)
class Slip:
    number: str = ""
    code: SafeString | str = ""


@village_view()
@public_page()
@with_points
@require_safe
def slips_blank(request: HttpRequest) -> HttpResponse:
    """Two slips without a number on a sheet of A4, for everybody."""
    village, _user = village_and_user(request)
    return render(request, "points/slips_print.html", {"sheets": [[Slip(), Slip()]], **_of_rules(village)})


@require_safe
@officer_page
def slip_book_print(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A book: its cover, then its slips, two on a sheet."""
    village, _user = village_and_user(request)
    book = slips.book(village, pk)
    if book is None:
        raise Http404(pk)
    made = [Slip(text, _code(request, village, text)) for text in book.texts()]
    sheets = [made[start : start + 2] for start in range(0, len(made), 2)]
    return render(request, "points/slips_print.html", {"book": book, "sheets": sheets, **_of_rules(village)})


def _of_rules(village: Village) -> dict[str, Any]:
    scheme = schemes.scheme_on(village, clock.today())
    return {"items": items.commonest(schemes.items_of(scheme))[:NAMED_ITEMS] if scheme else []}


def _code(request: HttpRequest, village: Village, number: str) -> SafeString:
    """The address of the slip as a square code, drawn as a path without a style of its own."""
    address = request.build_absolute_uri(reverse("points:slip", args=[village.slug, number]))
    code = segno.make(address, error="m", micro=False)
    return mark_safe(code.svg_inline(scale=1, border=2, omitsize=True, svgclass="qr", lineclass=None))  # noqa: S308
