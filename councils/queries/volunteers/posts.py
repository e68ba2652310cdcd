"""Posts with those who hold them, and the weekly rota."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import QuerySet

from councils.enums import PostMode
from councils.models import PostHolder, Shift, Volunteer, VolunteerPost
from councils.queries.volunteers import people
from points.models import Village

#: Weeks a sheet of the rota shows.
WEEKS = 8


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


@dataclass
class Listed:
    post: VolunteerPost
    holders: list[PostHolder] = field(default_factory=list)

    @property
    def missing(self) -> int:
        """How many people it still wants."""
        return max(self.post.places - len(self.holders), 0)

    @property
    def named(self) -> list[Volunteer]:
        """Those who agreed to be named in public."""
        return [holder.volunteer for holder in self.holders if holder.volunteer.public_since]


def posts(village: Village) -> QuerySet[VolunteerPost]:
    """Those that are kept."""
    rows = VolunteerPost.objects.filter(village=village, closed_on__isnull=True)
    return rows.select_related("strength", "group", "grid").order_by("name")


def listing(village: Village, day: date) -> list[Listed]:
    """Every post with those who hold it on the day. Two queries."""
    rows = {post.pk: Listed(post) for post in posts(village)}
    for holder in people.holders_on(village, day).filter(post__in=rows):
        rows[holder.post_id].holders.append(holder)
    return list(rows.values())


def coming_holders(post: VolunteerPost, day: date) -> list[PostHolder]:
    """Those whose term has not begun."""
    rows = PostHolder.objects.filter(village=post.village_id, post=post, term_from__gt=day)
    return list(rows.select_related("volunteer").order_by("term_from", "id"))


def held_on(village: Village, volunteers: list[Volunteer], day: date) -> list[VolunteerPost]:
    """Posts these people hold on the day."""
    rows = people.holders_on(village, day).filter(volunteer__in=[row.pk for row in volunteers])
    return list({holder.post_id: holder.post for holder in rows}.values())


@dataclass
class Week:
    start: date
    people: list[Volunteer] = field(default_factory=list)

    @property
    def end(self) -> date:
        return self.start + timedelta(days=6)


def rota(village: Village, first: date, weeks: int = WEEKS) -> dict[uuid.UUID, list[Week]]:
    """For each post in shifts the weeks from that of ``first`` on, empty ones too. Two queries."""
    start = monday(first)
    days = [start + timedelta(weeks=number) for number in range(weeks)]
    keys = posts(village).filter(mode=PostMode.SHIFTS).values_list("pk", flat=True)
    found = {key: {day: Week(day) for day in days} for key in keys}
    rows = Shift.objects.filter(village=village, week__gte=start, week__lte=days[-1], post__in=found)
    for shift in rows.select_related("volunteer__household").order_by("week", "id"):
        found[shift.post_id][shift.week].people.append(shift.volunteer)
    return {key: list(weeks_of.values()) for key, weeks_of in found.items()}


def shifts_of(village: Village, volunteers: list[Volunteer], day: date, weeks: int = WEEKS) -> list[Shift]:
    """Their own weeks from this one on."""
    first = monday(day)
    rows = Shift.objects.filter(
        village=village, volunteer__in=[row.pk for row in volunteers], week__gte=first,
        week__lt=first + timedelta(weeks=weeks),
    )  # fmt: skip
    return list(rows.select_related("post", "volunteer").order_by("week", "id"))
