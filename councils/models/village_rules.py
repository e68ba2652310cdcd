"""Village rules 村规民约: versions with a mandate, articles in aspects, a verse people know by heart."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from councils.models.settlement import Settlement
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel

TITLE_LENGTH, ASPECT_LENGTH, ARTICLE_LENGTH = 40, 20, 100
#: Of the verse, counted without signs and line breaks: what fits on a card and in a head.
VERSE_CHARACTERS = 120
MOST_ARTICLES = 40


class VillageRules(VillageModel):
    """One version. A draft is edited; adopted with its mandate it is frozen, in the database too."""

    title = models.CharField(pgettext_lazy("rules", "title"), max_length=TITLE_LENGTH)
    #: Empty for the village's own; else these are the convention 公约 of a settlement.
    settlement = VillageForeignKey(Settlement, null=True, blank=True, related_name="+", verbose_name=_("settlement"))
    #: Lines as they are spoken; may be empty.
    verse = models.TextField(_("verse"), max_length=240, blank=True)
    #: Empty while a draft. It ends where the next version begins.
    effective_from = models.DateField(_("effective from"), null=True, blank=True)
    mandate = VillageForeignKey("points.Mandate", null=True, blank=True, related_name="+", verbose_name=_("mandate"))

    class Meta:
        verbose_name = _("village rules")
        verbose_name_plural = _("village rules")
        constraints = [
            VillageKey("councils_villagerules"),
            SameVillage("mandate", name="councils_villagerules_mandate_fk"),
            SameVillage("settlement", name="councils_villagerules_settlement_fk"),
            models.UniqueConstraint(
                fields=["village", "settlement", "effective_from"],
                condition=Q(effective_from__isnull=False),
                nulls_distinct=False,
                name="councils_villagerules_from_key",
            ),
            models.CheckConstraint(
                condition=Q(effective_from__isnull=True, mandate__isnull=True)
                | Q(effective_from__isnull=False, mandate__isnull=False),
                name="councils_villagerules_mandate",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        return self.effective_from is None


class RuleArticle(VillageModel):
    """One article. Its aspect is a word, so that a village may cut its rules its own way."""

    rules = VillageForeignKey(VillageRules, models.CASCADE, related_name="articles", verbose_name=_("village rules"))
    number = models.PositiveSmallIntegerField(_("number"))
    aspect = models.CharField(_("aspect"), max_length=ASPECT_LENGTH)
    text = models.CharField(_("article"), max_length=ARTICLE_LENGTH)

    class Meta:
        verbose_name = _("article of the village rules")
        verbose_name_plural = _("articles of the village rules")
        ordering = ["number"]
        constraints = [
            VillageKey("councils_rulearticle"),
            SameVillage("rules", name="councils_rulearticle_rules_fk"),
            models.UniqueConstraint(fields=["village", "rules", "number"], name="councils_rulearticle_number_key"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.text}"
