"""Review meetings: what can be listed, which there are, what waits for whom."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from councils.enums import Decision, Level, LineResult, MeetingKind, MeetingState
from councils.models import Meeting, MeetingAttendee, MeetingLine, MeetingSheet
from councils.queries.levels import levels
from councils.queries.people import Person, Roll, barred_words, roll
from points.enums import ClaimState, Role
from points.models import Batch, Claim, User, Village
from points.queries import access
from points.queries.villages import settings_on
from villagegov.kernel import clock

#: Who makes and prints a list; who writes down what was decided; who looks.
OPENERS = (Role.OFFICER, Role.COMMITTEE, Role.ADMINISTRATOR)
RECORDERS = (Role.COMMITTEE, Role.ADMINISTRATOR)
LOOKERS = (Role.OFFICER, Role.COMMITTEE, Role.SUPERVISOR, Role.ADMINISTRATOR)
RUNNING = (MeetingState.OPEN, MeetingState.RECORDED)


def unlisted(village: Village) -> QuerySet[Claim]:
    """Claims that wait for review and stand on no running meeting's list (of this round)."""
    on_a_list = MeetingLine.objects.filter(
        village=OuterRef("village"),
        claim=OuterRef("pk"),
        round=OuterRef("review_round"),
        meeting__state__in=RUNNING,
    )
    return Claim.objects.filter(~Exists(on_a_list), village=village, state=ClaimState.SUBMITTED)


def in_list_order(rows: QuerySet[Claim]) -> list[Claim]:
    """As they are numbered: batch by batch (what came online last), then as one walks through the village."""
    rows = rows.select_related("household__group", "item", "batch")
    return list(
        rows.order_by(
            F("batch__number").asc(nulls_last=True), "household__group__number", "household__number", "day", "pk"
        )
    )


@dataclass(frozen=True)
class Waiting:
    """What a new list could hold."""

    committee: list[Claim]
    assembly: list[Claim]

    def of(self, kind: MeetingKind | str) -> list[Claim]:
        return self.assembly if kind == MeetingKind.ASSEMBLY else self.committee

    def batches(self) -> list[tuple[Batch, int]]:
        """Batches with claims for the committee, and how many."""
        found: dict[uuid.UUID, tuple[Batch, int]] = {}
        for claim in self.committee:
            if claim.batch is not None:
                batch, count = found.get(claim.batch_id, (claim.batch, 0))  # type: ignore[arg-type]
                found[batch.pk] = batch, count + 1
        return sorted(found.values(), key=lambda pair: pair[0].number)


def waiting(village: Village, day: date, rows: QuerySet[Claim] | None = None) -> Waiting:
    """Claims that wait and are on no list, by who can decide them on a day."""
    claims = in_list_order(unlisted(village) if rows is None else rows)
    needed = levels(claims, roll(village, day), settings_on(village, day)) if claims else {}
    assembly = [claim for claim in claims if needed[claim.pk] == Level.ASSEMBLY]
    theirs = {claim.pk for claim in assembly}
    return Waiting([claim for claim in claims if claim.pk not in theirs], assembly)


def listing(village: Village) -> QuerySet[Meeting]:
    """Every meeting with the counts of its lines, the latest first. One query."""
    counts = {
        "line_count": Count("lines", distinct=True),
        "struck": Count("lines", filter=Q(lines__decision=Decision.REJECT), distinct=True),
        "returned": Count("lines", filter=Q(lines__decision=Decision.RETURN), distinct=True),
        "decided": Count("lines", filter=Q(lines__result=LineResult.DECIDED), distinct=True),
        "short": Count("lines", filter=Q(lines__result=LineResult.WAITING), distinct=True),
        "people": Count("attendees", distinct=True),
    }
    rows = Meeting.objects.filter(village=village).select_related("batch").annotate(**counts)
    return rows.order_by("-number")


def find(village: Village, number: int) -> Meeting | None:
    rows = Meeting.objects.filter(village=village).select_related(
        "village", "batch", "opened_by", "recorded_by", "first_by", "confirmed_by", "refused_by"
    )
    return rows.filter(number=number).first() if 0 < number < 2**31 else None


def lines_of(meeting: Meeting) -> list[MeetingLine]:
    """By number, with claims and households. One query."""
    rows = MeetingLine.objects.filter(village=meeting.village_id, meeting=meeting)
    return list(rows.select_related("claim__household__group", "claim__item", "claim__deed").order_by("number"))


def attendees_of(meeting: Meeting) -> list[MeetingAttendee]:
    rows = MeetingAttendee.objects.filter(village=meeting.village_id, meeting=meeting).select_related("user", "seat")
    return list(rows.order_by("pk"))


def sheets_of(meeting: Meeting) -> list[MeetingSheet]:
    return list(MeetingSheet.objects.filter(village=meeting.village_id, meeting=meeting).order_by("uploaded_at", "pk"))


def kept_sheets(village: Village) -> QuerySet[MeetingSheet]:
    """Photos with files of meetings that are over."""
    return MeetingSheet.objects.filter(village=village, deleted_at=None).exclude(meeting__state__in=RUNNING)


def may_look(user: User, meeting: Meeting) -> bool:
    """The office; and whoever was there and is in that day's roll, whatever account the person has."""
    if access.has_role(user, meeting.village, *LOOKERS):
        return True
    mine = attendee_of(attendees_of(meeting), user)
    return mine is not None and roll(meeting.village, meeting.held_on).of_user(user.pk) is not None


def invited(everybody: Roll, kind: MeetingKind | str) -> list[Person]:
    """Who may come and decide: the committee with its alternates, or the representatives. Members first, by body."""
    if kind == MeetingKind.ASSEMBLY:
        return sorted(everybody.representatives, key=lambda one: (one.name, one.key))
    return sorted(
        everybody.committee, key=lambda one: (not one.constituencies, sorted(one.constituencies), one.name, one.key)
    )


def keep_away(lines: Sequence[MeetingLine], people: Sequence[Person]) -> dict[int, list[tuple[str, str]]]:
    """Who must keep out of a line, by its number: names, each with the reason. Asks nothing."""
    return {
        line.number: [(person.name, barred_words(code)) for person in people if (code := person.why_barred(line.claim))]
        for line in lines
    }


def attendee_of(attendees: Collection[MeetingAttendee], user: User | None) -> MeetingAttendee | None:
    return next((one for one in attendees if user is not None and one.user_id == user.pk), None)


def cannot_confirm(meeting: Meeting, attendees: Sequence[MeetingAttendee], everybody: Roll, user: User) -> str:
    """Why this person's word does not stand behind the record, in words; empty if it does."""
    mine = attendee_of(attendees, user)
    if mine is None:
        return _("Only somebody who was at the meeting confirms its record, on their own account.")
    if meeting.first_by_id is None:
        return ""
    if meeting.first_by_id == user.pk:
        return _("You stand behind this record already. Another attendee confirms it, on their own account.")
    if frozenset({meeting.first_by_id, user.pk}) in everybody.kin:
        return _("You are near kin of the first one who stands behind the record. Somebody else confirms it.")
    first = next((one for one in attendees if one.user_id == meeting.first_by_id), None)
    if meeting.kind == MeetingKind.ASSEMBLY or first is None or _differ(_seats(first), _seats(mine)):
        return ""
    return _("You and %(name)s sit for the same body. Somebody of another one who was at the meeting confirms it.") % {
        "name": first.name
    }


def _seats(attendee: MeetingAttendee) -> set[str]:
    return {*attendee.constituencies, *attendee.alternate_for}


def _differ(one: set[str], other: set[str]) -> bool:
    """Whether the two can stand for two different constituencies."""
    return bool(one and other) and len(one | other) > 1


def waiting_count(user: User | None, village: Village) -> int:
    """Records that wait for this person's word: they were there and do not stand behind it yet."""
    if user is None or not access.has_role(user, village, *LOOKERS):
        return 0
    rows = Meeting.objects.filter(village=village, state=MeetingState.RECORDED, attendees__user=user)
    return rows.exclude(first_by=user).count()


def today_roll(village: Village) -> Roll:
    return roll(village, clock.today())
