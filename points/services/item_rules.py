"""What an item of the rules must be, whoever writes it: the desk, a sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from points.enums import LIGHT_BELOW, ReviewRoute
from points.models import Item
from villagegov.kernel.errors import DomainError

#: What people write of an item. Scheme, category and origin are set by who saves it.
FIELDS = (
    "code",
    "name",
    "wording",
    "points",
    "points_to",
    "unit",
    "max_per_month",
    "max_per_quarter",
    "max_per_year",
    "max_points_per_month",
    "max_points_per_quarter",
    "max_points_per_year",
    "evidence_required",
    "villagers_may_claim",
    "board_only",
    "disclosure",
    "route",
    "honour",
    "exclusive_group",
    "common_rank",
)
MOST_POINTS, MOST_CODE, MOST_RANK = 500, 999, 15
_TEXTS = {"name": 40, "wording": 300, "unit": 20, "exclusive_group": 20}
_CAPS = (
    ("max_per_month", "max_per_quarter", "max_per_year"),
    ("max_points_per_month", "max_points_per_quarter", "max_points_per_year"),
)


def problems(values: dict[str, Any]) -> Iterator[DomainError]:
    """What keeps an item from standing in the rules, each with its field; without a look at the other items."""
    yield from _texts(values)
    yield from _points(values)
    yield from _caps(values)
    yield from _review(values)
    if not 1 <= (values.get("code") or 0) <= MOST_CODE:
        yield _refuse(_("The number lies between 1 and %(most)s.") % {"most": MOST_CODE}, "code")
    rank = values.get("common_rank")
    if rank is not None and not 1 <= rank <= MOST_RANK:
        yield _refuse(_("Places among the commonest go from 1 to %(most)s.") % {"most": MOST_RANK}, "common_rank")


def beside(values: dict[str, Any], others: Sequence[Item]) -> Iterator[DomainError]:
    """What keeps it from standing beside the other items of the draft."""
    group = values.get("exclusive_group")
    for other in others:
        if group and other.exclusive_group == group and (other.points > 0) != (values["points"] > 0):
            yield _refuse(other_sign(other), "exclusive_group")
            return


def other_sign(other: Item) -> str:
    return _("“%(item)s” counts once together with it, but one of the two gives points and the other takes them.") % {
        "item": other
    }


def _texts(values: dict[str, Any]) -> Iterator[DomainError]:
    for name, most in _TEXTS.items():
        text = values.get(name) or ""
        if not text.strip() and name != "exclusive_group":
            yield _refuse(_("Fill this in."), name)
        elif len(text) > most:
            yield _refuse(
                _("This is too long by %(count)s characters. Please shorten it.") % {"count": len(text) - most}, name
            )


def _points(values: dict[str, Any]) -> Iterator[DomainError]:
    points, points_to = values.get("points") or 0, values.get("points_to")
    if not points:
        yield _refuse(_("An item of no points moves nothing. Give it points."), "points")
    elif max(abs(points), abs(points_to or 0)) > MOST_POINTS:
        yield _refuse(_("More than %(most)s points for one deed is a slip.") % {"most": MOST_POINTS}, "points")
    elif points_to is not None and not (points_to > points if points > 0 else points_to < points):
        yield _refuse(
            _("The upper end of a range lies further from zero: +5 to +15, or −5 to −20. Mend it, or leave it out."),
            "points_to",
        )
    if values.get("board_only") and points_to is not None:
        yield _refuse(_("What the board posts has fixed points. Leave the range out."), "points_to")
    if points < 0 and values.get("villagers_may_claim"):
        yield _refuse(
            _("Nobody claims a deduction for their own household. Take the tick away."), "villagers_may_claim"
        )


def _caps(values: dict[str, Any]) -> Iterator[DomainError]:
    for names in _CAPS:
        given = [(name, values[name]) for name in names if values.get(name) is not None]
        for name, limit in given:
            if not 1 <= limit <= 9999:
                yield _refuse(_("A limit lies between 1 and 9999. Leave it empty where there is none."), name)
        for (_shorter, less), (longer, more) in pairwise(given):
            if more < less:
                yield _refuse(
                    _("A longer period cannot allow less than a shorter one. Raise this one, or lower the other."),
                    longer,
                )


def _review(values: dict[str, Any]) -> Iterator[DomainError]:
    if values.get("route") != ReviewRoute.LIGHT:
        return
    points, most = values.get("points") or 0, values.get("points_to") or values.get("points") or 0
    if points < 0 or most >= LIGHT_BELOW or (values.get("honour") and not values.get("evidence_required")):
        yield _refuse(
            _(
                "One signature is enough for small awards only: not for deductions, not for 20 points and more, not "
                "for honours without papers. Choose the full quorum."
            ),
            "route",
        )


def _refuse(sentence: str, field: str) -> DomainError:
    return DomainError(sentence, field=field, code="item_invalid")
