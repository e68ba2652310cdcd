"""The supervisors' sample: what was drawn, what was found, and whether it can be drawn anew."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.fields import BooleanField
from django.utils.translation import gettext as _

from councils.enums import Finding
from councils.models import Sample, SampledClaim, Vote
from councils.queries import bodies
from councils.queries.people import by_user
from points.enums import EntryKind, Role
from points.models import Claim, Entry, User, Village
from points.queries import access, routes
from villagegov.kernel import sampling


@dataclass(frozen=True)
class MonthLine:
    """A claim's line of the ledger, counted in a month."""

    number: int
    claim_id: uuid.UUID
    #: Reviewed by one signature.
    light: bool


def lines_of_month(village: Village, month: date) -> list[MonthLine]:
    """What a month's sample is drawn from: every claim counted in it, by the number of its line. One query."""
    is_light = Case(When(routes.light("claim__"), then=Value(True)), default=Value(False), output_field=BooleanField())
    rows = Entry.objects.filter(village=village, kind=EntryKind.CLAIM, counted_in=month).annotate(light=is_light)
    return [MonthLine(*row) for row in rows.order_by("seq").values_list("seq", "claim_id", "light")]


def samples(village: Village) -> QuerySet[Sample]:
    """Every month's sample with the counts of its findings, the latest first. One query."""
    counts = {
        f"{name}_count": Count("claims", filter=Q(claims__finding=finding))
        for name, finding in (
            ("in_order", Finding.IN_ORDER),
            ("wrong", Finding.WRONG),
            ("unclear", Finding.UNCLEAR),
            ("open", ""),
        )
    }
    return Sample.objects.filter(village=village).annotate(**counts).order_by("-month")


def of_month(village: Village, month: date) -> Sample | None:
    return samples(village).filter(month=month).first()


def claims_of(village: Village, sample: Sample) -> list[SampledClaim]:
    """In the order of a walk through the village: by group and household. One query."""
    rows = with_claim(village).filter(sample=sample)
    return list(rows.order_by("claim__household__group__number", "claim__household__number", "number"))


def with_claim(village: Village) -> QuerySet[SampledClaim]:
    return SampledClaim.objects.filter(village=village).select_related(
        "sample", "claim__household__group", "claim__item__category", "found_by"
    )


def numbers_of(village: Village, sample: Sample) -> list[int]:
    """The lines that were drawn."""
    rows = SampledClaim.objects.filter(village=village, sample=sample)
    return list(rows.order_by("number").values_list("number", flat=True))


def obstacles(user: User, village: Village, rows: Sequence[SampledClaim]) -> dict[uuid.UUID, str]:
    """Why this supervisor may not check a claim, in words; those they may check are left out. Constant queries."""
    claims = [row.claim_id for row in rows]
    votes = Vote.objects.filter(by_user(user), village=village, claim__in=claims)
    voted = set(votes.values_list("claim_id", flat=True))
    barred = bodies.barred_households(user, village)
    found: dict[uuid.UUID, str] = {}
    for row in rows:
        claim: Claim = row.claim
        if claim.household_id in barred:
            found[row.pk] = _("Your own household, or near kin: another supervisor checks it.")
        elif claim.pk in voted:
            found[row.pk] = _("You voted on this claim: another supervisor checks it.")
        elif user.pk in (claim.claimed_by_id, claim.vouched_by_id):
            found[row.pk] = _("You claimed or vouched for it: another supervisor checks it.")
    return found


def waiting_count(user: User, village: Village) -> int:
    """Sampled claims that wait for a finding and that this supervisor may check."""
    if not access.has_role(user, village, Role.SUPERVISOR):
        return 0
    voted = Vote.objects.filter(by_user(user), village=OuterRef("village"), claim=OuterRef("claim"))
    return (
        SampledClaim.objects.filter(~Exists(voted), village=village, finding="")
        .exclude(claim__household__in=bodies.barred_households(user, village))
        .exclude(Q(claim__claimed_by=user) | Q(claim__vouched_by=user))
        .count()
    )


# ------------------------------------------------------------------------------------------------------- drawn anew


def problems(village: Village) -> list[str]:
    """Every sample drawn anew from the ledger; what differs, one English sentence each, for whoever runs the site."""
    return [sentence for sample in Sample.objects.filter(village=village) for sentence in _differs(village, sample)]


def _differs(village: Village, sample: Sample) -> Iterator[str]:
    leaf = Entry.objects.filter(village=village, seq=sample.last_seq).values_list("leaf", flat=True).first()
    if sampling.seed_of(str(village.pk), sample.month, bytes(leaf or b"")) != sample.seed:
        yield f"sample {sample}: the seed does not follow from line {sample.last_seq}"
    rows = list(SampledClaim.objects.filter(village=village, sample=sample).values_list("number", "light", "claim_id"))
    lines = {line.number: line for line in lines_of_month(village, sample.month)}
    if len(lines) != sample.of:
        yield f"sample {sample}: drawn from {sample.of} claims, {len(lines)} are counted in the month"
    for light, count in ((False, sample.full_drawn), (True, sample.light_drawn)):
        wanted = sampling.draw(sample.seed, (line.number for line in lines.values() if line.light == light), count)
        found = [number for number, is_light, _claim in rows if is_light == light]
        if sorted(wanted) != sorted(found):
            yield f"sample {sample}: the lines drawn are not those with the smallest tickets"
    for number, _light, claim_id in rows:
        if number not in lines or lines[number].claim_id != claim_id:
            yield f"sample {sample}: line {number} is not the line of the claim drawn"
