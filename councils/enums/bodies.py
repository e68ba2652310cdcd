"""Words of bodies: their kinds, seats, elections, handovers, and who must keep away."""

from __future__ import annotations

from django.db.models import TextChoices
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
