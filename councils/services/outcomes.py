"""Where a decision leads a claim: shared by votes on an account and by the record of a meeting."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Value, When
from django.utils.translation import gettext as _

from councils.enums import Decision
from points.enums import ClaimState
from points.models import Claim, Village
from points.queries.villages import settings_on
from points.services.claims import change_state
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError


def lock_claims(village: Village, claim_ids: Collection[uuid.UUID]) -> tuple[list[Claim], dict[uuid.UUID, DomainError]]:
    """The claims, locked in the order of their ids; refusals for those that are not (or no longer) here."""
    wanted = set(claim_ids)
    rows = Claim.objects.select_for_update(of=("self",)).select_related("household", "village", "deed", "item")
    claims = list(rows.filter(village=village, pk__in=wanted).order_by("pk"))
    gone = wanted - {claim.pk for claim in claims}
    sentence = _("It is no longer there: whoever typed it in has deleted it.")
    return claims, {pk: DomainError(sentence, code="gone", subject=pk) for pk in gone}


def state_after(decision: Decision | str, points: int) -> ClaimState:
    """Where a decision leads: an award to its publicity, a deduction to the telling of its household."""
    if decision == Decision.RETURN:
        return ClaimState.RETURNED
    if decision == Decision.REJECT:
        return ClaimState.REJECTED
    return ClaimState.TELLING if points < 0 else ClaimState.PUBLICISED


def follow(
    village: Village, decided: Mapping[Claim, tuple[Decision | str, str]], at: datetime
) -> dict[uuid.UUID, ClaimState]:
    """Take decided claims to the state their decision leads to, each with its words. One UPDATE for each state."""
    day = clock.local_day(at)
    until = day + timedelta(days=settings_on(village, day).publicity_days - 1)
    states = {claim.pk: state_after(decision, claim.points) for claim, (decision, _words) in decided.items()}
    for state in (ClaimState.PUBLICISED, ClaimState.TELLING, ClaimState.RETURNED, ClaimState.REJECTED):
        led_here = {claim: words for claim, (_decision, words) in decided.items() if states[claim.pk] == state}
        fields: dict[str, Any] = {"decided_at": at, "decision_note": _note(led_here)}
        if state == ClaimState.PUBLICISED:
            fields |= {"publicity_from": day, "publicity_until": until}
        change_state(claims=list(led_here), to=state, at=at, **fields)
        for claim, words in led_here.items():
            claim.decision_note = words
    return states


def _note(words: Mapping[Claim, str]) -> Any:
    """The same words for all, or each claim's own."""
    different = set(words.values())
    if len(different) <= 1:
        return next(iter(different), "")
    by_words: dict[str, list[uuid.UUID]] = {}
    for claim, text in words.items():
        by_words.setdefault(text, []).append(claim.pk)
    return Case(*(When(pk__in=ids, then=Value(text)) for text, ids in by_words.items()), default=Value(""))
