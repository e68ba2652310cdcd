"""Bodies 组织 and who sits in them: the one home of constituency."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from councils.enums import BodyKind, SeatEnd, SeatKind
from councils.models.grid import Grid
from councils.models.settlement import Settlement
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel

NAME_LENGTH, POSITION_LENGTH, SENT_LENGTH, DUTY_LENGTH, PHONE_LENGTH = 40, 40, 60, 120, 20


class Body(VillageModel):
    """A body of the village, or of one of its areas: a group, a grid or a settlement."""

    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=20, choices=BodyKind.choices)
    group = VillageForeignKey("points.Group", null=True, blank=True, related_name="+", verbose_name=_("group"))
    grid = VillageForeignKey(Grid, null=True, blank=True, related_name="+", verbose_name=_("grid"))
    settlement = VillageForeignKey(Settlement, null=True, blank=True, related_name="+", verbose_name=_("settlement"))
    #: One sentence that everybody reads.
    duty = models.CharField(_("what it is there for"), max_length=DUTY_LENGTH, blank=True)
    #: Of the office, never of a person.
    office_phone = models.CharField(_("telephone of the office"), max_length=PHONE_LENGTH, blank=True)
    #: Its last day; nobody sits in it any more.
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        constraints = [
            VillageKey("councils_body"),
            SameVillage("group", name="councils_body_group_fk"),
            SameVillage("grid", name="councils_body_grid_fk"),
            SameVillage("settlement", name="councils_body_settlement_fk"),
            models.UniqueConstraint(fields=["village", "name"], name="councils_body_name_key"),
            models.CheckConstraint(
                condition=Q(group__isnull=True, grid__isnull=True)
                | Q(group__isnull=True, settlement__isnull=True)
                | Q(grid__isnull=True, settlement__isnull=True),
                name="councils_body_one_area",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SeatFields(models.Model):
    """Who sits, or is to sit, in a body: a member, a candidate, a seat of the coming term."""

    name = models.CharField(pgettext_lazy("person", "name"), max_length=NAME_LENGTH)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("user")
    )
    household = VillageForeignKey(
        "points.Household", null=True, blank=True, related_name="+", verbose_name=_("household")
    )
    position = models.CharField(_("position"), max_length=POSITION_LENGTH, blank=True)
    seat_kind = models.CharField(_("sits as"), max_length=10, choices=SeatKind.choices, default=SeatKind.MEMBER)
    #: Of a group's representative: which group.
    group = VillageForeignKey("points.Group", null=True, blank=True, related_name="+", verbose_name=_("for the group"))
    #: Of somebody sent, who is no villager: the unit that sent them.
    sent_by = models.CharField(_("sent by"), max_length=SENT_LENGTH, blank=True)
    #: 候补: sits in only where so many members must keep away that no quorum is left.
    alternate = models.BooleanField(_("alternate"), default=False)
    party_member = models.BooleanField(_("party member"), default=False)

    class Meta:
        abstract = True


def seat_constraints(table: str) -> list[models.BaseConstraint]:
    """What holds of every row that names a seat."""
    return [
        SameVillage("household", name=f"{table}_household_fk"),
        SameVillage("group", name=f"{table}_group_fk"),
        models.CheckConstraint(
            condition=Q(seat_kind=SeatKind.GROUP, group__isnull=False)
            | (~Q(seat_kind=SeatKind.GROUP) & Q(group__isnull=True)),
            name=f"{table}_for_a_group",
        ),
        models.CheckConstraint(
            condition=(Q(seat_kind=SeatKind.SENT, household__isnull=True) & ~Q(sent_by=""))
            | (~Q(seat_kind=SeatKind.SENT) & Q(sent_by="")),
            name=f"{table}_sent_by",
        ),
    ]


class BodyMember(SeatFields, VillageModel):
    """A person in a body for a term. People without a log-in, and people who are no villagers, sit in bodies too."""

    body = VillageForeignKey(Body, models.CASCADE, related_name="members", verbose_name=_("body"))
    term_from = models.DateField(_("term from"))
    term_to = models.DateField(_("term to"), null=True, blank=True)
    #: Where the seat ended, or is to end, other than by the term agreed on at its beginning.
    end_reason = models.CharField(_("why it ended"), max_length=10, choices=SeatEnd.choices, blank=True)

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            VillageKey("councils_bodymember"),
            SameVillage("body", name="councils_bodymember_body_fk"),
            *seat_constraints("councils_bodymember"),
            # Two people of one name sit in one body; their households tell them apart.
            models.UniqueConstraint(
                fields=["village", "body", "name", "household", "term_from"],
                nulls_distinct=False,
                name="councils_bodymember_term_key",
            ),
            models.CheckConstraint(
                condition=Q(term_to__isnull=True) | Q(term_to__gte=F("term_from")),
                name="councils_bodymember_term_range",
            ),
            models.CheckConstraint(
                condition=Q(end_reason="") | Q(term_to__isnull=False), name="councils_bodymember_end_has_day"
            ),
        ]
        indexes = [models.Index(fields=["village", "user"], name="councils_bodymember_user")]

    def __str__(self) -> str:
        return f"{self.name} {self.position}".strip()


class BodyRules(VillageModel):
    """Rules of procedure 议事规则 of a body, a version each: as text, or as a file (pictures are bound into one)."""

    append_only = True
    #: A file that was the wrong one is taken away.
    rows_can_be_erased = True

    body = VillageForeignKey(Body, related_name="rules", verbose_name=_("body"))
    number = models.PositiveSmallIntegerField(_("version"))
    title = models.CharField(pgettext_lazy("rules", "title"), max_length=60)
    effective_from = models.DateField(_("effective from"))
    text = models.TextField(pgettext_lazy("rules", "text"), max_length=20_000, blank=True)
    #: A PDF.
    file = models.FileField(upload_to="documents/", max_length=200, blank=True)
    #: Of the file as it is kept.
    sha256 = models.CharField(max_length=64, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("rules of procedure")
        verbose_name_plural = _("rules of procedure")
        ordering = ["-number"]
        constraints = [
            VillageKey("councils_bodyrules"),
            SameVillage("body", name="councils_bodyrules_body_fk"),
            models.UniqueConstraint(fields=["village", "body", "number"], name="councils_bodyrules_number_key"),
            models.CheckConstraint(
                condition=(Q(file="", sha256="") & ~Q(text="")) | (Q(text="") & ~Q(file="") & ~Q(sha256="")),
                name="councils_bodyrules_text_or_file",
            ),
        ]

    def __str__(self) -> str:
        return self.title
