"""Motions 动议: to lift an entry early, or to take it back as wrong. The quorum decides, not one member's word."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from boards.enums import MotionKind, MotionState
from boards.models.board import BoardEntry
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel


class BoardMotion(VillageModel):
    """Proposed with what shows it, voted on, carried or refused."""

    entry = VillageForeignKey(BoardEntry, related_name="motions", verbose_name=_("board entry"))
    kind = models.CharField(_("motion"), max_length=10, choices=MotionKind.choices)
    state = models.CharField(_("state"), max_length=10, choices=MotionState.choices, default=MotionState.OPEN)
    #: To lift: what was put right. To take back: what was wrong, as it will stand in public.
    reason = models.CharField(_("reason"), max_length=200)
    #: Who looked, and when: words, never a picture of a yard or a person.
    seen_by = models.CharField(_("who looked"), max_length=60)
    seen_on = models.DateField(_("looked on"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed at"))
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    note = models.CharField(_("why not"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("motion")
        verbose_name_plural = _("motions")
        constraints = [
            VillageKey("boards_boardmotion"),
            SameVillage("entry", name="boards_boardmotion_entry_fk"),
            models.UniqueConstraint(
                fields=["village", "entry"], condition=Q(state=MotionState.OPEN), name="boards_boardmotion_one_open"
            ),
            models.CheckConstraint(
                condition=Q(state=MotionState.OPEN, decided_at__isnull=True)
                | (Q(decided_at__isnull=False) & ~Q(state=MotionState.OPEN)),
                name="boards_boardmotion_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state=MotionState.REFUSED) | ~Q(note=""), name="boards_boardmotion_refused_why"
            ),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(seen_by=""), name="boards_boardmotion_proof"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
