"""Paper on its way into the register: the half-typed sheet of an officer, numbered slip books, spoiled slips."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from points.models.household import Group, Household
from points.models.scheme import Item
from points.models.user import User
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel


class SheetLine(VillageModel):
    """One line of an officer's sheet as it was typed, until it is saved. Its id becomes the claim's id.

    Beside the words stands what they were understood as, so that a line can be checked against those above it without
    reading them anew. Nothing here is a claim yet: no cap, no slip number is used up.
    """

    typist = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("typed in by"))
    position = models.PositiveSmallIntegerField(_("line"))
    slip_number = models.CharField(_("slip number"), max_length=60, blank=True)
    household_text = models.CharField(_("household"), max_length=80, blank=True)
    item_text = models.CharField(_("item"), max_length=80, blank=True)
    day_text = models.CharField(_("day of the deed"), max_length=30, blank=True)
    quantity_text = models.CharField(_("quantity"), max_length=30, blank=True)
    points_text = models.CharField(_("points"), max_length=30, blank=True)
    vouched_name = models.CharField(_("vouched for by"), max_length=80, blank=True)
    note = models.CharField(_("note"), max_length=600, blank=True)
    household = VillageForeignKey(Household, models.SET_NULL, null=True, related_name="+", verbose_name=_("household"))
    item = VillageForeignKey(Item, models.SET_NULL, null=True, related_name="+", verbose_name=_("item"))
    day = models.DateField(_("day of the deed"), null=True)
    quantity = models.PositiveSmallIntegerField(_("quantity"), null=True)
    unit_points = models.SmallIntegerField(_("points per unit"), null=True)
    kept_at = models.DateTimeField(_("kept at"))

    class Meta:
        verbose_name = _("line of a sheet")
        verbose_name_plural = _("lines of a sheet")
        constraints = [
            VillageKey("points_sheetline"),
            SameVillage("household", name="points_sheetline_household_fk"),
            SameVillage("item", name="points_sheetline_item_fk"),
        ]
        indexes = [models.Index(fields=["village", "typist", "position"], name="points_sheetline_typist")]


class SlipBook(VillageModel):
    """A book of numbered slips 申报单本, given out to a group or a person."""

    prefix = models.CharField(
        _("letters before the number"),
        max_length=12,
        blank=True,
        validators=[
            RegexValidator(r"^([A-Z0-9-]*[A-Z-])?$", _("Use capital letters, digits and hyphens, ending in a letter."))
        ],
    )
    first = models.PositiveIntegerField(_("from number"))
    last = models.PositiveIntegerField(_("to number"))
    #: Numbers are printed with so many digits: 4 makes 7 ``0007``.
    digits = models.PositiveSmallIntegerField(_("digits"), default=4)
    #: Empty: for every group.
    group = VillageForeignKey(Group, null=True, blank=True, related_name="+", verbose_name=_("for the group"))
    issued_to = models.CharField(_("given to"), max_length=40)
    issued_on = models.DateField(_("given out on"))
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("given out by"))
    created_at = models.DateTimeField(_("entered at"))

    class Meta:
        verbose_name = _("slip book")
        verbose_name_plural = _("slip books")
        constraints = [
            VillageKey("points_slipbook"),
            SameVillage("group", name="points_slipbook_group_fk"),
            models.UniqueConstraint(fields=["village", "prefix", "first"], name="points_slipbook_first_key"),
            models.CheckConstraint(
                condition=Q(first__gte=1) & Q(last__gte=F("first")) & Q(digits__gte=1), name="points_slipbook_range"
            ),
            # So that letters and number can be told apart again.
            models.CheckConstraint(condition=~Q(prefix__regex=r"[0-9]$"), name="points_slipbook_prefix_no_digit_last"),
        ]

    def __str__(self) -> str:
        return f"{self.text(self.first)}–{self.text(self.last)}"

    def text(self, number: int) -> str:
        """The slip's number as it is printed: ``WJG-0412``."""
        return f"{self.prefix}{number:0{self.digits}d}"

    def numbers(self) -> range:
        return range(self.first, self.last + 1)

    def texts(self) -> Iterator[str]:
        return (self.text(number) for number in self.numbers())

    @property
    def size(self) -> int:
        return self.last - self.first + 1


class SpoiledSlip(VillageModel):
    """A slip of a book that will never be entered: written wrongly, torn, lost."""

    book = VillageForeignKey(SlipBook, models.CASCADE, related_name="spoiled", verbose_name=_("slip book"))
    number = models.PositiveIntegerField(_("number"))
    reason = models.CharField(_("reason"), max_length=100)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("recorded by"))
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("spoiled slip")
        verbose_name_plural = _("spoiled slips")
        constraints = [
            VillageKey("points_spoiledslip"),
            SameVillage("book", name="points_spoiledslip_book_fk"),
            models.UniqueConstraint(fields=["village", "book", "number"], name="points_spoiledslip_number_key"),
            models.CheckConstraint(condition=~Q(reason=""), name="points_spoiledslip_has_reason"),
        ]
