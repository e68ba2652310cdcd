"""Scenarios of the register, of what happens to households, and of their cards for tests of injected errors."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

from points.enums import HouseholdState
from points.models import Consent, Household, RegisterImport
from points.queries import imports
from points.services import (
    cards,
    care,
    consents,
    life,
    privacy,
    register,
    register_export,
    register_import,
    register_many,
    waiting_imports,
)
from points.services import due as points_due
from tests import stage
from tests.factories import Cast
from tests.faults.scenario import NOW, TODAY, Act, Prepare, family, nothing
from villagegov.kernel import clock


def printed_card(cast: Cast) -> Any:
    ids = [cast.households[1].pk]
    return cards.issue(village=cast.village, household_ids=ids, seed="old", by=cast.officer, at=NOW)[0]


def in_use(cast: Cast) -> Any:
    found = printed_card(cast)
    cards.redeem(card=found.card, pin="270935", at=NOW)
    return found


def waiting_import(cast: Cast) -> RegisterImport:
    """A new household in a new group, a changed one, opening balances for both."""
    text = "户号,户主,组,人口,现有积分\n901,赵春花,9组,4,150\n001,李大山,2组,6,160\n"
    return register_import.keep(
        village=cast.village, file=BytesIO(text.encode()), name="花名册.csv", joined_on=date(2026, 1, 1),
        by=cast.administrator, at=NOW,
    )  # fmt: skip


MARCH, MAY = date(2026, 3, 1), date(2026, 5, 1)


def marked(cast: Cast) -> Any:
    return care.mark(household=family(cast), kind="disabled", since=MARCH, by=None, at=NOW)


def agreed(cast: Cast) -> None:
    consents.give(household=family(cast), kind="names", given_on=MARCH, paper="1", by=None, at=NOW)
    marked(cast)


def known_everywhere(cast: Cast) -> None:
    agreed(cast)
    kept = stage.photo(cast)
    claim = stage.draft(cast, photos=(kept.pk,))
    stage.send(cast, claim)
    for voter in (cast.branch, cast.supervision):
        stage.vote(cast, voter, claim)
    points_due.run_points(cast.village, stage.RELEASED)
    life.change_head(household=family(cast), day=MAY, head_name="陈芳", by=cast.administrator, at=NOW)


def untold_and_agreed(cast: Cast) -> None:
    agreed(cast)
    Household.objects.filter(pk=cast.households[0].pk).update(members=1)
    stage.approved(cast, 0, cast.deduction)


HOUSEHOLDS: dict[str, tuple[Prepare, Act]] = {
    "points.services.cards.issue": (
        in_use,
        lambda c, w: cards.issue(
            village=c.village, household_ids=[row.pk for row in c.households], seed="new", by=c.officer, at=NOW
        ),
    ),
    "points.services.cards.withdraw": (in_use, lambda c, w: cards.withdraw(card=w.card, by=c.officer, at=NOW)),
    "points.services.cards.redeem": (
        printed_card,
        lambda c, w: cards.redeem(card=w.card, pin="270935", at=NOW),
    ),
    "points.services.register.ensure_groups": (
        nothing,
        lambda c, w: register.ensure_groups(village=c.village, numbers=[7, 8, 9]),
    ),
    "points.services.register.add_households": (
        nothing,
        lambda c, w: register.add_households(
            village=c.village,
            rows=[register.HouseholdRow(f"70{n}", "陈芳", group_number=7) for n in range(3)],
            by=c.administrator,
            at=NOW,
        ),
    ),
    "points.services.register.change_household": (
        nothing,
        lambda c, w: register.change_household(
            household=stage.household(c), by=c.administrator, at=NOW, state=HouseholdState.AWAY, members=5
        ),
    ),
    "points.services.life.go_away": (
        nothing,
        lambda c, w: life.go_away(
            household=family(c), day=MARCH, returned_on=MAY, reason="work", by=c.administrator, at=NOW
        ),
    ),
    "points.services.life.come_back": (
        lambda c: life.go_away(household=family(c), day=MARCH, by=c.administrator, at=NOW),
        lambda c, w: life.come_back(household=family(c), day=MAY, by=c.administrator, at=NOW),
    ),
    "points.services.life.set_resident": (
        nothing,
        lambda c, w: life.set_resident(household=family(c), day=MARCH, resident=False, by=c.administrator, at=NOW),
    ),
    "points.services.life.send_some": (
        nothing,
        lambda c, w: life.send_some(household=family(c), day=MARCH, people=1, note="x", by=c.administrator, at=NOW),
    ),
    "points.services.life.welcome_some": (
        lambda c: life.send_some(household=family(c), day=MARCH, people=1, by=c.administrator, at=NOW),
        lambda c, w: life.welcome_some(household=family(c), day=MAY, people=1, by=c.administrator, at=NOW),
    ),
    "points.services.life.change_head": (
        agreed,
        lambda c, w: life.change_head(household=family(c), day=MAY, head_name="陈芳", by=c.administrator, at=NOW),
    ),
    "points.services.life.change_people": (
        nothing,
        lambda c, w: life.change_people(household=family(c), day=MAY, people=2, by=c.administrator, at=NOW),
    ),
    "points.services.life.set_ranked": (
        nothing,
        lambda c, w: life.set_ranked(household=family(c), ranked=False, note="病", by=c.administrator, at=NOW),
    ),
    "points.services.life.split": (
        agreed,
        lambda c, w: life.split(
            household=family(c),
            day=MAY,
            number="700",
            head_name="陈芳",
            people=1,
            stay_head="陈留",
            by=c.administrator,
            at=NOW,
        ),
    ),
    "points.services.life.merge": (
        agreed,
        lambda c, w: life.merge(
            household=family(c), into=stage.household(c, 1), day=MAY, head_name="陈芳", by=c.administrator, at=NOW
        ),
    ),
    "points.services.life.die_out": (
        untold_and_agreed,
        lambda c, w: life.die_out(household=family(c), day=TODAY, by=c.administrator, at=NOW),
    ),
    "points.services.life.move_out": (
        agreed,
        lambda c, w: life.move_out(household=family(c), day=MAY, by=c.administrator, at=NOW),
    ),
    "points.services.life.reopen": (
        lambda c: Household.objects.filter(pk=c.households[0].pk).update(state="closed", left_on=MARCH),
        lambda c, w: life.reopen(household=family(c), day=MAY, people=3, by=c.administrator, at=NOW),
    ),
    "points.services.life.strike_out": (
        lambda c: life.change_head(household=family(c), day=MAY, head_name="陈芳", by=c.administrator, at=NOW),
        lambda c, w: life.strike_out(event=w, by=c.administrator, at=NOW),
    ),
    "points.services.consents.give": (
        nothing,
        lambda c, w: consents.give(
            household=family(c), kind="names", given_on=MAY, paper="1", by=c.administrator, at=NOW
        ),
    ),
    "points.services.consents.withdraw": (
        agreed,
        lambda c, w: consents.withdraw(
            consent=Consent.objects.get(village=c.village), withdrawn_on=MAY, paper="口头", by=c.administrator, at=NOW
        ),
    ),
    "points.services.privacy.erase": (
        known_everywhere,
        lambda c, w: privacy.erase(
            household=family(c),
            parts=("notes", "photos", "ledger", "history", "care"),
            asked_on=TODAY,
            paper="口头",
            by=c.administrator,
            at=NOW,
        ),
    ),
    "points.services.care.mark": (
        nothing,
        lambda c, w: care.mark(household=family(c), kind="ill", since=MAY, by=c.administrator, at=NOW),
    ),
    "points.services.care.end": (
        marked,
        lambda c, w: care.end(mark=stage.fresh(w), until=TODAY, by=c.administrator, at=NOW),
    ),
    "points.services.care.read": (marked, lambda c, w: care.read(household=family(c), by=c.administrator, at=NOW)),
    "points.services.care.read_list": (
        marked,
        lambda c, w: care.read_list(village=c.village, marks=[w], by=c.administrator, at=NOW),
    ),
    "points.services.care.forget_readings": (
        lambda c: care.read(household=family(c), by=c.administrator, at=clock.moment(date(2020, 1, 1))),
        lambda c, w: care.forget_readings(village=c.village, at=NOW),
    ),
    "points.services.register_many.change_households": (
        nothing,
        lambda c, w: register_many.change_households(
            village=c.village,
            changes={
                c.households[0].pk: {"head_name": "李大山", "members": 5, "resident": False},
                c.households[1].pk: {"phone": "13800000000", "group": c.groups[0]},
            },
            by=c.administrator,
            at=NOW,
        ),
    ),
    "points.services.register_many.add_groups": (
        nothing,
        lambda c, w: register_many.add_groups(village=c.village, groups=[(7, "李家湾")], by=c.administrator, at=NOW),
    ),
    "points.services.register_import.keep": (waiting_import, lambda c, w: waiting_import(c)),
    "points.services.register_import.confirm": (
        waiting_import,
        lambda c, w: register_import.confirm(
            village=c.village,
            import_id=w.pk,
            digest=imports.compare(w, TODAY).digest,
            with_groups=True,
            by=c.administrator,
            at=NOW,
        ),
    ),
    "points.services.waiting_imports.reconsider": (
        waiting_import,
        lambda c, w: waiting_imports.reconsider(
            village=c.village, import_id=w.pk, joined_on=date(2026, 2, 1), with_base=False, by=c.administrator, at=NOW
        ),
    ),
    "points.services.waiting_imports.give_up": (
        waiting_import,
        lambda c, w: waiting_imports.give_up(village=c.village, import_id=w.pk, by=c.administrator),
    ),
    "points.services.waiting_imports.sweep": (
        waiting_import,
        lambda c, w: waiting_imports.sweep(village=c.village, before=NOW + timedelta(days=1)),
    ),
    "points.services.register_export.export_register": (
        nothing,
        lambda c, w: register_export.export_register(village=c.village, format="csv", by=c.administrator, at=NOW),
    ),
}
