"""Objections: who may see and decide them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from councils.enums import ObjectionState
from councils.models import Objection, Vote
from councils.queries import bodies
from points.enums import Disclosure, Role
from points.models import Claim, Membership, User, Village
from points.queries import access


def may_see(user: User, claim: Claim) -> bool:
    """Whether the claim is on the list this villager reads, or is their own household's."""
    return claim.item.disclosure != Disclosure.NONE or claim.household_id in access.own_households(user, claim.village)


def open_ones(village: Village) -> QuerySet[Objection]:
    """Waiting for a decision, the oldest first."""
    return with_claim(village).filter(state=ObjectionState.OPEN).order_by("made_at", "id")


def decided(village: Village) -> QuerySet[Objection]:
    """The latest decision first."""
    return with_claim(village).exclude(state=ObjectionState.OPEN).order_by("-decided_at", "-id")


def with_claim(village: Village) -> QuerySet[Objection]:
    """Objections with all that a page says of their claim."""
    return Objection.objects.filter(village=village).select_related(
        "claim__household__group", "claim__item__category", "objector", "decided_by"
    )


def waiting_count(user: User, village: Village) -> int:
    """Open objections which this supervisor may decide."""
    voted = Vote.objects.filter(village=OuterRef("village"), claim=OuterRef("claim"), voter=user)
    return (
        open_ones(village)
        .exclude(objector=user)
        .exclude(claim__household__in=bodies.barred_households(user, village))
        .exclude(Q(claim__claimed_by=user) | Q(claim__vouched_by=user))
        .filter(~Exists(voted))
        .count()
    )


def obstacles(user: User, village: Village, objections: Sequence[Objection]) -> dict[uuid.UUID, str]:
    """Why this person may not decide an objection, in words; those they may decide are left out. Constant queries.

    The objections come with their claim.
    """
    claims = [objection.claim_id for objection in objections]
    voted = set(Vote.objects.filter(village=village, claim__in=claims, voter=user).values_list("claim_id", flat=True))
    barred = bodies.barred_households(user, village)
    found: dict[uuid.UUID, str] = {}
    for objection in objections:
        claim = objection.claim
        if claim.household_id in barred:
            found[objection.pk] = _("Your own household, or near kin: another supervisor decides.")
        elif objection.objector_id == user.pk:
            found[objection.pk] = _("You objected yourself: another supervisor decides.")
        elif claim.pk in voted:
            found[objection.pk] = _("You voted on this claim: somebody from outside the review decides.")
        elif user.pk in (claim.claimed_by_id, claim.vouched_by_id):
            found[objection.pk] = _("You claimed or vouched for it: another supervisor decides.")
    return found


def of_objector(user: User, village: Village, year: int) -> list[Objection]:
    """What the person objected to in a year, the latest first."""
    return list(with_claim(village).filter(objector=user, made_at__year=year).order_by("-made_at", "-id"))


def votes_on(claim: Claim) -> list[Vote]:
    """How the committee decided, the last round."""
    rows = Vote.objects.filter(village=claim.village_id, claim=claim, round=claim.review_round)
    return list(rows.select_related("voter").order_by("at", "id"))


def supervisor_names(village: Village) -> str:
    """Whom to turn to with an objection, in one line; empty where nobody has the role."""
    rows = Membership.objects.filter(village=village, role=Role.SUPERVISOR, active=True, user__is_active=True)
    return str(_(", ")).join(rows.order_by("user__name").values_list("user__name", flat=True))
