"""Where points are on: drafts from service and sign-ins, through the claims' own service with all its caps.

Lock order: the month's activities, the volunteers, then what claims take.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from councils.enums import CREDIT_SOURCES
from councils.models import Activity, ActivityPhoto, ServiceClaim, ServiceItem, Volunteer
from councils.queries.volunteers import credit
from councils.queries.volunteers.credit import Deed
from councils.queries.volunteers.hours import in_words
from councils.services.volunteers.common import require_module
from points.enums import Role
from points.models import Household, User, Village
from points.queries import access
from points.services import audit, sheets
from points.services.claims import ClaimInput
from points.services.claims.entry import TYPISTS
from points.services.locks import lock_village
from points.services.sheets import Look, Saved
from villagegov.db.keys import new_id
from villagegov.kernel import clock, periods
from villagegov.kernel.errors import DomainError

NAME_LENGTH = 40


@transaction.atomic
def set_items(*, village: Village, codes: Mapping[str, int | None], by: User, at: datetime) -> None:
    """Which item of the rules each kind counts for; None: for nothing. Kinds left out stay as they are."""
    _require_points(village)
    access.require(by, village, Role.ADMINISTRATOR)
    lock_village(village)
    offered = {item.code for item in credit.award_items(village, clock.local_day(at))}
    known = dict(CREDIT_SOURCES)
    for source, code in codes.items():
        if source not in known or (code is not None and code not in offered):
            sentence = _("Choose an item that the points rules have today.")
            raise DomainError(sentence, field=source, code="item")
    before = credit.settings_of(village)
    rows = ServiceItem.objects.filter(village=village)
    rows.filter(source__in=[source for source, code in codes.items() if code is None]).delete()
    ServiceItem.objects.bulk_create(
        [ServiceItem(village=village, source=source, item_code=code) for source, code in codes.items() if code],
        update_conflicts=True, unique_fields=["village", "source"], update_fields=["item_code"],
    )  # fmt: skip
    after = credit.settings_of(village)
    if after != before:
        audit.record(
            by=by, at=at, action="service_items.set", subject=village, village_id=village.pk, before=before,
            after=after,
        )  # fmt: skip


def _require_points(village: Village) -> None:
    require_module(village)
    if not village.points_on:
        raise DomainError(_("This village does not use points."), code="points_off")


@transaction.atomic
def draft_claims(*, village: Village, month: date, by: User, at: datetime) -> tuple[Saved, list[Deed]]:
    """A draft from each counted service and each sign-in of the month that can stand, in the order of the days.

    Refusals are by the deed's key. What has a claim already makes no second one, however often this is asked.
    """
    _require_points(village)
    access.require(by, village, *TYPISTS)
    _lock(village, month)
    deeds = [deed for deed in credit.deeds(village, month) if deed.item is not None]
    inputs = _inputs(village, deeds)
    by_claim = {data.id: deed for data, deed in zip(inputs, deeds, strict=True)}
    saved = sheets.save_lines(village=village, inputs=inputs, by=by, at=at)
    ServiceClaim.objects.bulk_create(
        ServiceClaim(
            village=village, claim=claim, record=by_claim[claim.pk].record, sign_in=by_claim[claim.pk].sign_in
        )
        for claim in saved.claims
    )  # fmt: skip
    audit.record_many(
        [
            audit.row(
                by=by, at=at, action="service.claimed", subject=by_claim[claim.pk].subject,
                after={"claim": str(claim.pk)},
            )
            for claim in saved.claims
        ]
    )  # fmt: skip
    refused = {by_claim[key].key: problems for key, problems in saved.refused.items()}
    return Saved(saved.claims, refused), deeds


def _lock(village: Village, month: date) -> None:
    end = periods.add_months(month, 1)
    activities = Activity.objects.select_for_update(no_key=True).filter(village=village, day__gte=month, day__lt=end)
    list(activities.order_by("pk").values_list("pk"))
    people = Volunteer.objects.select_for_update(no_key=True).filter(village=village, household__isnull=False)
    list(people.order_by("pk").values_list("pk"))


def look(*, village: Village, deeds: Sequence[Deed], at: datetime) -> dict[uuid.UUID, Look]:
    """What each would meet, one after the other, by the deed's key. Locks nothing and promises nothing."""
    listed = [deed for deed in deeds if deed.item is not None]
    inputs = _inputs(village, listed)
    found: dict[uuid.UUID, Household] = {deed.household.pk: deed.household for deed in listed}
    looks = sheets.look_at_lines(village=village, inputs=inputs, found=found, at=at)
    return {deed.key: looks[data.id] for data, deed in zip(inputs, listed, strict=True)}


def _inputs(village: Village, deeds: Sequence[Deed]) -> list[ClaimInput]:
    pictures = _pictures(village, deeds)
    return [_input(deed, pictures) for deed in deeds]


def _input(deed: Deed, pictures: Mapping[uuid.UUID, list[uuid.UUID]]) -> ClaimInput:
    assert deed.item is not None
    shown: tuple[uuid.UUID, ...] = ()
    if deed.record is not None:
        signature = deed.record.signatures.all()[0]
        vouched, vouched_by = signature.by.name, signature.by_id
        note = _service_words(deed)
    else:
        assert deed.sign_in is not None
        activity = deed.sign_in.activity
        vouched, vouched_by, note = activity.host, None, activity.title
        shown = tuple(pictures.get(activity.pk, [])[:3]) if deed.item.evidence_required else ()
    return ClaimInput(
        id=new_id(),
        household_id=deed.household.pk,
        item_id=deed.item.pk,
        day=deed.day,
        note=note,
        vouched_name=vouched[:NAME_LENGTH],
        vouched_by=vouched_by,
        photos=shown,
    )


def _service_words(deed: Deed) -> str:
    """In the site's own language, whoever drafts it; without anybody's name."""
    assert deed.record is not None
    with translation.override(settings.LANGUAGE_CODE):
        post = deed.record.post.name if deed.record.post else _("help with a demand")
        values = {"post": post, "hours": in_words(deed.record.quarters)}
        return _("Voluntary service, signed by two: %(post)s, %(hours)s") % values


def _pictures(village: Village, deeds: Sequence[Deed]) -> dict[uuid.UUID, list[uuid.UUID]]:
    keys = {deed.sign_in.activity_id for deed in deeds if deed.sign_in and deed.item and deed.item.evidence_required}
    found: dict[uuid.UUID, list[uuid.UUID]] = {}
    rows = ActivityPhoto.objects.filter(village=village, activity__in=keys, photo__deleted_at__isnull=True)
    for activity, photo in rows.order_by("id").values_list("activity_id", "photo_id") if keys else ():
        found.setdefault(activity, []).append(photo)
    return found
