"""Scenarios of stars and of the red and black nine for tests of injected errors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from boards.enums import StarSource
from boards.models import StarAward, StarYear
from boards.services import nines, star_objections, star_withdrawals, star_years, stars
from tests.factories import Cast
from tests.stars.support import GRANTED, NOW, fresh, granted, nominated, opened, star, vote

Scenario = tuple[Callable[[Cast], Any], Callable[[Cast, Any], Any]]


def prepared(cast: Cast) -> StarYear:
    return star_years.prepare(
        village=cast.village, year=2026, nominate_until=date(2026, 11, 30), group_percent=60, by=cast.administrator,
        at=NOW,
    )  # fmt: skip


def waiting(cast: Cast) -> StarAward:
    return nominated(cast, opened(cast), 1)


def voted(cast: Cast) -> StarAward:
    award = waiting(cast)
    stars.decide(village=cast.village, award_ids=[award.pk], agrees=True, by=cast.branch, at=NOW)
    return award


def posted(cast: Cast) -> StarAward:
    return vote(cast, waiting(cast))


def objected(cast: Cast) -> Any:
    return star_objections.record(award=posted(cast), text="院里堆着废料", name="", by=cast.officer, at=NOW)


def plated(cast: Cast) -> StarAward:
    return granted(cast, opened(cast), 1)


def questioned(cast: Cast) -> StarAward:
    """In a closed year, so that its groups are worked out anew."""
    award = plated(cast)
    star_years.close_year(year=award.star.star_year, by=cast.administrator, at=GRANTED)
    return star_withdrawals.propose(award=award, reason="院坝堆放废料", by=cast.branch, at=GRANTED)


STARS: dict[str, Scenario] = {
    "boards.services.nines.adopt": (
        lambda c: None,
        lambda c, w: nines.adopt(
            village=c.village, effective_from=date(2026, 12, 1), adopted="村民代表会议", red=["孝老"], black=["乱倒"],
            by=c.administrator, at=NOW,
        ),
    ),
    "boards.services.star_years.prepare": (lambda c: None, lambda c, w: prepared(c)),
    "boards.services.star_years.change_year": (
        prepared,
        lambda c, w: star_years.change_year(
            year=w, nominate_until=date(2026, 12, 5), group_percent=70, by=c.administrator, at=NOW
        ),
    ),
    "boards.services.star_years.save_star": (
        prepared,
        lambda c, w: star_years.save_star(year=w, name="好学", criteria="书", checks=[], by=c.administrator, at=NOW),
    ),
    "boards.services.star_years.remove_star": (
        prepared,
        lambda c, w: star_years.remove_star(star=star(w, "洁美"), by=c.administrator, at=NOW),
    ),
    "boards.services.star_years.open_year": (
        prepared, lambda c, w: star_years.open_year(year=w, by=c.administrator, at=NOW)
    ),
    "boards.services.star_years.close_year": (
        plated,
        lambda c, w: star_years.close_year(year=w.star.star_year, by=c.administrator, at=GRANTED),
    ),
    "boards.services.stars.nominate": (
        opened,
        lambda c, w: stars.nominate(
            household=c.households[1], stars=[star(w, "洁美"), star(w, "孝爱")], source=StarSource.GROUP, reason="扫地",
            by=c.officer, at=NOW,
        ),
    ),
    "boards.services.stars.take_back": (
        waiting, lambda c, w: stars.take_back(award=fresh(w), by=c.officer, at=NOW)
    ),
    "boards.services.stars.decide": (
        voted,
        lambda c, w: stars.decide(village=c.village, award_ids=[w.pk], agrees=True, by=c.supervision, at=NOW),
    ),
    "boards.services.stars.grant_due": (posted, lambda c, w: stars.grant_due(village=c.village, at=GRANTED)),
    "boards.services.star_objections.object_to": (
        posted,
        lambda c, w: star_objections.object_to(award=fresh(w), text="院里堆着废料", by=c.villager, at=NOW),
    ),
    "boards.services.star_objections.record": (
        posted,
        lambda c, w: star_objections.record(award=fresh(w), text="废料", name="", by=c.officer, at=NOW),
    ),
    "boards.services.star_objections.decide_objection": (
        objected,
        lambda c, w: star_objections.decide_objection(
            objection=w, upheld=True, answer="属实", by=c.supervisor, at=NOW
        ),
    ),
    "boards.services.star_withdrawals.propose": (
        plated,
        lambda c, w: star_withdrawals.propose(award=fresh(w), reason="堆放废料", by=c.branch, at=GRANTED),
    ),
    "boards.services.star_withdrawals.decide": (
        questioned,
        lambda c, w: star_withdrawals.decide(award=fresh(w), agrees=True, by=c.representative, at=GRANTED),
    ),
}  # fmt: skip

STARS_EXEMPT = {
    "star_steps.*": "parts of every step of a star, broken there",
    "star_years.reckon_groups": "a part of closing a year and of a withdrawal",
}
