"""Dividends, legal service, pairs and rules of 安坪村; projects, figures and pictures of every village."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from random import Random
from typing import Any

from django.core.files.base import ContentFile

from councils.enums import DividendBasis, LegalKind, Rounding
from councils.models import Dividend, Visit
from councils.queries import pairings as pair_queries
from councils.queries import village_rules as rule_queries
from councils.queries.dividends import lists
from councils.services import demands, legal, pairings, profile, village_rules, visits
from councils.services.dividends import correcting, drafting, paying, steps
from points.enums import Role
from points.models import Household, Mandate, Membership, User, Village
from points.sample import anping as people
from points.sample import economy as words
from points.sample.people import SEED
from points.sample.photos import PhotoSpec
from points.services import photos
from points.services.calendar import seed
from villagegov.db.copying import insert_many
from villagegov.db.keys import new_id
from villagegov.kernel import clock, periods

ANPING = "anping"
#: Groups of the last dividend whose sheet is signed to the end; the last one is half signed.
SIGNED = 9
#: Pairs whose visit is late; all others were visited within their rhythm.
LATE = 9


def live(village: Village, *, first_day: date, now: datetime) -> None:
    """What this village has of it, up to today."""
    today = clock.local_day(now)
    administrator = _somebody(village, Role.ADMINISTRATOR)
    if village.slug == ANPING:
        with clock.frozen(clock.moment(first_day, 10)) as at:
            seed(village=village, at=at)
            _rules(village, first_day, at)
            _pairs(village, first_day, at)
        _dividends(village, administrator, first_day, now)
        _legal(village, administrator, today, now)
        _visits(village, today)
        _demands(village, today)
    _profile(village, administrator, today, now)


def _somebody(village: Village, role: Role, username: str = "") -> User:
    rows = Membership.objects.filter(village=village, role=role, active=True).select_related("user")
    if username:
        rows = rows.filter(user__username=username)
    return rows.order_by("user__username")[0].user


# ------------------------------------------------------------------------------------------------------- dividends


def _dividends(village: Village, administrator: User, first_day: date, now: datetime) -> None:
    """Three years: two from the old books, paid out; the last one being paid out, with a correction to be checked."""
    supervisor = _somebody(village, Role.SUPERVISOR, "apjiandu")
    officer, today = _somebody(village, Role.OFFICER), clock.local_day(now)
    # In the first days of January the year before has not been shared out yet.
    running = (today - timedelta(days=20)).year
    for place, plan in enumerate(words.YEARS):
        year = running - plan.back
        day = max(date(year + 1, 1, 12), first_day + timedelta(days=3 * place))
        made = _published(village, plan, year, clock.moment(day, 9), administrator, supervisor)
        groups = lists.by_group(lists.lines(made))
        whole = groups if plan.back > 1 else groups[:SIGNED]
        keys = [line.pk for group in whole for line in group.lines]
        if plan.back == 1:
            keys += [line.pk for line in groups[SIGNED].lines[::2]]
        at = clock.moment(day + timedelta(days=2), 16)
        paying.tick(dividend=made, lines=keys, paid_on=clock.local_day(at), by=officer, at=at)
        if plan.back > 1:
            steps.finish(dividend=made, by=officer, at=at)
    home = Household.objects.get(village=village, number="201")
    correcting.add(
        dividend=made, household=home, units=Decimal(1), reason="left_out", id=new_id(), by=administrator, at=now
    )


def _published(
    village: Village, plan: words.Year, year: int, at: datetime, administrator: User, supervisor: User
) -> Dividend:
    data = drafting.DividendInput(
        year, plan.profit, words.SHARE, DividendBasis.HEADS, date(year, 12, 31), f"{year + 1}年{plan.decided}",
        Rounding.YUAN,
    )  # fmt: skip
    with clock.frozen(at):
        made = drafting.draft(village=village, data=data, by=administrator, at=at)
        steps.check(dividend=made, by=supervisor, at=at)
        found = steps.publish(dividend=made, by=administrator, at=at)
    found.village = village
    return found


# ---------------------------------------------------------------------------------------------------- legal service


def _legal(village: Village, administrator: User, today: date, now: datetime) -> None:
    rng, who = Random(f"{SEED}:legal"), {"by": administrator, "at": now}
    legal.save_room(village=village, room=legal.Room(*words.ROOM), **who)  # type: ignore[arg-type]
    for back in range(12):
        month = periods.add_months(periods.month_of(today), -back)
        numbers = {str(kind): rng.randint(0, most) for kind, most in zip(LegalKind, words.MOST_A_MONTH, strict=True)}
        legal.save_month(village=village, month=month, numbers=numbers, **who)  # type: ignore[arg-type]
    for number, topic in enumerate(words.LECTURES):
        day = today - timedelta(days=6 + 19 * number)
        lecture = legal.Lecture(day, topic, rng.randint(18, 64), rng.choice(words.PLACES))
        legal.save_lecture(village=village, lecture=lecture, **who)  # type: ignore[arg-type]


# ----------------------------------------------------------------------------------------------------------- pairs


def _pairs(village: Village, first_day: date, at: datetime) -> None:
    """By a table, as the village has it: cadres with a log-in and party members without."""
    rng = Random(f"{SEED}:pairs")
    offices = {office.household for office in people.OFFICES}
    heads = dict(Household.objects.filter(village=village, number__in=offices).values_list("number", "head_name"))
    names = [*heads.values(), *words.PARTY_MEMBERS]
    homes = [
        number
        for number in Household.objects.filter(village=village).order_by("number").values_list("number", flat=True)
        if number not in offices and number != people.VILLAGER
    ]
    rows = [
        f"{number},{names[place % len(names)]},{rng.choice(words.RHYTHMS)}天,{first_day:%Y-%m-%d}"
        for place, number in enumerate(sorted(rng.sample(homes, words.PAIRS)))
    ]
    file = BytesIO(("户号,结对人,走访间隔,结对日期\n" + "\n".join(rows) + "\n").encode())
    pairings.import_pairs(village=village, file=file, by=_somebody(village, Role.ADMINISTRATOR), at=at)


def _visits(village: Village, today: date) -> None:
    """The last visit of each pair, at once; a few are late."""
    rng, officer = Random(f"{SEED}:pair-visits"), _somebody(village, Role.OFFICER)
    rows = []
    for place, pair in enumerate(pair_queries.running(village, today)):
        ago = pair.days + rng.randint(1, 9) if place < LATE else rng.randint(1, max(1, pair.days - 2))
        day = max(today - timedelta(days=ago), pair.since)
        rows.append(
            Visit(
                id=new_id(), village=village, household=pair.household, visited_on=day, visitors=pair.name,
                heard=rng.choice(("", "", "家里都好", "在园里摘茶", "盼着产业路早点修通")),
                recorded_by=pair.user or officer, recorded_at=clock.moment(day, 18),
            )
        )  # fmt: skip
    insert_many(rows)


def _demands(village: Village, today: date) -> None:
    """One answered, one brought in yesterday."""
    officer = _somebody(village, Role.OFFICER)
    villager = _somebody(village, Role.VILLAGER, people.VILLAGER_LOGIN)
    home = Household.objects.select_related("group").get(village=village, number=people.VILLAGER)
    home.village = village
    with clock.frozen(clock.moment(today - timedelta(days=9), 10)) as at:
        data = demands.DemandInput("problem", "院坝边的路灯不亮了", "road", "聚居点东头", may_publish=True)
        made = demands.bring(household=home, data=data, by=villager, at=at)
        made.village = village
    with clock.frozen(clock.moment(today - timedelta(days=7), 16)) as at:
        seen = visits.VisitInput(clock.local_day(at), officer.name, "灯头进水", made)
        visits.record(household=home, data=seen, by=officer, at=at)
        made = type(made).objects.get(village=village, pk=made.pk)
        made.village = village
        answer = demands.Answer("solved", "换了防水灯头，已试亮", public_words="聚居点东头的路灯修好了")
        demands.answer(demand=made, data=answer, by=officer, at=at)
    with clock.frozen(clock.moment(today - timedelta(days=1), 20)) as at:
        demands.bring(
            household=home, data=demands.DemandInput("wish", "想学修枝，盼开个班", "farm"), by=villager, at=at
        )


# ----------------------------------------------------------------------------------------------------------- rules


def _rules(village: Village, first_day: date, at: datetime) -> None:
    """Only where the village has none yet."""
    if rule_queries.decided(village).exists():
        return
    who: dict[str, Any] = {"by": None, "at": at}
    draft = village_rules.draft(village=village, title=f"{village.name}村规民约", **who)
    village_rules.save_draft(rules=draft, title=draft.title, verse="", articles=words.ANPING_ARTICLES, **who)
    held = first_day - timedelta(days=words.ADOPTED_BEFORE)
    mandate = Mandate(
        kind="households", meeting="村民会议", held_on=held, entitled=385, present=292, in_favour=281,
        filing=f"{village.town.name}备案{held.year}-3号",
    )  # fmt: skip
    village_rules.adopt(rules=draft, mandate=mandate, effective_from=first_day, **who)


# --------------------------------------------------------------------------------------------------------- profile


def _profile(village: Village, administrator: User, today: date, now: datetime) -> None:
    who: dict[str, Any] = {"by": administrator, "at": now}
    for place in range(3):
        figures = [
            profile.Figure(name, Decimal(values[place]), unit) for name, unit, values in words.FIGURES[village.slug]
        ]
        profile.save_figures(village=village, year=today.year - 1 - place, figures=figures, **who)
    for plan in words.PROJECTS[village.slug]:
        ends = today - timedelta(days=plan.until) if plan.until is not None else None
        data = profile.ProjectInput(
            plan.name, plan.about, today - timedelta(days=plan.since), plan.answers, plan.stage, plan.funding, ends,
            plan.result,
        )  # fmt: skip
        project = profile.save_project(village=village, data=data, **who)
        project.village = village
        for back, text in plan.lines:
            profile.add_progress(project=project, day=today - timedelta(days=back), text=text, **who)
    for scene, number, alt in words.PICTURES.get(village.slug, ()):
        spec = PhotoSpec(scene, number)
        upload = ContentFile(spec.render(), name=spec.filename)
        photo = photos.keep(village=village, upload=upload, by=administrator, at=now)
        profile.add_picture(village=village, photo=photo, alt=alt, **who)
