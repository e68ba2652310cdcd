"""Red and black boards of 安坪村 and 祝村, which have no points: proposed, drafted on the issue day, through the gate.

Each step at its own moment; what would lie after now is left undone, as it is under way.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from boards.enums import Colour, EntryState
from boards.models import BoardEntry, BoardIssue
from boards.queries import nines
from boards.services import black, breaches, issues, papers, proposals, steps
from councils.enums import ConsequenceWay, TellingWay
from councils.queries import bodies, village_rules
from councils.services import dissuasion
from points.models import Household, Membership, User, Village
from points.queries import presence
from points.sample import anping, red_black, zhucun
from points.sample.people import SEED
from points.sample.red_black import Blame, Praise
from points.sample.villages import ANPING, ZHUCUN
from points.services.due import close_day
from villagegov.db.keys import new_id
from villagegov.kernel import clock, periods


@dataclass
class Place:
    village: Village
    now: datetime
    officer: User
    #: Two of different constituencies and groups.
    members: tuple[User, User]
    homes: list[Household] = field(default_factory=list)

    def over(self, moment: datetime) -> bool:
        return moment > self.now

    def home(self, group: int, *, black: bool) -> Household:
        """One of the group that nobody of the office belongs to; each comes once. On the black board masked."""
        today = clock.today()
        spared = presence.spared(self.village, today, today) if black else frozenset()
        found = next(
            home
            for home in self.homes
            if home.group.number == group
            and steps.may_be_named(home, black=black, spared=spared)
            and not (black and home.names_public)
        )
        self.homes.remove(found)
        return found


def live(village: Village, *, first_day: date, now: datetime) -> None:
    """The last two issues up to now, and what waits for the next; nothing for the other villages."""
    words: tuple[Sequence[Sequence[Praise]], Sequence[Blame]]
    if village.slug == ANPING.slug:
        words = red_black.ANPING_RED, red_black.ANPING_BLACK
        place = _place(village, now, anping.OFFICER, ("apzhishu", "apdaibiao2"))
    elif village.slug == ZHUCUN.slug:
        words = red_black.ZHUCUN_RED, red_black.ZHUCUN_BLACK
        place = _place(village, now, zhucun.OFFICER, (zhucun.SECRETARY, zhucun.REPRESENTATIVE))
    else:
        return
    today = clock.local_day(now)
    for back, praises, blame in zip((2, 1), *words, strict=True):
        month = periods.add_months(today, -back)
        if month >= first_day.replace(day=1):
            _issue(place, month, praises, blame)
    _wait(place, today)


def _place(village: Village, now: datetime, officer: str, members: tuple[str, str]) -> Place:
    users = {user.username: user for user in User.objects.filter(username__in=[officer, *members])}
    place = Place(village, now, users[officer], (users[members[0]], users[members[1]]))
    known = set(Membership.objects.filter(village=village, household__isnull=False).values_list("household", flat=True))
    for user in users.values():
        known |= bodies.barred_households(user, village)
    homes = Household.objects.filter(village=village).select_related("group").order_by("number")
    place.homes = list(homes.exclude(pk__in=known))
    Random(f"{SEED}:{village.slug}-boards").shuffle(place.homes)
    return place


def _issue(place: Place, month: date, praises: Sequence[Praise], blame: Blame) -> None:
    """Of one month: praised as it happened, blamed after two warnings, drafted, voted on, told, heard, decided."""
    for praise in praises:
        _praise(place, month.replace(day=praise.day), praise)
    if place.village.slug == ZHUCUN.slug:
        _from_the_record(place, month.replace(day=blame.day), blame)
    else:
        _blame(place, month.replace(day=blame.day), blame)
    issue_day = close_day(place.village, month)
    moment = clock.moment(issue_day, 0, 5)
    if place.over(moment):
        return
    with clock.frozen(moment) as at:
        papers.draft_due(village=place.village, at=at)
    issue = BoardIssue.objects.select_related("village").get(village=place.village, month=month)
    _gate(place, issue, issue_day, blame)


def _praise(place: Place, day: date, praise: Praise) -> None:
    moment = clock.moment(day + timedelta(days=1), 16)
    if not place.over(moment):
        with clock.frozen(moment) as at:
            _propose(place, Colour.RED, place.home(praise.group, black=False), day, praise.reason, "", at)


def _blame(place: Place, day: date, blame: Blame) -> None:
    """In 安坪村 the committee has spoken to the household itself; the entry names one of the black nine."""
    moment = clock.moment(day + timedelta(days=6), 16)
    if place.over(moment):
        return
    with clock.frozen(moment) as at:
        articles = nines.articles_on(place.village, day)
        assert articles is not None
        article = nines.named(articles.black[blame.article - 1])
        _propose(place, Colour.BLACK, place.home(blame.group, black=True), day, blame.reason, article, at)


def _propose(place: Place, colour: Colour, home: Household, day: date, reason: str, article: str, at: datetime) -> None:
    seed = f"{SEED}:{place.village.slug}:{day}:{colour.value}"
    proposals.propose(
        village=place.village, id=uuid.UUID(int=Random(seed).getrandbits(128)), colour=colour, household=home,
        deed_day=day, reason=reason, article=article, by=place.officer, at=at,
    )  # fmt: skip


def _from_the_record(place: Place, day: date, blame: Blame) -> None:
    """In 祝村: seen, dissuaded twice, proposed for the black board, taken up."""
    if place.over(clock.moment(day + timedelta(days=9), 10)):
        return
    article = village_rules.articles_on(place.village, day)[blame.article - 1]
    home, by = place.home(blame.group, black=True), place.officer
    with clock.frozen(clock.moment(day, 17)) as at:
        breach = dissuasion.report(
            village=place.village, id=new_id(), household=home, article=article, day=day, facts=blame.facts, by=by,
            at=at,
        )  # fmt: skip
    for number, later in ((1, 1), (2, 6)):
        with clock.frozen(clock.moment(day + timedelta(days=later), 18)) as at:
            said = blame.said if number == 1 else f"第二次上门：{blame.said}"
            breach = dissuasion.dissuade(
                breach=breach, number=number, day=clock.local_day(at), who=f"{by.name}（义务监督队）", said=said,
                reply=blame.reply if number == 1 else "", by=by, at=at,
            )  # fmt: skip
    with clock.frozen(clock.moment(day + timedelta(days=8), 10)) as at:
        breach = dissuasion.propose(breach=breach, way=ConsequenceWay.BOARD, said="两次劝阻后没有改", by=by, at=at)
    with clock.frozen(clock.moment(day + timedelta(days=9), 10)) as at:
        breaches.take_up(village=place.village, breach=breach, id=new_id(), reason=blame.reason, by=by, at=at)


def _gate(place: Place, issue: BoardIssue, issue_day: date, blame: Blame) -> None:
    """Voted on the day after; told, answered and decided in the days after that; off when its days are over."""

    def moment(days: int, hour: int) -> datetime:
        return clock.moment(issue_day + timedelta(days=days), hour)

    if place.over(moment(1, 20)):
        return
    for voter in place.members:
        with clock.frozen(moment(1, 20)) as at:
            issue = issues.vote(issue=issue, agrees=True, edition=issue.edition, by=voter, at=at)
    entry = BoardEntry.objects.select_related("village").get(village=place.village, issue=issue, colour=Colour.BLACK)
    teller = place.members[0]
    if not place.over(moment(2, 18)):
        with clock.frozen(moment(2, 18)) as at:
            day = clock.local_day(at)
            entry = black.tell(entry=entry, way=TellingWay.IN_PERSON, told_on=day, by=teller, at=at)
    if not place.over(moment(3, 18)):
        with clock.frozen(moment(3, 18)) as at:
            entry = black.record_reply(entry=entry, reply=blame.reply, by=teller, at=at)
    if not place.over(moment(5, 20)):
        for voter in place.members:
            with clock.frozen(moment(5, 20)) as at:
                entry = black.vote_black(entry=entry, agrees=True, by=voter, at=at)
    if entry.state == EntryState.PUBLISHED and entry.until is not None:
        ended = clock.moment(entry.until + timedelta(days=1), 0, 5)
        if not place.over(ended):
            with clock.frozen(ended) as at:
                black.expire_due(village=place.village, at=at)


def _wait(place: Place, today: date) -> None:
    """A good deed of these days, on no draft yet."""
    day = today - timedelta(days=1)
    with clock.frozen(place.now) as at:
        home = place.home(2, black=False)
        _propose(place, Colour.RED, home, day, red_black.WAITING[place.village.slug], "", at)
