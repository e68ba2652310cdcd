"""Words of reviews, meetings, tellings, samples, objections and corrections."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


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
