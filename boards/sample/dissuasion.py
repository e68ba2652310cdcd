"""Village rules and a year of dissuasion: most is put right after the first word, little comes to a consequence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from councils.enums import ConsequenceWay
from councils.models import Breach, RuleArticle
from councils.queries import bodies, breaches, village_rules
from councils.services import dissuasion
from councils.services import village_rules as rules
from points.enums import Module, Role
from points.models import Household, Mandate, Membership, User, Village
from points.queries import households
from points.sample import village_rules as words
from points.sample import zhucun
from points.sample.people import SEED
from points.services.villages import change_settings
from villagegov.db.keys import new_id
from villagegov.kernel import clock

#: 祝村: how many days lie between two breaches of the year.
EVERY = 18
#: What rewards putting it right in 王家沟村: 34 环境清扫.
REPAIR_ITEM = 34
DEDUCTION_ITEM = 45
ZHUCUN, WANGJIAGOU, ANPING = "zhucun", "wangjiagou", "anping"


@dataclass(frozen=True)
class Adopted:
    """What a village's households voted for: entitled, present, in favour; and the number under which it was filed."""

    articles: Sequence[tuple[str, str]]
    votes: tuple[int, int, int]
    filed: int
    verse: str = ""


ADOPTED = {
    ZHUCUN: Adopted(words.ZHUCUN_ARTICLES, (312, 241, 236), 6, words.ZHUCUN_VERSE),
    WANGJIAGOU: Adopted(words.WANGJIAGOU_ARTICLES, (256, 198, 190), 11),
    ANPING: Adopted(words.ANPING_ARTICLES, (65, 52, 51), 3),
}


@dataclass
class Place:
    village: Village
    articles: list[RuleArticle]
    homes: list[Household]
    #: Who reports and speaks; who gathers the decisions.
    worker: User
    today: date


def live(village: Village, *, first_day: date, now: datetime) -> None:
    """Rules from the first day on, breaches up to today; nothing for a village without its sample here."""
    if village.slug not in ADOPTED or Module.VILLAGE_RULES not in village.modules:
        return
    with clock.frozen(clock.moment(first_day, 9)) as at:
        _rules(village, first_day, at)
    if village.slug == ANPING:
        return  # its committee speaks to people; who does not listen stands on the board
    today = clock.local_day(now)
    place = _place(village, today)
    if village.slug == ZHUCUN:
        _year(place, first_day)
    else:
        _few(place, now)


def _rules(village: Village, first_day: date, at: datetime) -> None:
    adopted = ADOPTED[village.slug]
    draft = rules.draft(village=village, title=f"{village.name}村规民约", by=None, at=at)
    rules.save_draft(
        rules=draft,
        title=draft.title,
        verse=adopted.verse,
        articles=adopted.articles,
        by=None,
        at=at,
    )
    held = first_day - timedelta(days=20)
    entitled, present, in_favour = adopted.votes
    mandate = Mandate(
        kind="households", meeting="村民会议", held_on=held, entitled=entitled, present=present, in_favour=in_favour,
        filing=f"{village.town.name}备案{held.year}-{adopted.filed}号",
    )  # fmt: skip
    rules.adopt(rules=draft, mandate=mandate, effective_from=first_day, by=None, at=at)


def _place(village: Village, today: date) -> Place:
    seats = Membership.objects.filter(village=village, role=Role.OFFICER, active=True).select_related("user")
    worker = seats.order_by("user__username")[0].user
    known = set(Membership.objects.filter(village=village, household__isnull=False).values_list("household", flat=True))
    known |= bodies.barred_households(worker, village)
    homes = [home for home in households.active_on(village, today).order_by("number") if home.pk not in known]
    return Place(village, village_rules.articles_on(village, today), homes, worker, today)


# ---------------------------------------------------------------------------------------------------------------- steps


def _report(place: Place, home: Household, plan: words.Breach, day: date) -> Breach:
    with clock.frozen(clock.moment(day, 17)) as at:
        return dissuasion.report(
            village=place.village, id=new_id(), household=home, article=place.articles[plan.article - 1], day=day,
            facts=plan.facts, by=place.worker, at=at,
        )  # fmt: skip


def _speak(place: Place, breach: Breach, number: int, plan: words.Breach, day: date) -> Breach:
    with clock.frozen(clock.moment(day, 18)) as at:
        said = plan.said if number == 1 else f"第二次上门：{plan.said}"
        return dissuasion.dissuade(
            breach=breach, number=number, day=day, who=f"{place.worker.name}（义务监督队）", said=said,
            reply=plan.reply if number == 1 else "", by=place.worker, at=at,
        )  # fmt: skip


def _right(place: Place, breach: Breach, plan: words.Breach, day: date) -> None:
    with clock.frozen(clock.moment(day, 19)) as at:
        dissuasion.put_right(breach=breach, day=day, said=plan.righted or "已清走", by=place.worker, at=at)


def _year(place: Place, first_day: date) -> None:
    """One every eighteen days: put right the day after the first word; one after the second; one comes to a talk; the
    last two are under way. The villager of the printed account has one too.
    """
    days = [first_day + timedelta(days=number) for number in range(5, (place.today - first_day).days - 1, EVERY)]
    rng = Random(f"{SEED}:zhucun-breaches")
    homes = rng.sample(place.homes, min(len(days), len(place.homes) - 1))
    plans = [words.ZHUCUN_BREACHES[number % len(words.ZHUCUN_BREACHES)] for number in range(len(days))]
    for number, (home, plan, day) in enumerate(zip(homes, plans, days, strict=False)):
        breach = _report(place, home, plan, day)
        if day + timedelta(days=1) > place.today:
            continue
        breach = _speak(place, breach, 1, plan, day + timedelta(days=1))
        later, last = day + timedelta(days=5), day + timedelta(days=8)
        if number in (1, 2) and last <= place.today:
            breach = _speak(place, breach, 2, plan, later)
            if number == 1:
                _talk(place, breach, last)
            else:
                _right(place, breach, plan, last)
        elif day + timedelta(days=2) <= place.today and number < len(days) - 1:
            _right(place, breach, plan, day + timedelta(days=2))
    own = Membership.objects.filter(village=place.village, user__username=zhucun.VILLAGER_LOGIN).select_related(
        "household"
    )
    if (mine := own[0].household) is not None:
        _speak(place, _report(place, mine, plans[0], place.today - timedelta(days=4)), 1, plans[0],
               place.today - timedelta(days=3))  # fmt: skip


def _talk(place: Place, breach: Breach, day: date) -> None:
    with clock.frozen(clock.moment(day, 9)) as at:
        dissuasion.propose(
            breach=breach, way=ConsequenceWay.TALK, said="两次劝阻后还在烧，提请约谈", by=place.worker, at=at
        )


def _few(place: Place, now: datetime) -> None:
    """王家沟村: two put right, one spoken to once, one proposed for points, its deduction a draft."""
    change_settings(village=place.village, by=None, at=now, effective_from=place.today, repair_item=REPAIR_ITEM)
    homes: Sequence[Household] = Random(f"{SEED}:wangjiagou-breaches").sample(place.homes, 4)
    for back, home, plan in zip((40, 26, 6, 12), homes, words.WANGJIAGOU_BREACHES, strict=True):
        day = place.today - timedelta(days=back)
        breach = _speak(place, _report(place, home, plan, day), 1, plan, day + timedelta(days=1))
        if back > 20:
            _right(place, breach, plan, day + timedelta(days=3))
        elif back == 12:
            breach = _speak(place, breach, 2, plan, day + timedelta(days=6))
            item = next(item for item in breaches.deduction_items(place.village, day) if item.code == DEDUCTION_ITEM)
            with clock.frozen(clock.moment(place.today - timedelta(days=1), 10)) as at:
                dissuasion.propose(
                    breach=breach, way=ConsequenceWay.POINTS, said="两次劝阻后仍未清走", item=item, by=place.worker,
                    at=at,
                )  # fmt: skip
