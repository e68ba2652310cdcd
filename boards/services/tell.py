"""Lines for people's inboxes about boards, contests and stars. Parts of the services that call them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from boards.enums import Colour, EntrantState, EntryState, JudgingWay, Nominator, StarState
from boards.models import BoardEntry, BoardIssue, Contest, ContestAward, ContestEntrant, StarAward
from councils.services.reminders import Reminder
from points.enums import NoticeKind, Role
from points.models import User, Village
from points.queries import households
from points.queries import notices as queries
from points.services.notices import Draft, address, send
from villagegov.kernel import clock

STAR_NOTICES = {
    StarState.POSTED: NoticeKind.STAR_POSTED,
    StarState.REFUSED: NoticeKind.STAR_REFUSED,
    StarState.GRANTED: NoticeKind.STAR_GRANTED,
    StarState.WITHDRAWN: NoticeKind.STAR_WITHDRAWN,
}


def board_drafted(issue: BoardIssue, at: datetime) -> None:
    village = issue.village
    path = reverse("admin:boards_boardissue_change", args=[issue.pk])
    users = queries.with_role(village, Role.COMMITTEE)
    send(village=village, drafts=[Draft(NoticeKind.BOARD_DRAFTED, users, path, {"month": issue.month})], at=at)


def black_entries(entries: Iterable[BoardEntry], kind: NoticeKind, at: datetime) -> None:
    """The households of black entries: told, published, ended. Red ones among them are passed over."""
    rows = [entry for entry in entries if entry.colour == Colour.BLACK]
    if not rows:
        return
    village = rows[0].village
    homes = queries.of_households(village, {entry.household_id for entry in rows})
    drafts = []
    for entry in rows:
        until = entry.reply_until if kind == NoticeKind.BLACK_TOLD else entry.until
        values: dict[str, Any] = {"until": until} if until else {}
        if users := homes.get(entry.household_id):
            drafts.append(Draft(kind, users, address(village, "boards:village"), values))
    send(village=village, drafts=drafts, at=at)


def contest_called(contest: Contest, by: User, at: datetime) -> None:
    """Those who may enter somebody: households with an account, members, each as far as the title lets them."""
    village, values = contest.village, {"title": contest.name, "until": contest.nominate_until}
    users: list[uuid.UUID] = []
    if Nominator.HOUSEHOLD in contest.nominators:
        keys = households.active_on(village, clock.local_day(at)).values_list("pk", flat=True)
        users += [user for found in queries.of_households(village, list(keys)).values() for user in found]
    if Nominator.MEMBER in contest.nominators:
        users += queries.with_role(village, Role.COMMITTEE)
    path = address(village, "boards:contest", pk=contest.pk)
    send(village=village, drafts=[Draft(NoticeKind.CONTEST_CALLED, users, path, values)], at=at, but=by)


def contest_to_judge(contest: Contest, by: User | None, at: datetime) -> None:
    """The members, where each gives marks on the phone; an extra round is told anew."""
    if contest.way != JudgingWay.PHONE:
        return
    path = address(contest.village, "boards:contest_judge", pk=contest.pk)
    users = queries.with_role(contest.village, Role.COMMITTEE)
    draft = Draft(NoticeKind.CONTEST_TO_JUDGE, users, path, {"title": contest.name})
    send(village=contest.village, drafts=[draft], at=at, but=by)


def contest_result(contest: Contest, at: datetime) -> None:
    """Every household that took part."""
    village = contest.village
    entered = ContestEntrant.objects.filter(village=village, contest=contest, state=EntrantState.ENTERED)
    homes = queries.of_households(village, set(entered.values_list("household_id", flat=True)))
    users = [user for found in homes.values() for user in found]
    path = address(village, "boards:contest", pk=contest.pk)
    values = {"title": contest.name, "until": contest.publicity_until}
    send(village=village, drafts=[Draft(NoticeKind.CONTEST_RESULT, users, path, values)], at=at)


def contest_awarded(contest: Contest, awards: Sequence[ContestAward], at: datetime) -> None:
    """The households that won, each with the number of its certificate."""
    village = contest.village
    homes = queries.of_households(village, {award.household_id for award in awards})
    path = address(village, "points:my")
    drafts = [
        Draft(NoticeKind.CONTEST_AWARDED, users, path, {"title": contest.name, "number": award.code})
        for award in awards
        if (users := homes.get(award.household_id))
    ]
    send(village=village, drafts=drafts, at=at)


def stars(village: Village, awards: Sequence[StarAward], at: datetime) -> None:
    """Households whose star has come to a state they should hear of; ``award.star`` is loaded."""
    told = [award for award in awards if StarState(award.state) in STAR_NOTICES]
    if not told:
        return
    homes = queries.of_households(village, {award.household_id for award in told})
    path = address(village, "boards:my_stars")
    drafts = [
        Draft(STAR_NOTICES[StarState(award.state)], users, path, _star_values(award))
        for award in told
        if (users := homes.get(award.household_id))
    ]
    send(village=village, drafts=drafts, at=at)


def _star_values(award: StarAward) -> dict[str, Any]:
    values: dict[str, Any] = {"star": award.star.name}
    if award.publicity_until:
        values["until"] = award.publicity_until
    if award.plate:
        values["number"] = award.plate
    return values


def to_remind(village: Village, day: date) -> Iterator[Reminder]:
    """Households of black entries whose last day to reply this is."""
    rows = BoardEntry.objects.filter(village=village, state=EntryState.TOLD, reply="", reply_until=day)
    ids = set(rows.values_list("household_id", flat=True))
    for users in queries.of_households(village, ids).values():
        yield Reminder(users, address(village, "boards:village"), _("to reply to a black-board entry"))
