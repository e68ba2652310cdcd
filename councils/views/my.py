"""What councils adds to a villager's page: deductions told, decisions to appeal, the reader's objections and panels."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse

from councils.models import Objection, Telling
from councils.queries import appeals, objections, panels, publicity, tellings
from points.enums import ClaimState, EntryKind
from points.models import Claim, Entry, Household, User, Village
from points.queries import access
from points.queries.passbook import REJECTED_SHOWN
from points.views.my import Part
from villagegov.kernel import clock

#: How long a decision against the household stands on its page, and an answer to what it objected to last year.
DECIDED_SHOWN = timedelta(days=90)


def part(user: User, village: Village, household: Household, year: int) -> Part | None:
    """Registered with the passbook. A constant handful of queries; nothing where there are no points."""
    if not village.points_on:
        return None
    told = [_telling(village, telling) for telling in tellings.of_household(village, household, year)]
    today = clock.today()
    news = clock.start_of(today - DECIDED_SHOWN) if year == today.year else None
    mine = objections.of_objector(user, village, year, news_since=news)
    own = frozenset(access.own_households(user, village)) if mine else frozenset()
    reader = publicity.Reader(names=True, words=True, own=own)
    values = {
        "village": village,
        "tellings": told,
        "decided": _decided(village, household) if year == today.year else [],
        "objections": [_objection(objection, reader) for objection in mine],
        "panels": panels.waiting_count(user, village),
    }
    return Part("councils/my_part.html", values)


def _decided(village: Village, household: Household) -> list[dict[str, Any]]:
    today = clock.today()
    claims = list(appeals.against_household(village, [household.pk], today - DECIDED_SHOWN))
    rights = appeals.rights_of(village, claims, today)
    news = clock.start_of(today - REJECTED_SHOWN)
    return [
        {"claim": claim, "right": rights[claim.pk]}
        for claim in claims
        if not rights[claim.pk].refusal or (claim.decided_at and claim.decided_at >= news)
    ]


def claim_part(user: User, village: Village, claim: Claim) -> Part | None:
    """On the page of one claim of the household: what it was told, and what it may say against it. A few queries."""
    today = clock.today()
    telling = tellings.of_claim(claim)
    right = appeals.right_of(claim, today) if claim.points > 0 else None
    nothing = right is None or (right.against is None and claim.state != ClaimState.REJECTED)
    if telling is None and nothing:
        return None
    row = _telling(village, telling) if telling else {}
    if telling and claim.state == ClaimState.POSTED:
        entry = Entry.objects.filter(village=village, claim=claim, kind=EntryKind.CLAIM).first()
        if entry is not None and appeals.objection_until(village, entry) >= today:
            row["object_url"] = _address("councils:object", village, claim)
    values = {
        **row,
        "claim": claim,
        "right": None if nothing else right,
        "appeal_url": _address("councils:appeal", village, claim),
    }
    return Part("councils/my_claim_part.html", values)


def _telling(village: Village, telling: Telling) -> dict[str, Any]:
    claim = telling.claim
    until = claim.publicity_until
    may_object = claim.state == ClaimState.PUBLICISED and until is not None and until >= clock.today()
    return {
        "telling": telling,
        "claim": claim,
        "object_url": _address("councils:object", village, claim) if may_object else "",
        "reply_url": _address("councils:reply", village, claim) if claim.state in tellings.OPEN_STATES else "",
    }


def _address(view: str, village: Village, claim: Claim) -> str:
    return reverse(view, kwargs={"slug": village.slug, "claim_id": claim.pk})


def _objection(objection: Objection, reader: publicity.Reader) -> dict[str, Any]:
    return {"objection": objection, "line": publicity.line(objection.claim, reader=reader, day=clock.today())}
