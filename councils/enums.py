"""Words of bodies, votes, tellings and objections with a fixed list of values."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class BodyKind(TextChoices):
    BRANCH = "branch", _("branch committee")
    SUPERVISION = "supervision", _("supervision committee")
    REPRESENTATIVES = "representatives", _("villager representatives")
    REVIEW = "review", _("review committee")
    COUNCIL = "council", _("village council")
    OWNERS = "owners", _("owners' committee")
    PARTY_GROUP = "party_group", _("party group")
    LEADING_GROUP = "leading_group", _("leading group")
    WORKING_GROUP = "working_group", _("working group")
    SETTLEMENT = "settlement", _("settlement committee")
    GROUP_LEADERS = "group_leaders", _("group leaders")
    VILLAGE_COMMITTEE = "village_committee", _("village committee")
    PARTY_MEMBERS = "party_members", _("party members’ meeting")
    SUPERVISION_TEAM = "supervision_team", _("supervision team")
    VOLUNTEER_TEAM = "volunteer_team", _("volunteer team")


class SeatKind(TextChoices):
    """For whom or as what somebody sits in a body. The words on the door 职务 stand beside it."""

    HEAD = "head", pgettext_lazy("seat", "head")
    DEPUTY = "deputy", pgettext_lazy("seat", "deputy")
    MEMBER = "member", pgettext_lazy("seat", "member")
    GROUP = "group", pgettext_lazy("seat", "representative of a group")
    RESPECTED = "respected", pgettext_lazy("seat", "respected villager")
    PARTY = "party", pgettext_lazy("seat", "party member")
    #: No villager: the unit that sent them stands beside it.
    SENT = "sent", pgettext_lazy("seat", "sent from above")


class SeatEnd(TextChoices):
    """Why somebody sits in a body no longer."""

    TERM = "term", pgettext_lazy("end of a seat", "the term is over")
    RESIGNED = "resigned", pgettext_lazy("end of a seat", "resigned")
    RECALLED = "recalled", pgettext_lazy("end of a seat", "recalled")
    MOVED = "moved", pgettext_lazy("end of a seat", "moved away")
    DIED = "died", pgettext_lazy("end of a seat", "died")
    MISTAKE = "mistake", pgettext_lazy("end of a seat", "entered by mistake")


class ElectionRule(TextChoices):
    """How many of the ballots cast somebody needs to be elected."""

    OVER_HALF = "over_half", _("more than half of the ballots cast")
    ONE_THIRD = "one_third", _("the most votes, and at least one third of the ballots cast")

    def needed(self, cast: int) -> int:
        """The smallest number of votes that is enough."""
        return cast // 2 + 1 if self is ElectionRule.OVER_HALF else -(-cast // 3)


class ElectionState(TextChoices):
    OPEN = "open", pgettext_lazy("election", "being held")
    DECIDED = "decided", pgettext_lazy("election", "decided")
    FAILED = "failed", pgettext_lazy("election", "without result")
    CANCELLED = "cancelled", pgettext_lazy("election", "not held")


class HandoverState(TextChoices):
    DRAFT = "draft", pgettext_lazy("handover", "being prepared")
    DONE = "done", pgettext_lazy("handover", "carried out")
    CANCELLED = "cancelled", pgettext_lazy("handover", "given up")


#: The bodies that are constituencies 成员类别 of a review. A person's are read from the bodies they sit in.
CONSTITUENCIES = (BodyKind.BRANCH, BodyKind.SUPERVISION, BodyKind.REPRESENTATIVES)


class Decision(TextChoices):
    APPROVE = "approve", _("approve")
    RETURN = "return", _("return")
    REJECT = "reject", _("reject")


class MeetingKind(TextChoices):
    COMMITTEE = "committee", _("review meeting")
    ASSEMBLY = "assembly", _("villager representatives’ meeting")


class MeetingState(TextChoices):
    OPEN = "open", _("list printed")
    RECORDED = "recorded", _("to be confirmed")
    CONFIRMED = "confirmed", _("confirmed")
    CANCELLED = "cancelled", _("not held")


#: Every step a meeting can take. Recording again (a slip of the pen) is a step too; a refusal leads back to open.
MEETING_STEPS: dict[MeetingState, frozenset[MeetingState]] = {
    MeetingState.OPEN: frozenset({MeetingState.RECORDED, MeetingState.CANCELLED}),
    MeetingState.RECORDED: frozenset(
        {MeetingState.RECORDED, MeetingState.CONFIRMED, MeetingState.OPEN, MeetingState.CANCELLED}
    ),
    MeetingState.CONFIRMED: frozenset(),
    MeetingState.CANCELLED: frozenset(),
}


class LineResult(TextChoices):
    """What became of a line when the record was confirmed."""

    DECIDED = "decided", _("decided")
    WAITING = "waiting", _("waits: too few members")
    LEFT = "left", _("left as it is")


class Level(TextChoices):
    """Who can decide a claim, after everybody who must keep away has been taken off."""

    MEMBERS = "members", _("the review committee")
    ALTERNATES = "alternates", _("the review committee with its alternates")
    ASSEMBLY = "assembly", _("the villager representatives’ meeting")
    NOBODY = "nobody", _("nobody for now")


class TellingWay(TextChoices):
    IN_PERSON = "in_person", _("in person")
    PHONE = "phone", _("by phone")
    WITNESSED = "witnessed", _("left with two witnesses")


class Finding(TextChoices):
    """What a supervisor found about a sampled claim."""

    IN_ORDER = "in_order", _("in order")
    WRONG = "wrong", _("wrong")
    UNCLEAR = "unclear", _("could not be checked")


class ObjectionKind(TextChoices):
    """What somebody objects to. An appeal is the household's own, against a decision on its claim."""

    PUBLICITY = "publicity", _("objection to a claim in publicity")
    ENTRY = "entry", _("objection to a counted claim")
    APPEAL = "appeal", _("appeal")


class ObjectionChannel(TextChoices):
    ONLINE = "online", _("online")
    ORAL = "oral", _("in words")
    PAPER = "paper", _("in writing")


class ObjectionState(TextChoices):
    OPEN = "open", _("being checked")
    UPHELD = "upheld", _("upheld")
    DISMISSED = "dismissed", _("dismissed")
    #: Nobody decided in time: the deduction that was objected to falls away.
    LAPSED = "lapsed", _("not decided in time")


class CorrectionState(TextChoices):
    PROPOSED = "proposed", _("waits for a second person")
    DONE = "done", _("corrected")
    REFUSED = "refused", _("not corrected")


class Recipient(TextChoices):
    """Who was told of a decision."""

    HOUSEHOLD = "household", _("the household")
    OBJECTOR = "objector", _("who objected")


class BreachState(TextChoices):
    """How far a breach of the village rules has come."""

    REPORTED = "reported", pgettext_lazy("breach", "reported")
    FIRST = "first", pgettext_lazy("breach", "dissuaded once")
    SECOND = "second", pgettext_lazy("breach", "dissuaded twice")
    PROPOSED = "proposed", pgettext_lazy("breach", "consequence proposed")
    DEALT = "dealt", pgettext_lazy("breach", "consequence carried out")
    RIGHTED = "righted", pgettext_lazy("breach", "put right")
    DROPPED = "dropped", pgettext_lazy("breach", "dropped")


#: Every step a breach can take; the database refuses any other by a trigger. Nothing follows without two
#: dissuasions; putting it right is possible at any time.
BREACH_STEPS: dict[BreachState, frozenset[BreachState]] = {
    BreachState.REPORTED: frozenset({BreachState.FIRST, BreachState.RIGHTED, BreachState.DROPPED}),
    BreachState.FIRST: frozenset({BreachState.SECOND, BreachState.RIGHTED, BreachState.DROPPED}),
    BreachState.SECOND: frozenset({BreachState.PROPOSED, BreachState.RIGHTED, BreachState.DROPPED}),
    BreachState.PROPOSED: frozenset({BreachState.DEALT, BreachState.RIGHTED, BreachState.DROPPED}),
    BreachState.DEALT: frozenset({BreachState.RIGHTED}),
    BreachState.RIGHTED: frozenset(),
    BreachState.DROPPED: frozenset(),
}

#: Back from the black board, by its committee alone: not put there after all, or taken back as wrong; back from points
#: whose deduction came to nothing. The two dissuasions stand, and another consequence may be proposed.
BREACH_RETURNS: dict[BreachState, frozenset[BreachState]] = {
    BreachState.PROPOSED: frozenset({BreachState.SECOND}),
    BreachState.DEALT: frozenset({BreachState.SECOND}),
}

#: What somebody still has to do something about.
OPEN_BREACHES = (BreachState.REPORTED, BreachState.FIRST, BreachState.SECOND, BreachState.PROPOSED)


class ConsequenceWay(TextChoices):
    """What is proposed after two dissuasions. Never money: a village cannot fine."""

    POINTS = "points", _("points, by an item of the points rules")
    BOARD = "board", _("the black board, through its gate")
    TALK = "talk", pgettext_lazy("consequence", "a talk")


class StepKind(TextChoices):
    """What a dated line in the record of a breach tells."""

    REPORT = "report", pgettext_lazy("step of a breach", "reported")
    FIRST = "first", pgettext_lazy("step of a breach", "first dissuasion")
    SECOND = "second", pgettext_lazy("step of a breach", "second dissuasion")
    PROPOSAL = "proposal", pgettext_lazy("step of a breach", "consequence proposed")
    DEALT = "dealt", pgettext_lazy("step of a breach", "consequence carried out")
    RETURNED = "returned", pgettext_lazy("step of a breach", "not on the black board")
    VOID = "void", pgettext_lazy("step of a breach", "no points deducted")
    RIGHTED = "righted", pgettext_lazy("step of a breach", "put right")
    DROPPED = "dropped", pgettext_lazy("step of a breach", "dropped")
    WORD = "word", pgettext_lazy("step of a breach", "the household’s word")


#: What may stand in a record more than once.
REPEATED_STEPS = (StepKind.PROPOSAL, StepKind.DEALT, StepKind.RETURNED, StepKind.VOID, StepKind.WORD)


class DemandKind(TextChoices):
    """What somebody brings to the village 诉求. The first three are the ones at which somebody must arrive 三必到."""

    PROBLEM = "problem", _("a problem")
    EMERGENCY = "emergency", _("an emergency")
    DISPUTE = "dispute", _("a dispute")
    WISH = "wish", _("a wish")


#: Working days within which somebody has to be there; none for a wish.
ARRIVE_WITHIN: dict[DemandKind, int] = {DemandKind.EMERGENCY: 1, DemandKind.DISPUTE: 2, DemandKind.PROBLEM: 3}


class DemandTopic(TextChoices):
    """What it is about, for what repeats."""

    WATER = "water", _("water")
    ROAD = "road", _("roads and lamps")
    POWER = "power", _("electricity and network")
    LAND = "land", _("land and boundaries")
    NEIGHBOURS = "neighbours", _("neighbours and family")
    CLEAN = "clean", _("rubbish and environment")
    BENEFITS = "benefits", _("subsidies and insurance")
    HOUSE = "house", _("house and safety")
    FARM = "farm", _("farm work and sales")
    OTHER = "other", _("something else")


class DemandState(TextChoices):
    FILED = "filed", _("received")
    HANDED = "handed", _("in hand")
    ANSWERED = "answered", _("answered, waits for the household’s word")
    REOPENED = "reopened", _("not so yet, once more in hand")
    SETTLED = "settled", _("settled")
    UNSETTLED = "unsettled", _("answered twice, the household does not agree")
    WITHDRAWN = "withdrawn", _("taken back")


_S = DemandState
#: Every step a demand can take. An answer may be looked at again on its day, so an answered one can be answered anew.
DEMAND_STEPS: dict[DemandState, frozenset[DemandState]] = {
    _S.FILED: frozenset({_S.HANDED, _S.ANSWERED, _S.WITHDRAWN}),
    _S.HANDED: frozenset({_S.HANDED, _S.ANSWERED, _S.WITHDRAWN}),
    _S.ANSWERED: frozenset({_S.ANSWERED, _S.SETTLED, _S.REOPENED, _S.UNSETTLED}),
    _S.REOPENED: frozenset({_S.REOPENED, _S.ANSWERED}),
    _S.SETTLED: frozenset({_S.ANSWERED}),
    _S.UNSETTLED: frozenset({_S.ANSWERED}),
    _S.WITHDRAWN: frozenset(),
}
#: Somebody of the office has something to do.
DEMAND_OPEN = (DemandState.FILED, DemandState.HANDED, DemandState.REOPENED)
#: With an answer in words.
DEMAND_ANSWERED = (DemandState.ANSWERED, DemandState.REOPENED, DemandState.SETTLED, DemandState.UNSETTLED)


class DemandOutcome(TextChoices):
    SOLVED = "solved", _("solved")
    EXPLAINED = "explained", _("explained: not possible now")
    PASSED_ON = "passed_on", _("passed on")


class DemandAct(TextChoices):
    """A dated row of a demand."""

    FILED = "filed", _("brought in")
    HANDED = "handed", _("handed to somebody")
    VISITED = "visited", _("somebody was there")
    #: By the volunteer it was handed to; the answer is still the office's.
    HELPED = "helped", _("the volunteer says it is done")
    ANSWERED = "answered", pgettext_lazy("demand", "answered")
    AGREED = "agreed", _("it is so")
    REOPENED = "reopened", _("it is not so")
    WITHDRAWN = "withdrawn", _("taken back")


class VisitKind(TextChoices):
    """Whom to visit 四必访. The first three come from care marks, the last from demands: it is nobody’s label."""

    HARDSHIP = "hardship", _("family in difficulty")
    LONE_ELDERLY = "lone_elderly", _("old people living alone")
    LEFT_BEHIND = "left_behind", _("children left behind")
    REVISIT = "revisit", pgettext_lazy("visit", "household to be visited again")


#: Days between two visits until the village says otherwise.
VISIT_DAYS: dict[VisitKind, int] = {
    VisitKind.HARDSHIP: 30,
    VisitKind.LONE_ELDERLY: 14,
    VisitKind.LEFT_BEHIND: 30,
    VisitKind.REVISIT: 30,
}


class DividendState(TextChoices):
    """How far the dividend 分红 of a year has come."""

    DRAFT = "draft", pgettext_lazy("dividend", "draft")
    CHECKED = "checked", pgettext_lazy("dividend", "checked by a supervisor")
    PUBLISHED = "published", pgettext_lazy("dividend", "published, being paid out")
    PAID = "paid", pgettext_lazy("dividend", "paid out")


#: What everybody reads.
DIVIDEND_PUBLIC = (DividendState.PUBLISHED, DividendState.PAID)


class DividendBasis(TextChoices):
    HEADS = "heads", _("per head")
    SHARES = "shares", _("by shares")


class Rounding(IntegerChoices):
    """To what the money per head or share is rounded down, in cents."""

    CENT = 1, _("to the cent")
    JIAO = 10, _("to the jiao")
    YUAN = 100, _("to the yuan")


class DividendReason(TextChoices):
    """Why a line was added to a published list. Choices alone: no words about people stand in accounts."""

    MISCOUNTED = "miscounted", _("number wrong on the list")
    LEFT_OUT = "left_out", _("was left out")
    NOT_ENTITLED = "not_entitled", _("had no claim on that day")
    SHARES = "shares", _("shares entered wrongly")


class LegalKind(TextChoices):
    """What the legal service 法律服务 gave, as figures."""

    CONSULTATION = "consultation", _("consultations")
    MEDIATION = "mediation", _("mediations")
    DOCUMENT = "document", _("documents drafted")
    APPLICATION = "application", _("applications for legal aid")
    LEAFLET = "leaflet", _("leaflets handed out")


#: Behind these stand people, so small numbers of them are held back in public.
LEGAL_PEOPLE = (LegalKind.CONSULTATION, LegalKind.MEDIATION, LegalKind.DOCUMENT, LegalKind.APPLICATION)


class ProjectStage(TextChoices):
    PLANNED = "planned", pgettext_lazy("project", "planned")
    RUNNING = "running", pgettext_lazy("project", "under way")
    FINISHED = "finished", pgettext_lazy("project", "finished")
    STOPPED = "stopped", pgettext_lazy("project", "stopped")


class PostMode(TextChoices):
    """How a volunteer post 志愿服务岗 is served."""

    ON_CALL = "on_call", _("on call")
    SHIFTS = "shifts", _("in weekly shifts")


class SignerKind(TextChoices):
    """In what capacity somebody signs for a volunteer's hours, besides the volunteer."""

    HELPED = "helped", _("who was helped")
    LEADER = "leader", _("team leader")
    OFFICE = "office", _("village office")


class ActivityKind(TextChoices):
    EVENING_SCHOOL = "evening", _("evening school")
    LAW_LECTURE = "law", _("law lecture")
    FOLK = "folk", _("folk event")
    PERFORMANCE = "show", _("performance")
    RULES = "rules", _("making the village rules known")
    CLEAN_UP = "clean_up", _("clean-up day")
    MEETING = "meeting", _("villagers’ gathering")
    OTHER = "other", pgettext_lazy("activity", "other activity")


class ActivityState(TextChoices):
    PLANNED = "planned", pgettext_lazy("activity", "planned")
    HELD = "took_place", pgettext_lazy("activity", "held")
    CANCELLED = "cancelled", pgettext_lazy("activity", "called off")


class SignInWay(TextChoices):
    PHONE = "phone", pgettext_lazy("sign-in", "by phone")
    PAPER = "paper", pgettext_lazy("sign-in", "on paper")


#: For what a village names an item of its points rules: service without a post of its own, and each kind of activity.
SERVICE_SOURCE = "service"
CREDIT_SOURCES = [(SERVICE_SOURCE, _("voluntary service")), *ActivityKind.choices]


class TaskState(TextChoices):
    """A task that follows from a decision."""

    OPEN = "in_hand", pgettext_lazy("task", "in hand")
    DONE = "carried_out", pgettext_lazy("task", "done")
    NOT_DONE = "not_done", pgettext_lazy("task", "not done")
