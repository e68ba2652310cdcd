"""The sentences of the refusals: why, and what to do. Each names the field it belongs to and a stable code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from django.utils.translation import gettext as _

from points.models import Household, Item
from points.services.claims.words_counting import (
    OFFERS_TO_REPLACE,
    counts_higher,
    counts_once,
    item_label,
    lower_beside,
    lower_decided,
    lower_is_anothers,
    no_number,
    over_cap,
    period_words,
    place_of_lower,
    points_missing,
    points_outside,
    too_few,
    too_many,
)
from villagegov.kernel.errors import DomainError, Gone

__all__ = [
    "OFFERS_TO_REPLACE",
    "away",
    "before_rules",
    "board_only",
    "closed",
    "counts_higher",
    "counts_once",
    "evidence_needed",
    "future",
    "gone",
    "has_left",
    "lower_beside",
    "lower_decided",
    "lower_is_anothers",
    "no_number",
    "no_rules",
    "no_such_household",
    "no_such_item",
    "not_resident",
    "not_yet_joined",
    "not_yours",
    "office_enters",
    "other_rules",
    "over_cap",
    "own_household_only",
    "period_words",
    "photo_gone",
    "place_of_lower",
    "points_missing",
    "points_outside",
    "slip_used",
    "too_few",
    "too_long",
    "too_many",
    "unknown_voucher",
]


def _name(household: Household) -> str:
    return f"{household.number} {household.head_name}"


# ------------------------------------------------------------------------------------------------------ household


def no_such_household() -> DomainError:
    return DomainError(
        _("This village has no such household. Look for it by number, name or initials, and choose it from the list."),
        field="household",
        code="household_unknown",
    )


def closed(household: Household) -> DomainError:
    if household.left_on is None:
        sentence = _("%(household)s has been closed; nothing is claimed for it any more. Choose another household.")
        return DomainError(sentence % {"household": _name(household)}, field="household", code="household_closed")
    return DomainError(
        _(
            "%(household)s was closed on %(day)s. Only deeds before that day count: check the day, or choose another "
            "household."
        )
        % {"household": _name(household), "day": f"{household.left_on:%Y-%m-%d}"},
        field="household",
        code="household_closed",
    )


def nobody_to_tell(household: Household) -> DomainError:
    return DomainError(
        _("%(household)s has been closed; a deduction could be told to nobody there and is not entered any more.")
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


def away(household: Household, day: date) -> DomainError:
    return DomainError(
        _(
            "On %(day)s %(household)s was away with the whole family. If somebody was at home, first record on the "
            "household’s page when they came back."
        )
        % {"household": _name(household), "day": f"{day:%Y-%m-%d}"},
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
        % {"item": item_label(item), "day": f"{day:%Y-%m-%d}"},
        field="item",
        code="item_not_in_scheme",
    )


def board_only(item: Item) -> DomainError:
    return DomainError(
        _("“%(item)s” is posted with the red and black board and claimed by nobody. Choose another item.")
        % {"item": item_label(item)},
        field="item",
        code="item_board_only",
    )


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
        % {"item": item_label(item)},
        field="photos",
        code="evidence_missing",
    )


def entered_that_day() -> DomainError:
    return DomainError(
        _("Already entered for this household on this day: is it the same deed?"), field="item", code="same_deed"
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


def own_household_only() -> str:
    return _("You may claim for your own household only.")


def office_enters() -> str:
    return _("This item is entered by the village office. Tell the information officer.")


def not_yours() -> str:
    return _("Only who typed it in, who claimed it or the village administrator may do this.")


def gone() -> DomainError:
    return Gone(_("This claim is no longer there; perhaps it has been deleted. Load the page anew."), code="claim_gone")
