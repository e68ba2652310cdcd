"""The sentences of the refusals: why, and what to do."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from points.enums import EventKind, HouseholdState
from points.models import Household
from villagegov.kernel.errors import DomainError, Gone, NotAllowed


def name(household: Household) -> str:
    return f"{household.number} {household.head_name}"


def on(day: date) -> str:
    return f"{day:%Y-%m-%d}"


def future() -> DomainError:
    return DomainError(
        _("This day is still to come. Record it when it has happened: today or an earlier day."),
        field="day",
        code="future",
    )


def before_joined(household: Household) -> DomainError:
    return DomainError(
        _("%(household)s is in the register only since %(day)s. Check the day.")
        % {"household": name(household), "day": on(household.joined_on)},
        field="day",
        code="before_joined",
    )


def closed(household: Household) -> DomainError:
    values = {"household": name(household), "day": on(household.left_on) if household.left_on else _("an earlier day")}
    return DomainError(
        _(
            "%(household)s was closed on %(day)s; nothing more is recorded for it. If it is here again, put it on the "
            "register again first."
        )
        % values,
        code="closed",
    )


def wrong_state(household: Household, state: HouseholdState, day: date) -> DomainError:
    values = {"household": name(household), "day": on(day), "state": state.label}
    return DomainError(
        _("On %(day)s %(household)s was “%(state)s” already, so this cannot have happened then. Check the day.")
        % values,
        field="day",
        code="state",
    )


def out_of_order(kind: EventKind, day: date, field: str = "day") -> DomainError:
    return DomainError(
        _(
            "“%(event)s” is recorded for %(day)s and does not fit what you enter here. Check the day, or strike out "
            "that event first."
        )
        % {"event": kind.label, "day": on(day)},
        field=field,
        code="out_of_order",
    )


def returned_early() -> DomainError:
    return DomainError(
        _("It cannot come back before it went. Check both days."), field="returned_on", code="returned_early"
    )


def no_head() -> DomainError:
    return DomainError(_("Write the name of the head of household."), field="head_name", code="head_missing")


def same_head(head: str) -> DomainError:
    return DomainError(
        _("%(head)s is the head of this household already. If only the spelling is wrong, correct it on the register.")
        % {"head": head},
        field="head_name",
        code="head_same",
    )


def long_head(most: int) -> DomainError:
    return DomainError(
        _("At most %(most)s letters. Write the name alone.") % {"most": most}, field="head_name", code="head_long"
    )


def no_people() -> DomainError:
    return DomainError(_("Say how many people: 1 or more."), field="people", code="people")


def that_many(most: int) -> DomainError:
    return DomainError(
        _("At most %(most)s people. Check whether a digit slipped in.") % {"most": most},
        field="people",
        code="people_many",
    )


def too_many_people(left: int) -> DomainError:
    return DomainError(
        _("At least one must stay, and %(left)s are at home. If it is the whole household, choose that event instead.")
        % {"left": left},
        field="people",
        code="people_left",
    )


def all_leave(left: int) -> DomainError:
    return DomainError(
        _("At least one stays in the old household; %(left)s are at home there. If all of them go, record a new head "
          "or that they moved out.")
        % {"left": left},
        field="people",
        code="people_left",
    )  # fmt: skip


def not_so_many_away(away: int) -> DomainError:
    return DomainError(
        _("Only %(away)s of this household are recorded as away on that day. Check the number and the day.")
        % {"away": away},
        field="people",
        code="people_away",
    )


def no_number() -> DomainError:
    return DomainError(_("Give the new household a number that no other has."), field="number", code="number_missing")


def long_number(most: int) -> DomainError:
    return DomainError(
        _("At most %(most)s letters and digits. Check the number.") % {"most": most}, field="number", code="number_long"
    )


def no_other() -> DomainError:
    return DomainError(
        _("This village has no such household. Look for it by number or name, and choose it from the list."),
        field="into",
        code="household_unknown",
    )


def itself() -> DomainError:
    return DomainError(
        _("A household cannot be merged into itself. Choose the household it joins."), field="into", code="itself"
    )


def other_closed(household: Household) -> DomainError:
    return DomainError(
        _("%(household)s is closed itself. Choose a household that is on the register.")
        % {"household": name(household)},
        field="into",
        code="other_closed",
    )


def other_joined_later(household: Household) -> DomainError:
    return DomainError(
        _("%(household)s is in the register only since %(day)s. Check the day.")
        % {"household": name(household), "day": on(household.joined_on)},
        field="day",
        code="other_not_yet",
    )


def no_note() -> DomainError:
    return DomainError(_("Write in a few words why. Only the office reads it."), field="note", code="note_missing")


def nothing_to_change() -> DomainError:
    return DomainError(_("This stands so already."), code="unchanged")


def others_left(members: int) -> DomainError:
    return DomainError(
        _(
            "The register counts %(members)s people in this household. If the others have died or left, record that "
            "first; then the last one’s death."
        )
        % {"members": members},
        code="others_left",
    )


def changed_meanwhile() -> DomainError:
    return DomainError(
        _("Something about this household was changed by somebody else in the meantime. Load the page anew."),
        code="changed_meanwhile",
    )


def form_used() -> DomainError:
    return DomainError(_("This form has been used already. Open the household’s page anew."), code="form_used")


def event_gone() -> DomainError:
    return Gone(_("This event is no longer there. Load the page anew."), code="event_gone")


def cancelled_already() -> DomainError:
    return DomainError(_("This event has been struck out already."), code="cancelled_already")


def not_cancelled(kind: EventKind) -> DomainError:
    ways = {
        EventKind.SPLIT: _("Two households have been made of one. If that was a mistake, merge the new one back."),
        EventKind.SPLIT_FROM: _("Two households have been made of one. If that was a mistake, merge the new one back."),
        EventKind.MERGED: _("If it was a mistake, put this household on the register again, with its people."),
        EventKind.TOOK_IN: _(
            "If it was a mistake, put the other household on the register again and correct the people."
        ),
    }
    return DomainError(ways.get(kind) or _("A striking out is not struck out: record the event anew."), code="stays")


def later_first(kind: EventKind, day: date) -> DomainError:
    return DomainError(
        _("“%(event)s” of %(day)s builds on it. Strike that out first.") % {"event": kind.label, "day": on(day)},
        code="later_first",
    )


def words_erased() -> DomainError:
    return DomainError(
        _("The name before has been erased on request. Record a new head of household instead."), code="words_erased"
    )


def only_administrator() -> NotAllowed:
    return NotAllowed(_("Only the village administrator strikes out what was recorded."), code="role")
