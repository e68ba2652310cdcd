"""What the village owes to be read: categories and duties, taken over ready or made, and changed from a day on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from councils.enums_disclosure import RHYTHM_MONTHS, CountedFrom, Rhythm
from councils.models import DisclosureCategory, DisclosureDuty, DutyTerms
from councils.models.disclosure.duty import (
    ABOUT_LENGTH,
    DUTY_LENGTH,
    MOST_DUE_DAYS,
    MOST_POSTED_DAYS,
    NAME_LENGTH,
    RESPONSIBLE_LENGTH,
)
from councils.queries.disclosure import fulfilment, who
from councils.services.disclosure import ready
from councils.services.disclosure.steps import require_module
from councils.services.texts import tidy
from points.models import User, Village
from points.models.village import PUBLICITY_FLOOR_DAYS
from points.queries import access
from points.services import audit
from points.services.locks import lock_village
from villagegov.kernel import clock, periods
from villagegov.kernel.errors import DomainError, Gone, Problems


@dataclass(frozen=True)
class DutyInput:
    category: DisclosureCategory | None
    name: str
    rhythm: str
    due_day: int
    effective_from: date
    about: str = ""
    counted_from: str = CountedFrom.END
    days_posted: int | None = None
    responsible: str = ""
    fulfilled_by: str = ""


def _require(by: User | None, village: Village) -> None:
    """``by`` is None where a village is set up by a job."""
    require_module(village)
    if by is not None:
        access.require(by, village, *who.KEEPERS)


@transaction.atomic
def take_over(*, village: Village, since: date, by: User | None, at: datetime) -> int:
    """The ready list from a month on; what has the name of a duty that is there stays away. Returns how many came."""
    _require(by, village)
    lock_village(village)
    _begins_a_month(since)
    by_name = {one.name: one for one in DisclosureCategory.objects.filter(village=village)}
    position = max((one.position for one in by_name.values()), default=0)
    new = [
        DisclosureCategory(village=village, name=name, position=position + place)
        for place, name in enumerate([name for name in _fitting(village) if name not in by_name], start=1)
    ]
    by_name |= {one.name: one for one in DisclosureCategory.objects.bulk_create(new)}
    there = set(DutyTerms.objects.filter(village=village).values_list("name", flat=True))
    keys = {key for key, _label in fulfilment.choices(village)}
    fitting = _fitting(village)
    wanted = [one for one in ready.DUTIES if one.name not in there and one.category in fitting]
    number = _last_number(village)
    duties = [DisclosureDuty(village=village, number=number + place) for place, _one in enumerate(wanted, start=1)]
    DisclosureDuty.objects.bulk_create(duties)
    DutyTerms.objects.bulk_create(
        DutyTerms(
            village=village, duty=duty, effective_from=since, category=by_name[one.category], name=one.name,
            about=one.about, rhythm=one.rhythm, counted_from=one.counted_from, due_day=one.due_day,
            responsible=one.responsible, fulfilled_by=one.fulfilled_by if one.fulfilled_by in keys else "",
        )
        for duty, one in zip(duties, wanted, strict=True)
    )  # fmt: skip
    audit.record(
        by=by, at=at, action="duty.taken_over", subject=village, village_id=village.pk,
        after={"count": len(wanted), "from": since},
    )  # fmt: skip
    return len(wanted)


@transaction.atomic
def save_category(
    *, village: Village, name: str, category: DisclosureCategory | None = None, by: User | None, at: datetime
) -> DisclosureCategory:
    """A new one at the end, or another name for one."""
    _require(by, village)
    lock_village(village)
    name = " ".join(name.split())
    Problems.raise_if(tidy(name, "name", NAME_LENGTH, _("Give the category a name.")))
    rows = DisclosureCategory.objects.filter(village=village)
    others = rows.exclude(pk=category.pk) if category else rows
    if others.filter(name=name).exists():
        sentence = _("There is a category of this name. Take another name.")
        raise DomainError(sentence, field="name", code="name_taken")
    if category is None:
        last = rows.aggregate(last=Max("position"))["last"] or 0
        category = DisclosureCategory.objects.create(village=village, name=name, position=last + 1)
    else:
        category = rows.select_for_update().get(pk=category.pk)
        category.name = name
        category.save(update_fields=["name"])
    audit.record(by=by, at=at, action="duty.category_saved", subject=category, after={"position": category.position})
    return category


@transaction.atomic
def save_duty(
    *, village: Village, data: DutyInput, duty: DisclosureDuty | None = None, by: User | None, at: datetime
) -> DutyTerms:
    """A new duty, or new terms of one from a month on. A second change for the same month replaces the first.

    Raises :class:`Problems` naming the fields.
    """
    _require(by, village)
    lock_village(village)
    today = clock.local_day(at)
    duty = _again(village, duty)
    before = _terms_before(duty, data.effective_from) if duty else None
    Problems.raise_if(_wrong(village, data) + _wrong_day(duty, before, data.effective_from, today))
    if duty is None:
        duty = DisclosureDuty.objects.create(village=village, number=_last_number(village) + 1)
    return _write(duty, data, ended=False, by=by, at=at)


@transaction.atomic
def end_duty(*, duty: DisclosureDuty, effective_from: date, by: User, at: datetime) -> DutyTerms:
    """From a month on it is no longer owed. What was stays as it was."""
    _require(by, duty.village)
    lock_village(duty.village)
    found = _again(duty.village, duty)
    assert found is not None
    before = _terms_before(found, effective_from)
    if before is None or before.ended:
        raise DomainError(_("This duty has ended already."), code="ended")
    Problems.raise_if(_wrong_day(found, before, effective_from, clock.local_day(at)))
    data = DutyInput(
        before.category, before.name, before.rhythm, before.due_day, effective_from, before.about,
        before.counted_from, before.days_posted, before.responsible, before.fulfilled_by,
    )  # fmt: skip
    return _write(found, data, ended=True, by=by, at=at)


def _write(duty: DisclosureDuty, data: DutyInput, *, ended: bool, by: User | None, at: datetime) -> DutyTerms:
    """The row of that day; rows after it would undo what was just said, so they go."""
    assert data.category is not None
    DutyTerms.objects.filter(village=duty.village_id, duty=duty, effective_from__gte=data.effective_from).delete()
    terms = DutyTerms.objects.create(
        village_id=duty.village_id, duty=duty, effective_from=data.effective_from, category=data.category,
        name=" ".join(data.name.split()), about=" ".join(data.about.split()), rhythm=data.rhythm,
        counted_from=data.counted_from, due_day=data.due_day, days_posted=data.days_posted,
        responsible=" ".join(data.responsible.split()), fulfilled_by=data.fulfilled_by, ended=ended,
    )  # fmt: skip
    audit.record(
        by=by,
        at=at,
        action="duty.ended" if ended else "duty.saved",
        subject=duty,
        after={"from": data.effective_from, "rhythm": data.rhythm, "due_day": data.due_day},
    )
    return terms


def _fitting(village: Village) -> list[str]:
    """Points are made public where there are any."""
    return [name for name in ready.CATEGORIES if village.points_on or name != ready.OF_POINTS]


def _again(village: Village, duty: DisclosureDuty | None) -> DisclosureDuty | None:
    if duty is None:
        return None
    found = DisclosureDuty.objects.select_for_update().filter(village=village, pk=duty.pk).first()
    if found is None:
        raise Gone(_("This duty is no longer there. Load the page anew."), code="duty_gone")
    return found


def _terms_before(duty: DisclosureDuty, day: date) -> DutyTerms | None:
    rows = DutyTerms.objects.filter(village=duty.village_id, duty=duty, effective_from__lt=day)
    return rows.select_related("category").order_by("-effective_from").first()


def _last_number(village: Village) -> int:
    return DisclosureDuty.objects.filter(village=village).aggregate(last=Max("number"))["last"] or 0


def _wrong(village: Village, data: DutyInput) -> list[DomainError]:
    found = tidy(data.name.strip(), "name", DUTY_LENGTH, _("Say what is made public."))
    found += tidy(data.about.strip(), "about", ABOUT_LENGTH)
    found += tidy(data.responsible.strip(), "responsible", RESPONSIBLE_LENGTH)
    if data.category is None or data.category.village_id != village.pk:
        found.append(DomainError(_("Choose the category."), field="category", code="category"))
    if data.rhythm not in Rhythm.values:
        found.append(DomainError(_("Choose how often."), field="rhythm", code="rhythm"))
    if data.counted_from not in CountedFrom.values:
        found.append(DomainError(_("Choose from where the days are counted."), field="counted_from", code="counted"))
    if not 1 <= data.due_day <= MOST_DUE_DAYS:
        sentence = _("Between 1 and %(most)s days.") % {"most": MOST_DUE_DAYS}
        found.append(DomainError(sentence, field="due_day", code="due_day"))
    if data.days_posted is not None and not PUBLICITY_FLOOR_DAYS <= data.days_posted <= MOST_POSTED_DAYS:
        sentence = _("Nothing is posted for less than %(least)s days, and for at most %(most)s here.")
        values = {"least": PUBLICITY_FLOOR_DAYS, "most": MOST_POSTED_DAYS}
        found.append(DomainError(sentence % values, field="days_posted", code="floor"))
    if data.fulfilled_by and data.fulfilled_by not in {key for key, _label in fulfilment.choices(village)}:
        found.append(DomainError(_("Choose what fulfils it."), field="fulfilled_by", code="fulfilled_by"))
    if data.fulfilled_by and data.rhythm != Rhythm.MONTHLY:
        sentence = _("Only what is made public every month is fulfilled so.")
        found.append(DomainError(sentence, field="fulfilled_by", code="fulfilled_monthly"))
    return found


def _wrong_day(duty: DisclosureDuty | None, before: DutyTerms | None, day: date, today: date) -> list[DomainError]:
    """A change begins with a month, this one at the earliest, and with a period of what was: nothing falls between."""
    try:
        _begins_a_month(day)
    except DomainError as error:
        return [error]
    if duty is None:
        return []
    if day < periods.month_of(today):
        sentence = _("A change begins with this month or a later one: what is past keeps its terms.")
        return [DomainError(sentence, field="effective_from", code="past")]
    many = RHYTHM_MONTHS.get(Rhythm(before.rhythm), 1) if before and not before.ended else 1
    if (day.month - 1) % many:
        sentence = _("It was owed %(rhythm)s until now. Begin with the first month of such a period.")
        words = {"rhythm": before.get_rhythm_display() if before else ""}
        return [DomainError(sentence % words, field="effective_from", code="inside_a_period")]
    return []


def _begins_a_month(day: date) -> None:
    if day.day != 1:
        raise DomainError(_("Choose the first day of a month."), field="effective_from", code="month")
