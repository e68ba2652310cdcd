"""Words of bodies, votes, tellings and objections with a fixed list of values."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


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


#: The bodies that are constituencies 成员类别 of a review. A person's are read from the bodies they sit in.
CONSTITUENCIES = (BodyKind.BRANCH, BodyKind.SUPERVISION, BodyKind.REPRESENTATIVES)


class Decision(TextChoices):
    APPROVE = "approve", _("approve")
    RETURN = "return", _("return")
    REJECT = "reject", _("reject")


class TellingWay(TextChoices):
    IN_PERSON = "in_person", _("in person")
    PHONE = "phone", _("by phone")
    WITNESSED = "witnessed", _("left with two witnesses")


class ObjectionState(TextChoices):
    OPEN = "open", _("being checked")
    UPHELD = "upheld", _("upheld")
    DISMISSED = "dismissed", _("dismissed")
