"""Photos that stand for more than one deed, and photos whose time is over."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest

from points.enums import DEAD_CLAIM_STATES, ClaimState
from points.models import Claim, ClaimPhoto, Photo, User, Village

#: ``may(user, village, photo)``: for apps above, whether somebody may see a photo of theirs.
Seer = Callable[[User, Village, Photo], bool]
_seers: dict[str, Seer] = {}


def register_seer(key: str, seer: Seer) -> None:
    """The last one registered under a key counts."""
    _seers[key] = seer


def seen_by_others(user: User, village: Village, photo: Photo) -> bool:
    return any(seer(user, village, photo) for seer in _seers.values())


#: Of the 64 bits of two looks so many may differ, and it is taken for the same picture: made smaller, saved anew, sent
#: through a chat. Different pictures differ by about thirty.
NEAR = 4
ENDED_STATES = (ClaimState.POSTED, *DEAD_CLAIM_STATES)

_SEEN = """
    SELECT mine.claim_id, mine.photo_id, other.claim_id, like_it.sha256 = shown.sha256
    FROM points_claimphoto mine
    JOIN points_claim claim ON claim.village_id = mine.village_id AND claim.id = mine.claim_id
    JOIN points_photo shown ON shown.village_id = mine.village_id AND shown.id = mine.photo_id
    JOIN points_photo like_it ON like_it.village_id = mine.village_id
        AND (like_it.sha256 = shown.sha256 OR bit_count((like_it.look # shown.look)::bit(64)) <= %(near)s)
    JOIN points_claimphoto other ON other.village_id = like_it.village_id AND other.photo_id = like_it.id
    JOIN points_claim claimed ON claimed.village_id = other.village_id AND claimed.id = other.claim_id
    WHERE mine.village_id = %(village)s AND mine.claim_id = ANY(%(claims)s) AND other.claim_id <> mine.claim_id
        AND (claim.deed_id IS NULL OR claimed.deed_id IS DISTINCT FROM claim.deed_id)
"""


@dataclass(frozen=True)
class Sighting:
    """A photo of one claim stands for another deed too."""

    photo_id: uuid.UUID
    #: The other claim, with its household.
    claim: Claim
    #: The very same file; else one that looks the same.
    same_file: bool


def seen_elsewhere(village: Village, claim_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Sighting]]:
    """For each of the claims, other deeds for which one of its photos stands, the latest first. Two queries.

    One comparison of every photo of these claims with every photo of the village, in the database. Claims of one shared
    deed have one photo by right and are not named.
    """
    if not claim_ids:
        return {}
    values: dict[str, Any] = {"near": NEAR, "village": village.pk, "claims": list(claim_ids)}
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, values)
        rows = cursor.fetchall()
    same: dict[tuple[uuid.UUID, uuid.UUID, uuid.UUID], bool] = {}
    for claim_id, photo_id, other_id, same_file in rows:
        same[claim_id, photo_id, other_id] = same.get((claim_id, photo_id, other_id), False) or bool(same_file)
    others = Claim.objects.filter(village=village, id__in={key[2] for key in same}).select_related("household__group")
    by_id = {claim.pk: claim for claim in others} if same else {}
    found: dict[uuid.UUID, list[Sighting]] = {}
    for (claim_id, photo_id, other_id), same_file in same.items():
        if other_id in by_id:
            found.setdefault(claim_id, []).append(Sighting(photo_id, by_id[other_id], same_file))
    for sightings in found.values():
        sightings.sort(key=lambda one: (one.claim.day, one.claim.pk), reverse=True)
    return found


#: ``ended(links)``: rows of an app above that keep a photo, annotated with ``over_at``, the moment since which nobody
#: needs it; null while it is needed.
Ended = Callable[[QuerySet[Any]], QuerySet[Any]]
_lasting: dict[str, tuple[Any, Ended]] = {}


def register_lasting(model: Any, ended: Ended) -> None:
    """For apps above: photos of such rows are deleted like those of claims, so many months after the rows are over."""
    _lasting[model._meta.label_lower] = (model, ended)


def old_with_files(village: Village, before: datetime) -> QuerySet[Photo]:
    """Photos with files that stand only for what was over before a moment, claims and others, oldest first.

    Photos that stand for no claim are swept in days: see ``services.photos.sweep_unused``.
    """
    links = ClaimPhoto.objects.filter(village=OuterRef("village"), photo=OuterRef("pk"))
    ended_at = Coalesce("claim__posted_at", Greatest("claim__decided_at", "claim__submitted_at"), "claim__created_at")
    going_on = links.annotate(ended_at=ended_at).filter(~Q(claim__state__in=ENDED_STATES) | Q(ended_at__gte=before))
    rows = Photo.objects.filter(village=village, deleted_at=None, uploaded_at__lt=before)
    stands = Q(Exists(links))
    rows = rows.exclude(Exists(going_on))
    for model, ended in _lasting.values():
        kept = ended(model.objects.filter(village=OuterRef("village"), photo=OuterRef("pk")))
        stands |= Q(Exists(kept))
        rows = rows.exclude(Exists(kept.filter(Q(over_at__isnull=True) | Q(over_at__gte=before))))
    return rows.filter(stands).order_by("uploaded_at", "id")
