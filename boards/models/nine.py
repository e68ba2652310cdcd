"""The nine red and nine black articles 红黑双九条 beside the board, in versions that are never changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from boards.enums import Colour
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel

NINE = 9
ARTICLE_LENGTH = 60


class NineVersion(VillageModel):
    append_only = True

    effective_from = models.DateField(_("effective from"))
    #: Which meeting adopted it, as it stands under the articles.
    adopted = models.CharField(_("adopted by"), max_length=80)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(_("entered at"))

    class Meta:
        verbose_name = _("red and black nine")
        verbose_name_plural = _("red and black nine")
        ordering = ["-effective_from"]
        constraints = [
            VillageKey("boards_nineversion"),
            models.UniqueConstraint(fields=["village", "effective_from"], name="boards_nineversion_from_key"),
        ]

    def __str__(self) -> str:
        return f"{self.effective_from:%Y-%m-%d}"


class NineArticle(VillageModel):
    append_only = True

    version = VillageForeignKey(NineVersion, related_name="articles", verbose_name=_("red and black nine"))
    colour = models.CharField(_("board"), max_length=5, choices=Colour.choices)
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.CharField(_("article"), max_length=ARTICLE_LENGTH)

    class Meta:
        verbose_name = _("article of the nine")
        verbose_name_plural = _("articles of the nine")
        ordering = ["-colour", "number"]
        constraints = [
            VillageKey("boards_ninearticle"),
            SameVillage("version", name="boards_ninearticle_version_fk"),
            models.UniqueConstraint(
                fields=["village", "version", "colour", "number"], name="boards_ninearticle_number_key"
            ),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=NINE), name="boards_ninearticle_one_to_nine"),
        ]

    def __str__(self) -> str:
        return self.text
