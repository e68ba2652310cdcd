"""Scenarios of dividends, legal service, profile and pairs for tests of injected errors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from councils.services import legal, pairings, profile
from councils.services.dividends import correcting, drafting, paying, sheet, steps
from points.enums import Module
from tests import stage
from tests.economy.support import NOW, TODAY, checked, corrected, drafted, keys, people, published, said, table
from tests.factories import Cast

Scenario = tuple[Callable[[Cast], Any], Callable[[Cast, Any], Any]]


def on(cast: Cast) -> None:
    used = {*cast.village.modules, Module.ECONOMY, Module.DEMANDS}
    cast.village.modules = [module.value for module in Module if module in used]
    cast.village.save(update_fields=["modules"])


def then(prepare: Callable[[Cast], Any]) -> Callable[[Cast], Any]:
    def prepared(cast: Cast) -> Any:
        on(cast)
        return prepare(cast)

    return prepared


def ticked(cast: Cast) -> Any:
    made = published(cast)
    paying.tick(dividend=made, lines=keys(made), paid_on=TODAY, by=cast.officer, at=NOW)
    return made


def with_draft_after(cast: Cast) -> Any:
    line = corrected(cast, published(cast, step=100))
    drafting.draft(village=cast.village, data=said(year=2026), by=cast.administrator, at=NOW)
    return line


def lecture(cast: Cast) -> Any:
    return legal.save_lecture(village=cast.village, lecture=legal.Lecture(TODAY, "民法典", 40), by=cast.officer, at=NOW)


def project(cast: Cast) -> Any:
    data = profile.ProjectInput("产业路", "硬化2公里", date(2026, 3, 1), "支部书记")
    return profile.save_project(village=cast.village, data=data, by=cast.administrator, at=NOW)


def picture(cast: Cast) -> Any:
    return profile.add_picture(village=cast.village, photo=stage.photo(cast), alt="村口", by=cast.administrator, at=NOW)


def paired(cast: Cast) -> Any:
    one = pairings.Pair(stage.household(cast, 1), "branch", 30, date(2026, 10, 1), cast.branch)
    return pairings.pair(village=cast.village, pair=one, by=cast.administrator, at=NOW)


ECONOMY: dict[str, Scenario] = {
    "councils.services.dividends.drafting.draft": (
        then(people),
        lambda c, w: drafting.draft(village=c.village, data=said(), by=c.administrator, at=NOW),
    ),
    "councils.services.dividends.drafting.change": (
        then(drafted),
        lambda c, w: drafting.change(dividend=w, data=said(entitled_on=TODAY), by=c.administrator, at=NOW),
    ),
    "councils.services.dividends.drafting.set_units": (
        then(drafted),
        lambda c, w: drafting.set_units(
            dividend=w, units={c.households[0].pk: Decimal(2)}, by=c.administrator, at=NOW
        ),
    ),
    "councils.services.dividends.drafting.delete": (
        then(drafted), lambda c, w: drafting.delete(dividend=w, by=c.administrator, at=NOW)
    ),
    "councils.services.dividends.sheet.import_units": (
        then(drafted),
        lambda c, w: sheet.import_units(dividend=w, file=table("户号,人数\n001,2\n"), by=c.administrator, at=NOW),
    ),
    "councils.services.dividends.steps.check": (
        then(drafted), lambda c, w: steps.check(dividend=w, by=c.supervisor, at=NOW)
    ),
    "councils.services.dividends.steps.send_back": (
        then(checked), lambda c, w: steps.send_back(dividend=w, words="多一人", by=c.supervisor, at=NOW)
    ),
    "councils.services.dividends.steps.publish": (
        then(checked), lambda c, w: steps.publish(dividend=w, by=c.administrator, at=NOW)
    ),
    "councils.services.dividends.steps.finish": (
        then(ticked), lambda c, w: steps.finish(dividend=w, by=c.officer, at=NOW)
    ),
    "councils.services.dividends.paying.tick": (
        then(published),
        lambda c, w: paying.tick(dividend=w, lines=keys(w), paid_on=TODAY, by=c.officer, at=NOW),
    ),
    "councils.services.dividends.paying.untick": (
        then(lambda c: steps.finish(dividend=ticked(c), by=c.officer, at=NOW)),
        lambda c, w: paying.untick(dividend=w, line=keys(w)[0], by=c.officer, at=NOW),
    ),
    "councils.services.dividends.correcting.add": (
        then(lambda c: steps.finish(dividend=ticked(c), by=c.officer, at=NOW)), corrected
    ),
    "councils.services.dividends.correcting.check": (
        then(with_draft_after), lambda c, w: correcting.check(line=w, by=c.supervisor, at=NOW)
    ),
    "councils.services.dividends.correcting.drop": (
        then(with_draft_after), lambda c, w: correcting.drop(line=w, by=c.supervisor, at=NOW)
    ),
    "councils.services.legal.save_room": (
        on,
        lambda c, w: legal.save_room(
            village=c.village, room=legal.Room("村委会", "每周三"), by=c.administrator, at=NOW
        ),
    ),
    "councils.services.legal.save_month": (
        on,
        lambda c, w: legal.save_month(
            village=c.village, month=TODAY, numbers={"mediation": 3, "leaflet": 40}, by=c.officer, at=NOW
        ),
    ),
    "councils.services.legal.save_lecture": (on, lambda c, w: lecture(c)),
    "councils.services.legal.remove_lecture": (
        then(lecture), lambda c, w: legal.remove_lecture(lecture=w, by=c.officer, at=NOW)
    ),
    "councils.services.profile.save_project": (on, lambda c, w: project(c)),
    "councils.services.profile.add_progress": (
        then(project),
        lambda c, w: profile.add_progress(project=w, day=TODAY, text="开工", by=c.officer, at=NOW),
    ),
    "councils.services.profile.save_figures": (
        on,
        lambda c, w: profile.save_figures(
            village=c.village, year=2025, figures=[profile.Figure("人口", Decimal(1288), "人")], by=c.administrator,
            at=NOW,
        ),
    ),
    "councils.services.profile.add_picture": (
        then(stage.photo),
        lambda c, w: profile.add_picture(village=c.village, photo=w, alt="村口", by=c.administrator, at=NOW),
    ),
    "councils.services.profile.remove_picture": (
        then(picture), lambda c, w: profile.remove_picture(picture=w, by=c.administrator, at=NOW)
    ),
    "councils.services.pairings.pair": (on, lambda c, w: paired(c)),
    "councils.services.pairings.end": (
        then(paired), lambda c, w: pairings.end(pairing=w, day=TODAY, by=c.administrator, at=NOW)
    ),
    "councils.services.pairings.hand_over": (
        then(paired),
        lambda c, w: pairings.hand_over(
            village=c.village, keys=[w.pk], name="新人", user=None, day=TODAY, by=c.administrator, at=NOW
        ),
    ),
    "councils.services.pairings.import_pairs": (
        on,
        lambda c, w: pairings.import_pairs(
            village=c.village, file=table("户号,结对人\n002,branch\n003,branch\n"), by=c.administrator, at=NOW
        ),
    ),
}  # fmt: skip

ECONOMY_EXEMPT = {
    "dividends.common.*": "parts of every act on a dividend, broken there",
    "dividends.steps.reopened": "a part of corrections and of taking a tick back, broken there",
}
