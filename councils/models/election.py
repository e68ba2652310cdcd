"""Elections of a body: who was put up, the paper count typed twice, who was elected for which term."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from councils.enums import ElectionRule, ElectionState
from councils.models.body import Body, BodyMember, SeatFields, seat_constraints
from councils.models.handover import Handover
from points.enums import Majority
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel

#: What is counted of an election besides the votes, in the order of the tally sheet.
COUNTED = ("entitled", "present", "given_out", "returned", "valid")


class Counted(models.Model):
    """The numbers of the tally sheet. More returned than given out is possible on paper: the election fails by it."""

    entitled = models.PositiveIntegerField(_("entitled to vote"), null=True, blank=True)
    present = models.PositiveIntegerField(_("took part"), null=True, blank=True)
    given_out = models.PositiveIntegerField(_("ballots given out"), null=True, blank=True)
    returned = models.PositiveIntegerField(_("ballots returned"), null=True, blank=True)
    valid = models.PositiveIntegerField(_("ballots valid"), null=True, blank=True)

    class Meta:
        abstract = True


#: What no tally sheet can say.
IN_ORDER = Q(present__lte=F("entitled"), given_out__lte=F("entitled"), valid__lte=F("returned"), entitled__gte=1)


class Election(Counted, VillageModel):
    body = VillageForeignKey(Body, related_name="elections", verbose_name=_("body"))
    held_on = models.DateField(_("held on"))
    #: How many are to be elected.
    seats = models.PositiveSmallIntegerField(_("to be elected"))
    #: Of the entitled so many must have cast a ballot.
    turnout = models.CharField(
        _("must have voted"), max_length=20, choices=Majority.choices, default=Majority.OVER_HALF
    )
    rule = models.CharField(
        _("elected with"), max_length=10, choices=ElectionRule.choices, default=ElectionRule.OVER_HALF
    )
    #: The election of which seats were left over, to be filled by this one 另行选举.
    follows = VillageForeignKey("self", null=True, blank=True, related_name="+", verbose_name=_("follows"))
    #: Whose seats begin with a handover, not with the count.
    handover = VillageForeignKey(Handover, null=True, blank=True, related_name="+", verbose_name=_("handover"))
    term_from = models.DateField(_("term from"))
    term_to = models.DateField(_("term to"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ElectionState.choices, default=ElectionState.OPEN)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(_("opened at"))
    #: Votes that were needed.
    needed = models.PositiveIntegerField(_("votes needed"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        verbose_name = _("election")
        verbose_name_plural = _("elections")
        ordering = ["-held_on", "-id"]
        constraints = [
            VillageKey("councils_election"),
            SameVillage("body", name="councils_election_body_fk"),
            SameVillage("follows", name="councils_election_follows_fk"),
            SameVillage("handover", name="councils_election_handover_fk"),
            models.CheckConstraint(condition=Q(seats__gte=1), name="councils_election_seats"),
            models.CheckConstraint(
                condition=Q(term_from__gte=F("held_on")) & (Q(term_to__isnull=True) | Q(term_to__gte=F("term_from"))),
                name="councils_election_term_range",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[ElectionState.OPEN, ElectionState.CANCELLED],
                    decided_at__isnull=True,
                    returned__isnull=True,
                    needed__isnull=True,
                )
                | (
                    IN_ORDER
                    & Q(
                        state__in=[ElectionState.DECIDED, ElectionState.FAILED],
                        decided_at__isnull=False,
                        needed__isnull=False,
                        returned__isnull=False,
                        given_out__isnull=False,
                    )
                ),
                name="councils_election_counted",
            ),
            # Half of the entitled is the least that the law asks; whatever the village asks is more.
            models.CheckConstraint(
                condition=~Q(state=ElectionState.DECIDED)
                | Q(returned__gt=F("entitled") / 2, returned__lte=F("given_out")),
                name="councils_election_turnout",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.held_on:%Y-%m-%d}"


class Candidate(SeatFields, VillageModel):
    """Somebody who was put up 候选人. The seat stands for the term of the election."""

    election = VillageForeignKey(Election, related_name="candidates", verbose_name=_("election"))
    number = models.PositiveSmallIntegerField(_("number"))
    votes = models.PositiveIntegerField(_("votes"), null=True, blank=True)
    elected = models.BooleanField(_("elected"), default=False)
    member = VillageForeignKey(BodyMember, null=True, blank=True, related_name="+", verbose_name=_("member"))

    class Meta:
        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")
        ordering = ["number"]
        constraints = [
            VillageKey("councils_candidate"),
            SameVillage("election", name="councils_candidate_election_fk"),
            SameVillage("member", name="councils_candidate_member_fk"),
            *seat_constraints("councils_candidate"),
            models.UniqueConstraint(fields=["village", "election", "number"], name="councils_candidate_number_key"),
            models.UniqueConstraint(
                fields=["village", "election", "name", "household"],
                nulls_distinct=False,
                name="councils_candidate_once",
            ),
            models.CheckConstraint(
                condition=Q(elected=False, member__isnull=True) | Q(elected=True, votes__gte=1),
                name="councils_candidate_elected_with_votes",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BallotCount(Counted, VillageModel):
    """The tally sheet, typed by one person. Another types it again without seeing this."""

    election = VillageForeignKey(Election, related_name="counts", verbose_name=_("election"))
    turn = models.PositiveSmallIntegerField(_("typed"))
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("typed in by")
    )
    typed_at = models.DateTimeField(_("typed in at"))

    class Meta:
        verbose_name = _("count of ballots")
        verbose_name_plural = _("counts of ballots")
        ordering = ["turn"]
        constraints = [
            VillageKey("councils_ballotcount"),
            SameVillage("election", name="councils_ballotcount_election_fk"),
            models.UniqueConstraint(fields=["village", "election", "turn"], name="councils_ballotcount_turn_key"),
            models.UniqueConstraint(fields=["village", "election", "typed_by"], name="councils_ballotcount_two_people"),
            models.CheckConstraint(condition=Q(turn__in=[1, 2]), name="councils_ballotcount_twice"),
            models.CheckConstraint(
                condition=IN_ORDER & Q(present__isnull=False, given_out__isnull=False, valid__isnull=False),
                name="councils_ballotcount_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.turn}"


class BallotVotes(VillageModel):
    """Votes of one candidate on one typing of the tally sheet."""

    count = VillageForeignKey(BallotCount, models.CASCADE, related_name="votes", verbose_name=_("count of ballots"))
    candidate = VillageForeignKey(Candidate, related_name="+", verbose_name=_("candidate"))
    votes = models.PositiveIntegerField(_("votes"))

    class Meta:
        verbose_name = _("votes of a count")
        verbose_name_plural = _("votes of counts")
        constraints = [
            VillageKey("councils_ballotvotes"),
            SameVillage("count", name="councils_ballotvotes_count_fk"),
            SameVillage("candidate", name="councils_ballotvotes_candidate_fk"),
            models.UniqueConstraint(fields=["village", "count", "candidate"], name="councils_ballotvotes_key"),
        ]

    def __str__(self) -> str:
        return f"{self.votes}"
