"""Posts are set up, given to people for a term, and given up; the rota of those in shifts."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from councils.enums import PostMode
from councils.models import Grid, PostHolder, Shift, Strength, Volunteer, VolunteerPost
from councils.models.volunteers.posts import DUTIES_LENGTH, MOST_PLACES, PLEDGE_LENGTH, POST_NAME_LENGTH
from councils.queries.volunteers import credit, people
from councils.queries.volunteers.posts import monday
from councils.services.texts import tidy
from councils.services.volunteers.common import begin, lock, words, wrong_range
from points.models import Group, User, Village
from points.services import audit
from points.services.locks import lock_village
from villagegov.db.keys import new_id
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, Problems

#: Weeks that are planned at once at most, and people of one week.
MOST_WEEKS, MOST_A_WEEK = 26, 10


@dataclass(frozen=True)
class PostInput:
    """The id is made with the form. For a group, for a grid, or for the whole village."""

    name: str
    duties: str
    strength: Strength | None = None
    group: Group | None = None
    grid: Grid | None = None
    places: int = 1
    mode: str = PostMode.ON_CALL
    item_code: int | None = None
    id: uuid.UUID | None = None


@transaction.atomic
def save_post(
    *, village: Village, data: PostInput, post: VolunteerPost | None = None, by: User, at: datetime
) -> VolunteerPost:
    """Raises :class:`Problems` naming ``name``, ``duties``, ``places``, ``group``, ``item_code``."""
    begin(village, by)
    lock_village(village)
    if post is None and data.id and (done := VolunteerPost.objects.filter(village=village, pk=data.id).first()):
        return done
    row = lock(post) if post else VolunteerPost(id=data.id or new_id(), village=village)
    name, duties = words(data.name), data.duties.strip()
    Problems.raise_if(_wrong_post(village, row, data, name, duties, clock.local_day(at)))
    row.name, row.duties, row.strength, row.group, row.grid = name, duties, data.strength, data.group, data.grid
    row.places, row.mode, row.item_code = data.places, data.mode, data.item_code
    row.save()
    audit.record(by=by, at=at, action="volunteer_post.saved", subject=row, after={"places": row.places})
    return row


def _wrong_post(
    village: Village, row: VolunteerPost, data: PostInput, name: str, duties: str, today: date
) -> list[DomainError]:
    found = tidy(name, "name", POST_NAME_LENGTH, _("Give the post a name."))
    found += tidy(duties, "duties", DUTIES_LENGTH, _("Write what one does at this post."))
    if row.closed_on is not None:
        found.append(DomainError(_("This post was given up. Set up a new one."), code="closed"))
    if VolunteerPost.objects.filter(village=village, name=name, closed_on__isnull=True).exclude(pk=row.pk).exists():
        found.append(DomainError(_("There is a post of this name already."), field="name", code="taken"))
    if not 1 <= data.places <= MOST_PLACES:
        sentence = _("Between 1 and %(most)s people.") % {"most": MOST_PLACES}
        found.append(DomainError(sentence, field="places", code="places"))
    if data.group and data.grid:
        found.append(DomainError(_("Choose a group or a grid, not both."), field="area", code="area"))
    if data.mode not in PostMode.values:
        found.append(DomainError(_("Choose how it is served."), field="mode", code="mode"))
    if data.item_code and data.item_code not in {item.code for item in credit.award_items(village, today)}:
        found.append(DomainError(_("Choose an item that the points rules have today."), field="item_code", code="item"))
    return found


@transaction.atomic
def close_post(*, post: VolunteerPost, by: User, at: datetime) -> VolunteerPost:
    """Given up from today on: its people are free of it, shifts to come go. What was served there stays."""
    begin(post.village, by)
    row, today = lock(post), clock.local_day(at)
    if row.closed_on is not None:
        return row
    row.closed_on = today
    row.save(update_fields=["closed_on"])
    held = PostHolder.objects.filter(village=row.village_id, post=row)
    held.filter(term_from__gt=today).delete()
    held.exclude(term_to__lte=today).update(term_to=today)
    Shift.objects.filter(village=row.village_id, post=row, week__gt=monday(today)).delete()
    audit.record(by=by, at=at, action="volunteer_post.closed", subject=row, after={"day": today})
    return row


@transaction.atomic
def assign(
    *,
    post: VolunteerPost,
    volunteer: Volunteer,
    term_from: date,
    term_to: date | None = None,
    pledge: str = "",
    by: User,
    at: datetime,
) -> PostHolder:
    """Give somebody a post for a term. The same term again is the first one. Names ``volunteer``, ``term_to``."""
    begin(post.village, by)
    row = lock(post)
    pledge = pledge.strip()
    same = PostHolder.objects.filter(village=row.village_id, post=row, volunteer=volunteer)
    if done := same.filter(term_from=term_from, term_to=term_to).first():
        return done
    found = wrong_range(term_from, term_to, "term_to") + tidy(pledge, "pledge", PLEDGE_LENGTH)
    if row.closed_on is not None:
        found.append(DomainError(_("This post was given up. Set up a new one."), code="closed"))
    if volunteer.village_id != row.village_id or volunteer.left_on is not None:
        found.append(DomainError(_("Choose somebody who is a volunteer now."), field="volunteer", code="left"))
    elif term_from < volunteer.joined_on:
        sentence = _("They are a volunteer since %(day)s only.") % {"day": volunteer.joined_on.isoformat()}
        found.append(DomainError(sentence, field="term_from", code="before_joined"))
    if any(_meet(term_from, term_to, other.term_from, other.term_to) for other in same):
        found.append(DomainError(_("This person holds the post already."), field="volunteer", code="taken"))
    Problems.raise_if(found)
    holder = PostHolder.objects.create(
        village_id=row.village_id, post=row, volunteer=volunteer, term_from=term_from, term_to=term_to, pledge=pledge
    )
    audit.record(
        by=by, at=at, action="volunteer_post.given", subject=row,
        after={"volunteer": str(volunteer.pk), "from": term_from, "to": term_to},
    )  # fmt: skip
    return holder


def _meet(first: date, last: date | None, other_first: date, other_last: date | None) -> bool:
    return (last is None or other_first <= last) and (other_last is None or first <= other_last)


@transaction.atomic
def end_term(*, holder: PostHolder, day: date, by: User, at: datetime) -> PostHolder:
    """The last day of a term, earlier or later than it was."""
    begin(holder.village, by)
    post = lock(holder.post)
    row = lock(holder, "volunteer")
    Problems.raise_if(wrong_range(row.term_from, day, "day"))
    others = PostHolder.objects.filter(village=row.village_id, post=post, volunteer=row.volunteer).exclude(pk=row.pk)
    if any(_meet(row.term_from, day, other.term_from, other.term_to) for other in others):
        raise DomainError(_("Another term of this person begins before that day."), field="day", code="taken")
    before, row.term_to = row.term_to, day
    row.save(update_fields=["term_to"])
    free = Shift.objects.filter(village=row.village_id, post=post, volunteer=row.volunteer, week__gt=monday(day))
    free.delete()
    audit.record(
        by=by, at=at, action="volunteer_post.ended", subject=post, before={"to": before},
        after={"volunteer": str(row.volunteer_id), "to": day},
    )  # fmt: skip
    return row


# --------------------------------------------------------------------------------------------------------------- rota


@transaction.atomic
def plan_rota(*, post: VolunteerPost, first: date, weeks: int, each: int, by: User, at: datetime) -> int:
    """Fill the weeks from that of ``first`` on that stand empty, in turns, ``each`` people a week; how many weeks.

    It goes on after whoever had the last week, so that nobody is on twice while others wait. Nobody is put into a week
    that their term does not reach.
    """
    begin(post.village, by)
    row = lock(post)
    Problems.raise_if(_wrong_rota(row, weeks, each))
    start = monday(first)
    days = [start + timedelta(weeks=number) for number in range(weeks)]
    holders = list(
        PostHolder.objects.filter(village=row.village_id, post=row)
        .select_related("volunteer")
        .order_by("term_from", "volunteer__name", "id")
    )
    shifts = list(Shift.objects.filter(village=row.village_id, post=row, week__lte=days[-1]).order_by("week", "id"))
    full = {shift.week for shift in shifts}
    turns = _Turns(holders, [shift.volunteer_id for shift in shifts if shift.week < start])
    made, filled = [], 0
    for day in days:
        chosen = [] if day in full else turns.next(day, each)
        made += [Shift(village_id=row.village_id, post=row, week=day, volunteer_id=key) for key in chosen]
        filled += bool(chosen)
    if not holders or (not made and not full):
        raise DomainError(_("Nobody holds this post in these weeks. Give it to people first."), code="nobody")
    Shift.objects.bulk_create(made)
    if made:
        audit.record(by=by, at=at, action="rota.planned", subject=row, after={"from": start, "weeks": filled})
    return filled


def _wrong_rota(post: VolunteerPost, weeks: int, each: int) -> list[DomainError]:
    found = []
    if post.mode != PostMode.SHIFTS or post.closed_on is not None:
        found.append(DomainError(_("This post is not served in shifts."), code="mode"))
    if not 1 <= weeks <= MOST_WEEKS:
        sentence = _("Between 1 and %(most)s weeks.") % {"most": MOST_WEEKS}
        found.append(DomainError(sentence, field="weeks", code="weeks"))
    if not 1 <= each <= MOST_A_WEEK:
        sentence = _("Between 1 and %(most)s people a week.") % {"most": MOST_A_WEEK}
        found.append(DomainError(sentence, field="each", code="each"))
    return found


class _Turns:
    """Who is next: the one whose last week lies furthest back."""

    def __init__(self, holders: list[PostHolder], earlier: list[uuid.UUID]) -> None:
        last = {key: place for place, key in enumerate(earlier)}
        order = sorted(dict.fromkeys(holder.volunteer_id for holder in holders), key=lambda key: last.get(key, -1))
        self.holders, self.queue = holders, order

    def next(self, week: date, many: int) -> list[uuid.UUID]:
        """People whose term covers the whole week."""
        end = week + timedelta(days=6)
        able = {
            holder.volunteer_id
            for holder in self.holders
            if holder.term_from <= week and (holder.term_to is None or holder.term_to >= end)
        }
        chosen = [key for key in self.queue if key in able][:many]
        self.queue = [key for key in self.queue if key not in chosen] + chosen
        return chosen


@transaction.atomic
def set_shift(*, post: VolunteerPost, week: date, volunteers: Collection[uuid.UUID], by: User, at: datetime) -> None:
    """Who has this one week, instead of who had it: people swap."""
    begin(post.village, by)
    row, start = lock(post), monday(week)
    wanted = set(volunteers)
    if row.mode != PostMode.SHIFTS:
        raise DomainError(_("This post is not served in shifts."), code="mode")
    if len(wanted) > MOST_A_WEEK:
        sentence = _("At most %(most)s people a week.") % {"most": MOST_A_WEEK}
        raise DomainError(sentence, field="volunteers", code="each")
    serving = people.of_village(row.village, clock.local_day(at)).filter(pk__in=wanted)
    if serving.count() != len(wanted):
        raise DomainError(_("Choose people who are volunteers now."), field="volunteers", code="left")
    there = Shift.objects.filter(village=row.village_id, post=row, week=start)
    known = set(there.values_list("volunteer_id", flat=True))
    if known == wanted:
        return
    there.exclude(volunteer__in=wanted).delete()
    Shift.objects.bulk_create(
        Shift(village_id=row.village_id, post=row, week=start, volunteer_id=key) for key in sorted(wanted - known)
    )
    audit.record(by=by, at=at, action="rota.changed", subject=row, after={"week": start, "people": len(wanted)})
