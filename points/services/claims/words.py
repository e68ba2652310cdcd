"""The sentences of the refusals: why, and what to do. Each names the field it belongs to and a stable code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from django.utils.translation import gettext as _

from points.models import Household, Item
from points.queries.caps import Room
from villagegov.kernel.errors import DomainError, Gone
from villagegov.kernel.periods import Period, PeriodKind


def _name(household: Household) -> str:
    return f"{household.number} {household.head_name}"


def _item(item: Item) -> str:
    return f"{item.code} {item.name}"


# ------------------------------------------------------------------------------------------------------ household


def no_such_household() -> DomainError:
    return DomainError(
        _("This village has no such household. Look for it by number, name or initials, and choose it from the list."),
        field="household",
        code="household_unknown",
    )


def closed(household: Household) -> DomainError:
    return DomainError(
        _("%(household)s has been closed; nothing is claimed for it any more. Choose another household.")
        % {"household": _name(household)},
        field="household",
        code="household_closed",
    )


def not_resident(household: Household) -> DomainError:
    return DomainError(
        _(
            "%(household)s is not a resident household, and only those earn points. If it lives here now, ask the "
            "village administrator to change the register first."
        )
        % {"household": _name(household)},
        field="household",
        code="household_not_resident",
    )


def away(household: Household) -> DomainError:
    return DomainError(
        _(
            "%(household)s is registered as away. If the family is back, ask the village administrator to change the "
            "register first."
        )
        % {"household": _name(household)},
        field="household",
        code="household_away",
    )


def not_yet_joined(household: Household) -> DomainError:
    return DomainError(
        _("%(household)s is in the register only since %(day)s. Check the day, or choose another household.")
        % {"household": _name(household), "day": f"{household.joined_on:%Y-%m-%d}"},
        field="household",
        code="household_not_yet",
    )


def has_left(household: Household) -> DomainError:
    return DomainError(
        _("%(household)s left on %(day)s. Only deeds before that day count: check the day.")
        % {"household": _name(household), "day": f"{household.left_on:%Y-%m-%d}"},
        field="household",
        code="household_left",
    )


# ------------------------------------------------------------------------------------------------------ day, item


def future() -> DomainError:
    return DomainError(
        _("This day is still to come. Choose today or an earlier day."), field="day", code="day_in_future"
    )


def no_rules() -> DomainError:
    return DomainError(
        _("This village has no points rules in force yet. The village administrator puts them in force first."),
        field="day",
        code="no_scheme",
    )


def before_rules(first: date) -> DomainError:
    return DomainError(
        _("The points rules began on %(day)s; what was done before does not count. Check the day.")
        % {"day": f"{first:%Y-%m-%d}"},
        field="day",
        code="day_before_scheme",
    )


def no_such_item() -> DomainError:
    return DomainError(
        _("The rules have no such item. Look for it by number or by words, and choose it from the list."),
        field="item",
        code="item_unknown",
    )


def other_rules(item: Item, day: date) -> DomainError:
    return DomainError(
        _(
            "“%(item)s” does not stand in the rules that were in force on %(day)s. Choose an item of those rules, or "
            "check the day."
        )
        % {"item": _item(item), "day": f"{day:%Y-%m-%d}"},
        field="item",
        code="item_not_in_scheme",
    )


def board_only(item: Item) -> DomainError:
    return DomainError(
        _("“%(item)s” is posted with the red and black board and claimed by nobody. Choose another item.")
        % {"item": _item(item)},
        field="item",
        code="item_board_only",
    )


def counts_once(item: Item, other: Item) -> DomainError:
    if abs(other.points) >= abs(item.points):
        sentence = _(
            "This household has claimed “%(other)s” (%(other_points)+d) on that day. One deed counts once, at the "
            "higher: it stands already. If it was another deed, check the day."
        )
    else:
        sentence = _(
            "This household has claimed “%(other)s” (%(other_points)+d) on that day. One deed counts once, at the "
            "higher: delete or withdraw that claim first, then enter this one (%(points)+d)."
        )
    return DomainError(
        sentence % {"other": _item(other), "other_points": other.points, "points": item.points},
        field="item",
        code="counts_once",
    )


# ------------------------------------------------------------------------------------------------------- quantity


def no_number() -> DomainError:
    return DomainError(_("Enter a whole number, for example 1."), field="quantity", code="quantity_no_number")


def too_few() -> DomainError:
    return DomainError(_("The quantity must be at least 1."), field="quantity", code="quantity_too_small")


def too_many(quantity: int, most: int) -> DomainError:
    return DomainError(
        _("%(quantity)s is too many for one claim (at most %(most)s). Check whether a digit slipped in.")
        % {"quantity": quantity, "most": most},
        field="quantity",
        code="quantity_too_large",
    )


def over_cap(item: Item, room: Room, today: date) -> DomainError:
    assert room.period is not None
    values = {
        "period": period_words(room.period, today),
        "limit": room.limit,
        "used": room.used,
        "left": room.left,
        "unit": item.unit,
    }
    if room.left:
        sentence = _(
            "Only %(left)s %(unit)s left for %(period)s (at most %(limit)s, %(used)s claimed): make it %(left)s or "
            "choose another day."
        )
    else:
        sentence = _(
            "Nothing left for %(period)s: at most %(limit)s %(unit)s, and %(used)s are claimed. Choose another day, or "
            "look whether it has been entered already."
        )
    return DomainError(sentence % values, field="quantity", code="cap")


def period_words(period: Period, today: date) -> str:
    """``this month``, ``October``, ``October 2025``, as one says it today."""
    if today in period:
        return {
            PeriodKind.MONTH: _("this month"),
            PeriodKind.QUARTER: _("this quarter"),
            PeriodKind.YEAR: _("this year"),
        }[period.kind]
    values = {"year": period.start.year, "month": period.start.month, "quarter": (period.start.month + 2) // 3}
    if period.kind == PeriodKind.YEAR:
        return _("the year %(year)s") % values
    if period.kind == PeriodKind.QUARTER:
        return _("quarter %(quarter)s of %(year)s") % values
    return _("month %(month)s of %(year)s") % values


# ------------------------------------------------------------------------------------------------------- evidence


def slip_used(slip: str) -> DomainError:
    return DomainError(
        _("The slip number %(slip)s has been used already. Look at the paper, or whether it has been entered before.")
        % {"slip": slip},
        field="slip_number",
        code="slip_used",
    )


def evidence_needed(item: Item) -> DomainError:
    return DomainError(
        _("“%(item)s” needs a photo or a paper slip. Add a photo, or enter the number of the slip.")
        % {"item": _item(item)},
        field="photos",
        code="evidence_missing",
    )


def same_photo() -> DomainError:
    return DomainError(
        _("This photo stands already for another claim of this household. Choose another photo, or go without."),
        field="photos",
        code="photo_used",
    )


def photo_gone() -> DomainError:
    return DomainError(_("The photo is no longer there. Please choose it again."), field="photos", code="photo_gone")


# --------------------------------------------------------------------------------------------------------- others


def unknown_voucher() -> DomainError:
    return DomainError(
        _("Who vouches must be somebody of this village. Write the name anew."),
        field="vouched_name",
        code="voucher_unknown",
    )


def too_long(texts: Mapping[str, str], longest: Mapping[str, int]) -> Iterator[DomainError]:
    for name, text in texts.items():
        if len(text) > longest[name]:
            yield DomainError(
                _("This is too long by %(count)s characters. Please shorten it.")
                % {"count": len(text) - longest[name]},
                field=name,
                code="too_long",
            )


def not_yours() -> str:
    return _("Only who typed it in, who claimed it or the village administrator may do this.")


def gone() -> DomainError:
    return Gone(_("This claim is no longer there; perhaps it has been deleted. Load the page anew."), code="claim_gone")
