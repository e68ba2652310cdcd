"""Proposals for the boards, made at any time of the month: they come onto the next draft."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from boards.enums import Colour, ProposalState
from boards.models.board import BoardEntry
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel


class BoardProposal(VillageModel):
    """A deed for the red board, or a breach of the village rules. Of a breach there is no story and never a picture."""

    colour = models.CharField(_("board"), max_length=5, choices=Colour.choices)
    household = VillageForeignKey("points.Household", related_name="+", verbose_name=_("household"))
    deed_day = models.DateField(_("day of the deed"))
    reason = models.CharField(_("reason in public"), max_length=200)
    article = models.CharField(_("article of the village rules"), max_length=60, blank=True)
    story = models.TextField(_("story"), blank=True)
    photo = VillageForeignKey("points.Photo", null=True, blank=True, related_name="+", verbose_name=_("photo"))
    #: A breach of the village rules that two dissuasions did not end, taken up from its record.
    breach = VillageForeignKey(
        "councils.Breach", null=True, blank=True, related_name="+", verbose_name=_("breach of the village rules")
    )
    state = models.CharField(_("state"), max_length=10, choices=ProposalState.choices, default=ProposalState.WAITING)
    entry = VillageForeignKey(
        BoardEntry, null=True, blank=True, related_name="proposals", verbose_name=_("board entry")
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed at"))

    class Meta:
        verbose_name = _("proposal for a board")
        verbose_name_plural = _("proposals for a board")
        ordering = ["proposed_at"]
        constraints = [
            VillageKey("boards_boardproposal"),
            SameVillage("household", name="boards_boardproposal_household_fk"),
            SameVillage("photo", name="boards_boardproposal_photo_fk"),
            SameVillage("entry", name="boards_boardproposal_entry_fk"),
            SameVillage("breach", name="boards_boardproposal_breach_fk"),
            models.UniqueConstraint(
                fields=["village", "breach"],
                condition=Q(state__in=[ProposalState.WAITING, ProposalState.TAKEN]),
                name="boards_boardproposal_breach_once",
            ),
            models.CheckConstraint(
                condition=Q(breach__isnull=True) | Q(colour=Colour.BLACK), name="boards_boardproposal_breach_black"
            ),
            models.UniqueConstraint(
                fields=["village", "household", "colour", "deed_day"],
                condition=Q(state__in=[ProposalState.WAITING, ProposalState.TAKEN]),
                name="boards_boardproposal_deed_once",
            ),
            models.CheckConstraint(
                condition=Q(colour=Colour.RED, article="")
                | (Q(colour=Colour.BLACK, story="", photo__isnull=True) & ~Q(article="")),
                name="boards_boardproposal_by_colour",
            ),
            models.CheckConstraint(
                condition=Q(state=ProposalState.TAKEN, entry__isnull=False)
                | Q(state=ProposalState.REFUSED)
                | Q(state__in=[ProposalState.WAITING, ProposalState.WITHDRAWN], entry__isnull=True),
                name="boards_boardproposal_taken_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_colour_display()} {self.deed_day:%Y-%m-%d}"
