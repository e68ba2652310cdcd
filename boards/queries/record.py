"""The record of an entry: every step with its day, by whom in which office, in words. What the household may read, and
what the office prints for it. People stand in it by office, never by name; witnesses alone are named.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from boards.enums import Colour, EntrySource, EntryState, MotionKind, MotionState, VoteStage
from boards.models import BoardEntry, BoardMotion, BoardVote
from councils.enums import BodyKind, TellingWay
from points.enums import Role
from points.models import Household, Membership, Village
from villagegov.kernel import clock
from villagegov.web.templatetags.web import points as signed
from villagegov.web.templatetags.web import short_day


@dataclass(frozen=True)
class Step:
    """One line of the record: what, when, by whom in which office, and what was said."""

    day: date | None
    title: str
    by: str = ""
    words: str = ""


@dataclass(frozen=True)
class Record:
    entry: BoardEntry
    steps: tuple[Step, ...]


def entries(village: Village) -> QuerySet[BoardEntry]:
    """Entries with what a record says of them."""
    rows = BoardEntry.objects.filter(village=village)
    return rows.select_related("household__group", "issue", "ledger_entry", "repair", "reversal", "village")


def of_household(household: Household) -> list[BoardEntry]:
    """What a household finds about itself in its passbook: from the moment on in which it was told, or praised."""
    return list(
        entries(household.village)
        .filter(household=household)
        .exclude(state__in=[EntryState.DRAFTED, EntryState.STRUCK, EntryState.REVIEWED])
        .order_by("-issue__month", "-created_at", "id")
    )


def record(entry: BoardEntry) -> Record:
    """The whole way. Four queries, however long it was."""
    votes = list(BoardVote.objects.filter(village=entry.village_id, issue=entry.issue).order_by("at", "id"))
    motions = list(BoardMotion.objects.filter(village=entry.village_id, entry=entry).order_by("proposed_at", "id"))
    people = {vote.voter_id for vote in votes} | {motion.proposed_by_id for motion in motions}
    people |= {one for one in (entry.proposed_by_id, entry.told_by_id) if one}
    office = _offices(entry.village, people)
    home = entry.household.group.number
    steps = [
        _proposed(entry, office),
        *_reviewed(entry, votes, home),
        *_told(entry, office),
        *_decided(entry, votes, home),
    ]
    steps += _public(entry)
    for motion in motions:
        steps += _motion(entry, motion, [vote for vote in votes if vote.motion_id == motion.pk], office, home)
    steps += _ended(entry)
    return Record(entry, tuple(steps))


def _offices(village: Village, people: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """What each person is in the village; committee first, where somebody is several things."""
    order = [Role.COMMITTEE, Role.OFFICER, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.GRID_OFFICER, Role.VILLAGER]
    found: dict[uuid.UUID, Role] = {}
    for user, role in Membership.objects.filter(village=village, user__in=list(people)).values_list("user", "role"):
        if user not in found or order.index(Role(role)) < order.index(found[user]):
            found[user] = Role(role)
    return {user: str(role.label) for user, role in found.items()}


def _proposed(entry: BoardEntry, office: Mapping[uuid.UUID, str]) -> Step:
    day = clock.local_day(entry.created_at)
    words = entry.reason
    if entry.article:
        words = _("%(reason)s By: %(article)s.") % {"reason": words, "article": entry.stands_on}
    if entry.deed_day:
        words = _("%(words)s Day of the deed: %(day)s.") % {"words": words, "day": date_format(entry.deed_day)}
    if entry.source == EntrySource.PROPOSAL:
        return Step(day, _("Proposed"), office.get(entry.proposed_by_id or uuid.UUID(int=0), ""), words)
    return Step(day, _("Proposed by the village’s rule, from the figures of the month"), "", words)


def _reviewed(entry: BoardEntry, votes: Iterable[BoardVote], home: int) -> list[Step]:
    if (entry.reviewed_at is None and entry.colour == Colour.BLACK) or entry.issue.published_at is None:
        return []
    agreed = [
        vote for vote in votes if vote.stage == VoteStage.ISSUE and vote.agrees and vote.edition == entry.issue.edition
    ]
    return [Step(clock.local_day(entry.issue.published_at), _("The committee agreed to it"), _voters(agreed, home))]


def _voters(votes: Iterable[BoardVote], home: int) -> str:
    """By office: 村党支部委员会、村务监督委员会（其他组）."""
    said = []
    for vote in votes:
        names = _(", ").join(str(BodyKind(kind).label) for kind in vote.constituencies)
        said.append(
            names if home in vote.groups else _("%(office)s (not of the household’s group)") % {"office": names}
        )
    return _("; ").join(said)


def _told(entry: BoardEntry, office: Mapping[uuid.UUID, str]) -> list[Step]:
    if entry.told_on is None:
        return []
    way = str(TellingWay(entry.told_way).label)
    if entry.witnesses:
        way = _("%(way)s: %(names)s") % {"way": way, "names": entry.witnesses}
    told = Step(entry.told_on, _("The household was told"), office.get(entry.told_by_id or uuid.UUID(int=0), ""), way)
    reply = entry.reply or _("none written down")
    return [told, Step(entry.reply_until, _("Last day to reply"), "", _("Its words: %(reply)s") % {"reply": reply})]


def _decided(entry: BoardEntry, votes: Iterable[BoardVote], home: int) -> list[Step]:
    dropped = entry.state == EntryState.DROPPED
    mine = [vote for vote in votes if vote.stage == VoteStage.BLACK and vote.entry_id == entry.pk]
    if entry.decided_at is None:
        if not mine:
            return []
        return [Step(None, _("Members have voted, the quorum is not reached yet"), _voters(mine, home))]
    alike = [vote for vote in mine if vote.agrees != dropped]
    title = _("Decided: it is not published") if dropped else _("Decided: it is published")
    return [Step(clock.local_day(entry.decided_at), title, _voters(alike, home), entry.decision_note)]


def _public(entry: BoardEntry) -> list[Step]:
    if entry.published_at is None:
        return []
    words = _("%(points)s points") % {"points": signed(entry.points)} if entry.points else ""
    if entry.ledger_entry is not None:
        words = _("%(points)s, line %(seq)s of the ledger") % {"points": words, "seq": entry.ledger_entry.seq}
    if entry.until:
        day = {"words": words, "day": date_format(entry.until)}
        words = _("%(words)s; until %(day)s") % day if words else _("until %(day)s") % day
    return [Step(clock.local_day(entry.published_at), _("Public on the board"), "", words)]


def _motion(
    entry: BoardEntry, motion: BoardMotion, votes: list[BoardVote], office: Mapping[uuid.UUID, str], home: int
) -> list[Step]:
    looked = _("%(reason)s Looked at on %(day)s by %(name)s.") % {
        "reason": motion.reason,
        "day": short_day(motion.seen_on),
        "name": motion.seen_by,
    }
    lift = motion.kind == MotionKind.LIFT
    title = _("Proposed to lift it: put right") if lift else _("Proposed to take it back: wrong")
    steps = [Step(clock.local_day(motion.proposed_at), title, office.get(motion.proposed_by_id, ""), looked)]
    if motion.decided_at is not None:
        carried = motion.state == MotionState.CARRIED
        alike = [vote for vote in votes if vote.agrees == carried]
        title = _("The committee agreed") if carried else _("The committee did not agree")
        steps.append(Step(clock.local_day(motion.decided_at), title, _voters(alike, home), motion.note))
    return steps


def _ended(entry: BoardEntry) -> list[Step]:
    steps = []
    if entry.ended_at is not None and entry.ended_at != entry.corrected_at and entry.colour == Colour.BLACK:
        words = _("%(points)s points given back") % {"points": signed(entry.repair.points)} if entry.repair else ""
        steps.append(Step(clock.local_day(entry.ended_at), _("Taken off the board"), "", words))
    if entry.corrected_at is not None:
        words = _("%(words)s Stands corrected on the board until %(day)s.") % {
            "words": entry.correction,
            "day": date_format(entry.correction_until) if entry.correction_until else "",
        }
        if entry.reversal is not None:
            line = _("Line %(seq)s of the ledger, %(points)s.") % {
                "seq": entry.reversal.seq,
                "points": signed(entry.reversal.points),
            }
            words = f"{words} {line}"
        steps.append(Step(clock.local_day(entry.corrected_at), _("Taken back as wrong"), "", words))
    return steps
