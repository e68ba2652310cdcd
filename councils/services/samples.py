"""The supervisors' sample: drawn by the calendar and by chance, never by a person; and what they found."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from councils.enums import Finding
from councils.models import Sample, SampledClaim
from councils.queries import samples as queries
from points.enums import Role
from points.models import Entry, MonthClose, User, Village, VillageSettings
from points.queries import access
from points.queries.villages import settings_on
from points.services import audit, due, ledger
from villagegov.kernel import sampling
from villagegov.kernel.errors import DomainError, NotAllowed

WORDS_LENGTH = 300


def draw_due(*, village: Village, at: datetime) -> list[date]:
    """Draw every closed month that has no sample yet, oldest first; returns the months. Twice gives the same."""
    drawn = Sample.objects.filter(village=village).values("month")
    months = MonthClose.objects.filter(village=village).exclude(month__in=drawn).order_by("month")
    return [
        month
        for month in months.values_list("month", flat=True)
        if draw(village=village, month=month, at=at) is not None
    ]


@transaction.atomic
def draw(*, village: Village, month: date, at: datetime) -> Sample | None:
    """Draw a closed month; a second call returns the first sample. None where the village takes no sample.

    Shares are those in force on the day on which the month closed. Raises :class:`DomainError` while it is open.
    """
    ledger.lock_head(village)  # two sweeps at once: the second finds the first one's sample
    known = Sample.objects.filter(village=village, month=month).first()
    if known is not None:
        return known
    closed = MonthClose.objects.filter(village=village, month=month).first()
    if closed is None:
        raise DomainError(_("A month is sampled when it is closed."), code="month_open")
    numbers = settings_on(village, due.close_day(village, month))
    if not numbers.sample_percent and not numbers.sample_light_percent:
        return None
    return _draw(village, closed, numbers, at)


def _draw(village: Village, closed: MonthClose, numbers: VillageSettings, at: datetime) -> Sample:
    leaf = Entry.objects.filter(village=village, seq=closed.last_seq).values_list("leaf", flat=True).first()
    seed = sampling.seed_of(str(village.pk), closed.month, bytes(leaf or b""))
    lines = queries.lines_of_month(village, closed.month)
    full = [line for line in lines if not line.light]
    light = [line for line in lines if line.light]
    least = numbers.sample_least
    picked = {
        *sampling.draw(seed, (line.number for line in full), sampling.size(len(full), numbers.sample_percent, least)),
        *sampling.draw(
            seed, (line.number for line in light), sampling.size(len(light), numbers.sample_light_percent, least)
        ),
    }
    sample = Sample.objects.create(
        village=village,
        month=closed.month,
        drawn_at=at,
        last_seq=closed.last_seq,
        seed=seed,
        full_of=len(full),
        full_drawn=sum(line.number in picked for line in full),
        light_of=len(light),
        light_drawn=sum(line.number in picked for line in light),
    )
    SampledClaim.objects.bulk_create(
        SampledClaim(village=village, sample=sample, claim_id=line.claim_id, number=line.number, light=line.light)
        for line in lines
        if line.number in picked
    )
    after = {"month": f"{closed.month:%Y-%m}", "count": sample.drawn}
    audit.record(by=None, at=at, action="sample.drawn", subject=sample, after=after)
    return sample


@transaction.atomic
def record_finding(*, sampled: SampledClaim, finding: str, words: str, by: User, at: datetime) -> SampledClaim:
    """What a supervisor found; recorded again, the later one counts and the audit keeps both.

    Raises :class:`NotAllowed` for whoever is no supervisor or had a part in the claim, :class:`DomainError` naming
    ``finding`` or ``words``.
    """
    access.require(by, sampled.village, Role.SUPERVISOR)
    sampled = (
        SampledClaim.objects.select_for_update(of=("self",))
        .select_related("claim")
        .get(village=sampled.village_id, pk=sampled.pk)
    )
    if obstacle := queries.obstacles(by, sampled.village, [sampled]).get(sampled.pk):
        raise NotAllowed(obstacle, code="obstacle")
    words = _checked(finding, words)
    before = {"finding": sampled.finding} if sampled.finding else {}
    sampled.finding, sampled.words, sampled.found_by, sampled.found_at = finding, words, by, at
    sampled.save(update_fields=["finding", "words", "found_by", "found_at"])
    audit.record(by=by, at=at, action="sample.found", subject=sampled, before=before, after={"finding": finding})
    return sampled


def _checked(finding: str, words: str) -> str:
    words = words.strip()
    if finding not in Finding.values:
        raise DomainError(_("Choose what you found."), field="finding", code="required")
    if not words and finding != Finding.IN_ORDER:
        sentence = _("Say in a few words what is wrong, or why it could not be checked.")
        raise DomainError(sentence, field="words", code="required")
    if len(words) > WORDS_LENGTH:
        sentence = _("Put it in at most %(most)s characters.") % {"most": WORDS_LENGTH}
        raise DomainError(sentence, field="words", code="too_long")
    return words
