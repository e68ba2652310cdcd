"""What councils adds to a villager's page: deductions the household was told of, the reader's objections."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from councils.models import Objection, Telling
from councils.queries import objections, publicity, tellings
from points.enums import ClaimState
from points.models import Household, User, Village
from points.queries import access
from points.views.my import Part
from villagegov.kernel import clock


def part(user: User, village: Village, household: Household, year: int) -> Part | None:
    """Registered with the passbook. Two queries, a third where there are objections."""
    told = [_telling(village, telling) for telling in tellings.of_household(village, household, year)]
    mine = objections.of_objector(user, village, year)
    if not told and not mine:
        return None
    own = frozenset(access.own_households(user, village)) if mine else frozenset()
    reader = publicity.Reader(names=True, words=True, own=own)
    rows = [_objection(objection, reader) for objection in mine]
    return Part("councils/my_part.html", {"tellings": told, "objections": rows})


def _telling(village: Village, telling: Telling) -> dict[str, Any]:
    claim = telling.claim
    until = claim.publicity_until
    may_object = claim.state == ClaimState.PUBLICISED and until is not None and until >= clock.today()
    address = reverse("councils:object", kwargs={"slug": village.slug, "claim_id": claim.pk})
    return {"telling": telling, "claim": claim, "object_url": address if may_object else ""}


def _objection(objection: Objection, reader: publicity.Reader) -> dict[str, Any]:
    return {"objection": objection, "line": publicity.line(objection.claim, reader=reader, day=clock.today())}
