"""Review meetings of the sample: every other sitting of the year, one that waits for its second attendee, one open."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from random import Random

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFilter

from boards.sample.committee import Committee
from boards.sample.setting import Setting
from councils.enums import Decision, MeetingState
from councils.models import Meeting
from councils.queries import meetings as queries
from councils.services import meeting_confirm, meeting_record, meetings
from councils.services.meeting_record import Mark, Record
from points.enums import ClaimState
from points.models import Claim, User
from points.sample import notes
from points.sample.people import BRANCH, REPRESENTATIVES
from villagegov.kernel import clock

#: Of each constituency so many come; enough that those who keep away leave a quorum.
COME = 3
#: Supervisors who sit on the review committee; its head keeps free for objections.
WATCHERS = ("jiandu2", "jiandu3")
#: Paper of a phone's photo, in pixels.
PAPER = (600, 848)


@dataclass
class Sittings:
    setting: Setting
    committee: Committee

    def meet(self, *, turn: int, at: datetime) -> None:
        """Everything that waits, decided in one evening: list, record, photo, second attendee."""
        meeting = self._list(at)
        if meeting is None:
            return
        marks = self._planned_marks(meeting)
        first, second = self._record(meeting, turn, marks, at)
        edition = Meeting.objects.get(village=meeting.village_id, pk=meeting.pk).edition
        done = meeting_confirm.confirm(meeting=meeting, edition=edition, by=second, at=at)
        if done.meeting.state != MeetingState.CONFIRMED or done.waiting or first == second:
            raise AssertionError("a sitting of the sample decides everything")

    def leave_unconfirmed(self, *, at: datetime) -> None:
        """Recorded by the branch secretary with one line struck and one returned; a representative has yet to look."""
        self._send_some(at)
        meeting = self._list(at)
        if meeting is None:
            return
        count = meeting.lines.filter(village=meeting.village_id).count()
        words = (Mark(decision=Decision.REJECT, reason=notes.REJECT_REASONS[1]),
                 Mark(decision=Decision.RETURN, reason=notes.RETURN_REASONS[2]))  # fmt: skip
        marks = {number: mark for number, mark in zip((2, 5), words, strict=True) if number <= count}
        self._record(meeting, 0, marks, at)

    def open_next(self, *, at: datetime) -> None:
        """A few more claims have come in; their list is printed for the next meeting."""
        self._send_some(at)
        self._list(at)

    # ------------------------------------------------------------------------------------------------ single acts

    def _send_some(self, at: datetime) -> None:
        """Where the sitting of the month has just decided everything, some of what was typed in since goes up."""
        if not queries.unlisted(self.setting.village).exists():
            drafts = Claim.objects.filter(village=self.setting.village, state=ClaimState.DRAFT).count()
            self.committee.desk.send_up_some(at=at, singles=min(8, (drafts + 1) // 2))

    def _list(self, at: datetime) -> Meeting | None:
        village, day = self.setting.village, clock.local_day(at)
        if not queries.waiting(village, day).committee:
            return None
        key = uuid.UUID(int=Random(f"meeting:{at.isoformat()}").getrandbits(128))
        return meetings.open_meeting(village=village, id=key, held_on=day, by=self.setting.officer, at=at)

    def _record(self, meeting: Meeting, turn: int, marks: Mapping[int, Mark], at: datetime) -> tuple[User, User]:
        """Who recorded it, and who can be the second: of another constituency."""
        branch, representatives = (self._who_come(name, turn) for name in (BRANCH, REPRESENTATIVES))
        others = [self.setting.users[name] for name in WATCHERS]
        present = [user.pk for user in (*branch, *representatives, *others)]
        data = Record(held_on=meeting.held_on, present=present, marks=marks)
        meeting_record.record(meeting=meeting, data=data, by=branch[0], at=at)
        upload = ContentFile(_signed_sheet(meeting.number), name="sheet.jpg")
        meetings.add_sheet(meeting=meeting, upload=upload, by=branch[0], at=at)
        return branch[0], representatives[0]

    def _who_come(self, constituency: str, turn: int) -> list[User]:
        members = self.committee.members[constituency]  # type: ignore[index]
        return [members[(turn + step) % len(members)] for step in range(COME)]

    def _planned_marks(self, meeting: Meeting) -> dict[int, Mark]:
        """What the plan of the year says of each line."""
        marks = {}
        for line in queries.lines_of(meeting):
            decision, note = self.committee.planned(line.claim)
            if decision != Decision.APPROVE:
                marks[line.number] = Mark(decision=decision, reason=note)
        return marks


def _signed_sheet(number: int) -> bytes:
    """A sheet of paper as a phone sees it: lines of a table, ticks, scribbles for names. Nothing that can be read."""
    rng = Random(f"sheet:{number}")
    image = Image.new("RGB", PAPER, (247, 245, 238))
    draw = ImageDraw.Draw(image)
    draw.rectangle((200, 40, 400, 58), fill=(70, 70, 70))
    for row in range(26):
        y = 90 + row * 22
        draw.line((40, y, 560, y), fill=(120, 120, 120))
        draw.line((52, y + 12, 52 + rng.randint(60, 110), y + 12), fill=(130, 130, 130), width=4)
        draw.line((210, y + 12, 210 + rng.randint(60, 150), y + 12), fill=(150, 150, 150), width=4)
        if rng.random() < 0.08:
            draw.line((470, y + 4, 490, y + 18), fill=(40, 60, 140), width=3)
    for x in (40, 190, 380, 450, 510, 560):
        draw.line((x, 90, x, 90 + 25 * 22), fill=(120, 120, 120))
    for place in range(2 * COME):
        x, y = 60 + place % 3 * 170, 690 + place // 3 * 70
        points = [(x + step * 9, y + rng.randint(-14, 14)) for step in range(11)]
        draw.line(points, fill=(32, 40, 110), width=3, joint="curve")
        draw.line((x - 8, y + 26, x + 120, y + 26), fill=(120, 120, 120))
    draw.ellipse((430, 740, 520, 830), outline=(190, 50, 44), width=5)
    image = image.rotate(rng.uniform(-1.6, 1.6), fillcolor=(120, 112, 100), resample=Image.Resampling.BILINEAR)
    target = BytesIO()
    image.filter(ImageFilter.GaussianBlur(0.5)).save(target, "JPEG", quality=72)
    return target.getvalue()
