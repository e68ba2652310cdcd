"""Words with a fixed list of values. The one place where a claim's states and the steps between them are written."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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


class EventKind(TextChoices):
    """What happens in the life of a household."""

    AWAY = "away", _("whole household away")
    RETURNED = "returned", _("came back")
    DIED_OUT = "died_out", _("last member died, closed")
    MOVED_OUT = "moved_out", _("moved out for good, closed")
    MERGED = "merged", _("merged into another household, closed")
    REOPENED = "reopened", _("on the register again")
    RESIDENT = "resident", _("lives here from now on")
    NOT_RESIDENT = "not_resident", _("no longer lives here")
    REGISTER = "register", _("register corrected")
    SPLIT = "split", _("a household split off")
    SPLIT_FROM = "split_from", _("began as a household of its own")
    TOOK_IN = "took_in", _("took in a household")
    HEAD = "head", _("new head of household")
    PEOPLE = "people", _("number of people changed")
    SOME_AWAY = "some_away", _("some of the family away")
    SOME_BACK = "some_back", _("some of the family back")
    UNRANKED = "unranked", _("left out of the bottom three")
    RANKED = "ranked", _("no longer left out of the bottom three")
    CANCELLED = "cancelled", _("struck out: recorded by mistake")


#: Events that say where a household stands from their day on: at home, away, closed; living here or not.
PRESENCE_EVENTS = (
    EventKind.AWAY,
    EventKind.RETURNED,
    EventKind.DIED_OUT,
    EventKind.MOVED_OUT,
    EventKind.MERGED,
    EventKind.REOPENED,
    EventKind.RESIDENT,
    EventKind.NOT_RESIDENT,
    EventKind.REGISTER,
)
#: Events between two households: never struck out, but followed by their opposite.
SHARED_EVENTS = (EventKind.SPLIT, EventKind.SPLIT_FROM, EventKind.MERGED, EventKind.TOOK_IN)


class EventReason(TextChoices):
    """Why. Kept with the event's words, which can be erased; read by the office alone."""

    WORK = "work", _("work elsewhere")
    STUDY = "study", _("school or study")
    ARMY = "army", _("army")
    CARE_HOME = "care_home", _("care home")
    HOSPITAL = "hospital", _("long treatment")
    PRISON = "prison", _("prison")
    FAMILY = "family", _("with children or kin elsewhere")
    OWN_HOUSEHOLD = "own_household", _("sets up house")
    DIVORCE = "divorce", _("divorce")
    MARRIAGE = "marriage", _("marriage")
    BIRTH = "birth", _("birth")
    DEATH = "death", _("death")
    AGE = "age", _("old age")
    MISTAKE = "mistake", _("recorded by mistake")
    OTHER = "other", _("other reason")


class CareKind(TextChoices):
    """Care marks 关怀标记."""

    HARDSHIP = "hardship", _("family in difficulty")
    LONE_ELDERLY = "lone_elderly", _("old people living alone")
    ELDERLY = "elderly", _("old people")
    LEFT_BEHIND = "left_behind", _("children left behind")
    DISABLED = "disabled", _("disability")
    ILL = "ill", _("long illness")
    REVISIT = "revisit", _("to be visited again")


#: People of whom nobody expects deeds: a household of nobody else is left out of the bottom three.
WEAK_MARKS = (CareKind.LONE_ELDERLY, CareKind.ELDERLY, CareKind.DISABLED, CareKind.ILL)


class ConsentKind(TextChoices):
    NAMES = "names", _("to be named in full in public")
    PHOTOS = "photos", _("that photos of the family or its yard are shown in public")
    STORY = "story", _("that its good deeds are told in public in a few sentences")
    CONTACT = "contact", _("that the grid officer and helpers get the phone number")


class Disclosure(TextChoices):
    """How much of a claim the public publicity list shows."""

    FULL = "full", _("household, item and reason")
    CATEGORY = "category", _("household and category only")
    NONE = "none", _("not on the public list")


class ReviewRoute(TextChoices):
    """How a claim on an item is reviewed."""

    FULL = "full", _("full quorum of the review committee")
    LIGHT = "light", _("the group leader or one member signs, supervisors sample")


#: From so many points on a claim always takes the full quorum.
LIGHT_BELOW = 20


class WithoutQuorum(TextChoices):
    """What happens to a claim from which so many members must keep away that no quorum is left, alternates included."""

    ASSEMBLY = "assembly", _("the villager representatives’ meeting decides")
    WAIT = "wait", _("it waits until others sit on the committee")


class LateJoinRule(TextChoices):
    """Base points of a household that joins during the year."""

    FULL = "full", _("all base points")
    MONTHLY = "monthly", _("a twelfth for each month left")
    NONE = "none", _("none in the first year")


class MeetingKind(TextChoices):
    """Who sat when rules were decided on; the law asks another attendance of each."""

    REPRESENTATIVES = "representatives", _("villager representatives’ meeting")
    VILLAGERS = "villagers", _("villagers’ meeting, all adults")
    HOUSEHOLDS = "households", _("villagers’ meeting, one representative a household")


class Majority(TextChoices):
    """A fraction that a number must reach."""

    OVER_HALF = "over_half", _("more than half")
    TWO_THIRDS = "two_thirds", _("two thirds or more")
    THREE_QUARTERS = "three_quarters", _("three quarters or more")

    def needed(self, of: int) -> int:
        """The smallest number that reaches it."""
        if self is Majority.OVER_HALF:
            return of // 2 + 1
        over, under = (2, 3) if self is Majority.TWO_THIRDS else (3, 4)
        return -(-of * over // under)


class BottomThreeRule(TextChoices):
    MONTH_NEGATIVE = "month_negative", _("lowest below zero in the month, board points not counted")
    OFF = "off", _("not named")


class RedRule(TextChoices):
    """Whether the red board begins with the figures of the month."""

    FIRST = "first", _("the first of the month come onto the draft by themselves")
    OFF = "off", _("by proposal only")


class BlackAudience(TextChoices):
    """Who may see black-board entries outside the village office."""

    PUBLIC = "public", _("everybody, with masked names")
    SIGNED_IN = "signed_in", _("signed-in households")
    PAPER = "paper", _("on paper only")


class Module(TextChoices):
    """What a village uses besides points (``Village.points_on``); pages of the others say that it is not used here."""

    STARS = "stars", _("five-star families")
    VILLAGE_RULES = "village_rules", _("village rules and dissuasion")
    MATTERS = "matters", _("matters and procedures")
    DISCLOSURE = "disclosure", _("disclosure")
    DEMANDS = "demands", _("demands and visits")
    VOLUNTEERS = "volunteers", _("volunteers and activities")
    ECONOMY = "economy", _("dividends and legal service")


class CardState(TextChoices):
    """How things stand with a household's card; worked out, stored nowhere."""

    NONE = "none", pgettext_lazy("household card", "no card yet")
    PRINTED = "printed", pgettext_lazy("household card", "printed, not used yet")
    USED = "used", pgettext_lazy("household card", "in use")
    EXPIRED = "expired", pgettext_lazy("household card", "expired unused")


class SlipBooks(TextChoices):
    """Numbered slip books 申报单本, and what is said of a slip number that is in none of them."""

    OFF = "off", _("not used")
    WARN = "warn", _("used; a number outside the books is pointed out")
    REFUSE = "refuse", _("used; a number outside the books is refused")


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
    # Back into publicity by an appeal that was upheld, and by nothing else.
    ClaimState.REJECTED: frozenset({ClaimState.PUBLICISED}),
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


class DayKind(TextChoices):
    """What the working-day calendar says of a day against its weekday."""

    OFF = "off", _("day off")
    WORK = "work", _("make-up working day")


class CalendarSource(TextChoices):
    LIBRARY = "library", _("announcement of the State Council")
    HAND = "hand", _("entered by hand")


class NoticeKind(TextChoices):
    """What an inbox tells of. The sentences stand in :mod:`points.queries.notices`."""

    CLAIM_APPROVED = "claim_approved", _("claim in publicity")
    CLAIM_RETURNED = "claim_returned", _("claim sent back")
    CLAIM_REJECTED = "claim_rejected", _("claim not accepted")
    CLAIM_POSTED = "claim_posted", _("claim counted")
    CLAIM_HELD = "claim_held", _("objection to a claim")
    DEDUCTION_TO_TELL = "deduction_to_tell", _("household to be told")
    CLAIMS_TO_REVIEW = "claims_to_review", _("claims to review")
    OBJECTION_TO_DECIDE = "objection_open", _("objection to decide")
    MEETING_TO_CONFIRM = "meeting_confirm", _("record of a meeting to confirm")
    OBJECTION_DECIDED = "objection_done", _("objection decided")
    CORRECTED = "corrected", _("line corrected")
    BOARD_DRAFTED = "board_drafted", _("board drafted")
    BLACK_TOLD = "black_told", _("told of a black entry")
    BLACK_PUBLISHED = "black_published", _("on the black board")
    BLACK_ENDED = "black_ended", _("off the black board")
    STAR_POSTED = "star_posted", _("star in publicity")
    STAR_REFUSED = "star_refused", _("star not awarded")
    STAR_GRANTED = "star_granted", _("star awarded")
    STAR_WITHDRAWN = "star_withdrawn", _("star withdrawn")
    BREACH_STEP = "breach_step", _("entry about the village rules")
    BREACH_PROPOSED = "breach_proposed", _("consequence proposed")
    DEMAND_FILED = "demand_filed", _("demand brought in")
    DEMAND_HANDED = "demand_handed", _("demand in hand")
    DEMAND_HELPED = "demand_helped", _("demand seen to by a volunteer")
    DEMAND_ANSWERED = "demand_answered", _("demand answered")
    CONTEST_CALLED = "contest_called", _("contest called")
    CONTEST_TO_JUDGE = "contest_judge", _("contest to be judged")
    CONTEST_RESULT = "contest_result", _("result of a contest")
    CONTEST_AWARDED = "contest_awarded", _("certificate of a contest")
    QUESTION_SETTLED = "question_settled", _("question answered")
    SITTING_CALLED = "sitting_called", _("sitting called")
    SITTING_OFF = "sitting_off", _("sitting called off")
    SUGGESTION_ANSWERED = "suggestion_done", _("suggestion answered")
    TASK_GIVEN = "task_given", _("task from a decision")
    DIVIDEND = "dividend", _("dividend published")
    DIVIDEND_CORRECTED = "dividend_correct", _("dividend corrected")
    CARD = "card", _("household card")
    CARD_WITHDRAWN = "card_withdrawn", _("household card withdrawn")
    REMINDER = "reminder", _("reminder")


class ChannelKind(TextChoices):
    EMAIL = "email", _("e-mail")
    WECOM = "wecom", _("WeCom group robot")
    DINGTALK = "dingtalk", _("DingTalk group robot")
    FEISHU = "feishu", _("Feishu group robot")
    WEBHOOK = "webhook", _("another system (JSON)")


#: Who can be told outside the site: the office, not households.
CHANNEL_AUDIENCE = (Role.OFFICER, Role.COMMITTEE, Role.SUPERVISOR, Role.GRID_OFFICER, Role.ADMINISTRATOR)


class DeliveryState(TextChoices):
    WAITING = "waiting", _("waits to be sent")
    SENT = "sent", pgettext_lazy("message", "sent")
    GIVEN_UP = "given_up", _("given up")
