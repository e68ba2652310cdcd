"""A year of plausible deeds of 王家沟村, month by month, from a seed.

Caps and overlaps are kept, so that the services accept every one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from points.sample import notes, seasons
from points.sample.caps import CapBook
from points.sample.people import ONLINE_HOUSEHOLDS, SEED, SampleHousehold, SamplePerson, join_day
from points.sample.photos import PhotoSpec
from points.sample.records import Channel, Outcome, SampleDeed, SampleMonth
from points.sample.scheme69 import ITEMS

SHANGHAI = ZoneInfo("Asia/Shanghai")
SLIP_PREFIX = "WJG-"
#: Deeds up to this day of the month are summed up with it; later ones with the next month's.
SUM_UP_DAY = 25


@dataclass(slots=True)
class _Plan:
    """The state of the planner: what is used up, and who was deducted when."""

    first_day: date
    households: Sequence[SampleHousehold]
    grid_officers: Sequence[SamplePerson]
    seed: int
    caps: CapBook = field(default_factory=CapBook)
    deducted: dict[str, date] = field(default_factory=dict)


def plan_history(
    *,
    first_day: date,
    last_day: date,
    households: Sequence[SampleHousehold],
    grid_officers: Sequence[SamplePerson],
    seed: int = SEED,
) -> tuple[SampleMonth, ...]:
    """Plan every month from ``first_day`` (the first of a month) up to what had been typed in by ``last_day``."""
    plan = _Plan(first_day, [row for row in households if row.activity > 0], grid_officers, seed)
    months = [_plan_month(plan, start, end) for start, end in _cycles(first_day, last_day)]
    complete = max(1, len(months) - 1)
    months = _with_objection(months, complete // 3, "uphold", 16)
    months = _with_objection(months, min(2 * complete // 3, complete - 1), "dismiss", 34)
    return _cut_and_number(months, last_day)


def _cycles(first_day: date, last_day: date) -> Iterator[tuple[date, date]]:
    start, end = first_day, first_day.replace(day=SUM_UP_DAY)
    while start <= last_day:
        yield start, end
        start = end + timedelta(days=1)
        end = (end.replace(day=1) + timedelta(days=32)).replace(day=SUM_UP_DAY)


def _plan_month(plan: _Plan, start: date, end: date) -> SampleMonth:
    rng = Random(f"{plan.seed}:{end:%Y-%m}")
    deeds = list(_gatherings(plan, rng, start, end))
    scored = _scores(deeds)
    for code, rates in seasons.SINGLE_RATES.items():
        for _ in range(_draw(rng, rates[end.month - 1])):
            deed = _single(plan, rng, code, start, end, scored)
            if deed is not None:
                deeds.append(deed)
                _count(scored, deed)
    deeds = _with_outcomes(rng, deeds)
    deeds += _deductions(plan, rng, start, end, _scores(deeds))
    deeds.sort(key=lambda deed: (deed.typed_at, deed.code, deed.households))
    return SampleMonth(month=end.replace(day=1), first_day=start, last_day=end, deeds=tuple(deeds), complete=True)


def _gatherings(plan: _Plan, rng: Random, start: date, end: date) -> Iterator[SampleDeed]:
    for gathering in seasons.GATHERINGS:
        if end.month not in gathering.months:
            continue
        day = end.replace(day=gathering.day) if gathering.day else _day(rng, start, end)
        groups = rng.sample(range(1, 12), gathering.groups) if gathering.groups else range(1, 12)
        near = [row for row in plan.households if row.group in groups and _is_member(plan, row, day)]
        wanted = rng.randint(*gathering.households)
        came = [
            row for row in _shuffled(rng, near) if plan.caps.room(row.number, ITEMS[gathering.code], day) > 0
        ][:wanted]  # fmt: skip
        for row in came:
            plan.caps.take(row.number, gathering.code, day)
        leader = rng.choice([p for p in plan.grid_officers if p.household not in {row.number for row in came}])
        yield SampleDeed(
            code=gathering.code,
            day=day,
            households=tuple(sorted(row.number for row in came)),
            note=notes.note_for(rng, gathering.code, min(groups), day.month),
            photo=PhotoSpec(gathering.photo, rng.getrandbits(31)) if gathering.photo else None,
            vouched_by=leader.username,
            typed_at=_typed(rng, day, end, "paper"),
        )


def _single(plan: _Plan, rng: Random, code: int, start: date, end: date, scored: dict[str, int]) -> SampleDeed | None:
    day = _day(rng, start, end)
    for _ in range(12):
        row = _pick(plan, rng, scored)
        quantity = min(rng.randint(1, seasons.QUANTITIES.get(code, 1)), plan.caps.room(row.number, ITEMS[code], day))
        if quantity > 0 and _is_member(plan, row, day) and plan.caps.take(row.number, code, day, quantity):
            return _report(plan, rng, code, day, end, row, quantity)
    return None


def _report(
    plan: _Plan, rng: Random, code: int, day: date, end: date, row: SampleHousehold, quantity: int
) -> SampleDeed:
    item = ITEMS[code]
    online = item.villagers_claim and row.number in ONLINE_HOUSEHOLDS and rng.random() < seasons.ONLINE_SHARE
    channel: Channel = "online" if online else "paper"
    scene = seasons.PHOTO_SCENES.get(code, "square" if item.evidence else "")
    pictured = bool(scene) and (item.evidence or rng.random() < seasons.PHOTO_SHARE)
    return SampleDeed(
        code=code,
        day=day,
        households=(row.number,),
        quantity=quantity,
        note=notes.note_for(rng, code, row.group, day.month, quantity),
        channel=channel,
        photo=PhotoSpec(scene, rng.getrandbits(31)) if pictured else None,
        vouched_by="" if online else _officer_for(plan, row),
        typed_at=_typed(rng, day, end, channel),
    )


def _deductions(plan: _Plan, rng: Random, start: date, end: date, scored: dict[str, int]) -> Iterator[SampleDeed]:
    codes = [code for code, rates in seasons.DEDUCTION_RATES.items() for _ in range(_draw(rng, rates[end.month - 1]))]
    spare = (45, 14, 56)
    codes += rng.choices(spare, k=max(0, seasons.FEWEST_DEDUCTIONS - len(codes)))
    for code in codes[: seasons.MOST_DEDUCTIONS]:
        day = _day(rng, start, end)
        candidates = [row for row in plan.households if _may_be_deducted(plan, row, day)]
        if end.month in seasons.CALM_MONTHS:
            candidates = [row for row in candidates if scored.get(row.number, 0) > -ITEMS[code].points]
        if not candidates:
            continue
        row = rng.choice(candidates)
        if plan.caps.take(row.number, code, day):
            plan.deducted[row.number] = day
            yield _report(plan, rng, code, day, end, row, 1)


def _may_be_deducted(plan: _Plan, row: SampleHousehold, day: date) -> bool:
    """Not the same family again and again; not the very old."""
    last = plan.deducted.get(row.number)
    return _is_member(plan, row, day) and not row.unranked and (last is None or day - last > timedelta(days=100))


def _with_outcomes(rng: Random, deeds: list[SampleDeed]) -> list[SampleDeed]:
    """A few are returned, rejected or taken back, as in every month."""
    plain = [
        i for i, deed in enumerate(deeds) if not deed.shared and not ITEMS[deed.code].evidence and deed.photo is None
    ]
    picked = rng.sample(plain, min(len(plain), 8))
    shares: tuple[tuple[Outcome, int], ...] = (
        ("return", rng.randint(2, 4)),
        ("reject", rng.randint(1, 2)),
        ("withdraw", rng.randint(0, 2)),
    )
    kinds = [kind for kind, count in shares for _ in range(count)]
    for i, kind in zip(picked, kinds, strict=False):
        deed = deeds[i]
        if kind == "return":
            correction = rng.choice(notes.CORRECTIONS).format(note=deed.note)
            deeds[i] = replace(deed, outcome=kind, remark=rng.choice(notes.RETURN_REASONS), correction=correction)
        else:
            reasons = notes.REJECT_REASONS if kind == "reject" else notes.WITHDRAW_REASONS
            deeds[i] = replace(deed, outcome=kind, remark=rng.choice(reasons))
    return deeds


def _with_objection(months: list[SampleMonth], index: int, outcome: Outcome, code: int) -> list[SampleMonth]:
    """Mark one plain claim of a month as the one somebody objects to."""
    month = months[index]
    for i, deed in enumerate(month.deeds):
        if deed.code == code and not deed.shared and deed.outcome == "post" and deed.channel == "paper":
            deeds = (*month.deeds[:i], replace(deed, outcome=outcome), *month.deeds[i + 1 :])
            return [*months[:index], replace(month, deeds=deeds), *months[index + 1 :]]
    return months


def _cut_and_number(months: Iterable[SampleMonth], last_day: date) -> tuple[SampleMonth, ...]:
    """Drop what was not yet typed in, and number the paper slips in the order they were typed."""
    slip = 0
    result = []
    for month in months:
        deeds = []
        for deed in month.deeds:
            if deed.typed_at.date() > last_day:
                continue
            if deed.channel == "paper" and not deed.shared:
                slip += 1
                deeds.append(replace(deed, slip_number=f"{SLIP_PREFIX}{slip:04d}"))
            else:
                deeds.append(deed)
        result.append(replace(month, deeds=tuple(deeds), complete=month.last_day < last_day))
    return tuple(result)


# ---- small draws -------------------------------------------------------------------------------------------------


def _draw(rng: Random, rate: float) -> int:
    """A whole number around a rate: a seventh up or down, the fraction by chance."""
    spread = rate * rng.uniform(0.86, 1.14)
    return int(spread) + (rng.random() < spread % 1)


def _day(rng: Random, start: date, end: date) -> date:
    return start + timedelta(days=rng.randrange((end - start).days + 1))


def _typed(rng: Random, day: date, end: date, channel: Channel) -> datetime:
    """Villagers report in the evening, the officer types within four days and before the slips are summed up."""
    if channel == "online":
        clock_time, lag = time(rng.randint(18, 20), rng.randrange(60)), 0
    else:
        clock_time, lag = time(rng.randint(9, 16), rng.randrange(60)), rng.choice((0, 0, 0, 1, 1, 2, 3, 4))
    return datetime.combine(min(day + timedelta(days=lag), end), clock_time, SHANGHAI)


def _pick(plan: _Plan, rng: Random, scored: dict[str, int]) -> SampleHousehold:
    """By activity; a household that has scored this month comes less often again."""
    while True:
        row = rng.choices(plan.households, weights=[row.activity for row in plan.households])[0]
        if row.number not in scored or rng.random() < 0.25:
            return row


def _shuffled(rng: Random, rows: Sequence[SampleHousehold]) -> list[SampleHousehold]:
    """In random order, the active ones sooner."""
    return sorted(rows, key=lambda row: rng.random() ** (1 / row.activity), reverse=True)


def _count(scored: dict[str, int], deed: SampleDeed) -> None:
    for number in deed.households:
        scored[number] = scored.get(number, 0) + deed.points_each


def _scores(deeds: Sequence[SampleDeed]) -> dict[str, int]:
    """Points by household of what will stand in the end."""
    scored: dict[str, int] = {}
    for deed in deeds:
        if deed.outcome in ("post", "return"):
            _count(scored, deed)
    return scored


def _is_member(plan: _Plan, row: SampleHousehold, day: date) -> bool:
    return day >= join_day(plan.first_day, late=row.late)


def _officer_for(plan: _Plan, row: SampleHousehold) -> str:
    """The grid officer of the household's group; for a grid officer's own household the next one."""
    for i, officer in enumerate(plan.grid_officers):
        if row.group in officer.groups:
            own = officer.household == row.number
            return plan.grid_officers[(i + own) % len(plan.grid_officers)].username
    raise ValueError(f"no grid officer for group {row.group}")
