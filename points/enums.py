"""Words with a fixed list of values. The one place where a claim's states and the steps between them are written."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class RegionLevel(IntegerChoices):
    PROVINCE = 1, _("province")
    CITY = 2, _("city")
    COUNTY = 3, _("county")
    TOWN = 4, _("town")


class Role(TextChoices):
    """What a person may do in one village. A role is never granted by someone of a lower rank."""

    VILLAGER = "villager", _("villager")
    OFFICER = "officer", _("information officer")
    COMMITTEE = "committee", _("committee member")
    SUPERVISOR = "supervisor", _("supervisor")
    GRID_OFFICER = "grid_officer", _("grid officer")
    ADMINISTRATOR = "administrator", _("village administrator")


#: Nobody grants a role above their own.
ROLE_RANK = {
    Role.VILLAGER: 0,
    Role.GRID_OFFICER: 1,
    Role.OFFICER: 1,
    Role.COMMITTEE: 2,
    Role.SUPERVISOR: 2,
    Role.ADMINISTRATOR: 3,
}


class RegionRoleKind(TextChoices):
    TOWN_VIEWER = "town_viewer", _("town viewer")


class HouseholdState(TextChoices):
    ACTIVE = "active", _("on the register")
    AWAY = "away", _("away")
    CLOSED = "closed", _("closed, off the register")


class Disclosure(TextChoices):
    """How much of a claim the public publicity list shows."""

    FULL = "full", _("household, item and reason")
    CATEGORY = "category", _("household and category only")
    NONE = "none", _("not on the public list")


class LateJoinRule(TextChoices):
    """Base points of a household that joins during the year."""

    FULL = "full", _("all base points")
    MONTHLY = "monthly", _("a twelfth for each month left")
    NONE = "none", _("none in the first year")


class BottomThreeRule(TextChoices):
    MONTH_NEGATIVE = "month_negative", _("lowest below zero in the month, board points not counted")
    OFF = "off", _("not named")


class BlackAudience(TextChoices):
    """Who may see black-board entries outside the village office."""

    PUBLIC = "public", _("everybody, with masked names")
    SIGNED_IN = "signed_in", _("signed-in households")
    PAPER = "paper", _("on paper only")


class Channel(TextChoices):
    ONLINE = "online", _("online")
    PAPER = "paper", _("on paper")


class ClaimState(TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("waiting for review")
    RETURNED = "returned", _("returned")
    TELLING = "telling", _("household to be told")
    PUBLICISED = "publicised", _("in publicity")
    HELD = "held", _("held by an objection")
    POSTED = "posted", _("posted")
    REJECTED = "rejected", _("rejected")
    WITHDRAWN = "withdrawn", _("withdrawn")


#: Every step a claim can take. ``TELLING`` is entered by approved deductions only: their publicity starts when the
#: household has been told.
CLAIM_STEPS: dict[ClaimState, frozenset[ClaimState]] = {
    ClaimState.DRAFT: frozenset({ClaimState.SUBMITTED}),
    ClaimState.SUBMITTED: frozenset(
        {ClaimState.RETURNED, ClaimState.TELLING, ClaimState.PUBLICISED, ClaimState.REJECTED, ClaimState.WITHDRAWN}
    ),
    ClaimState.RETURNED: frozenset({ClaimState.SUBMITTED, ClaimState.WITHDRAWN}),
    ClaimState.TELLING: frozenset({ClaimState.PUBLICISED, ClaimState.REJECTED}),
    ClaimState.PUBLICISED: frozenset({ClaimState.HELD, ClaimState.POSTED}),
    ClaimState.HELD: frozenset({ClaimState.PUBLICISED, ClaimState.REJECTED}),
    ClaimState.POSTED: frozenset(),
    ClaimState.REJECTED: frozenset(),
    ClaimState.WITHDRAWN: frozenset(),
}

#: Claims that no longer use up a cap or a slip number. Every other state counts.
DEAD_CLAIM_STATES = (ClaimState.REJECTED, ClaimState.WITHDRAWN)


class EntryKind(TextChoices):
    OPENING = "opening", _("opening balance")
    BASE = "base", _("base points")
    CLAIM = "claim", _("claim")
    AWARD = "award", _("contest award")
    BOARD = "board", _("red or black board")
    REVERSAL = "reversal", _("reversal")
    REDEMPTION = "redemption", _("redemption")
    ADJUSTMENT = "adjustment", _("adjustment")
