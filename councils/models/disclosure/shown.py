"""What a posting shows besides its text: files, tables with their columns hidden, and a table that waits for that."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from councils.enums_disclosure import ColumnCare
from councils.models.disclosure.posting import Posting
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel

CAPTION_LENGTH, HEADING_LENGTH, CELL_LENGTH = 60, 40, 200
MOST_ROWS, MOST_COLUMNS, MOST_TABLES, MOST_FILES = 1000, 20, 4, 9


class PostingFile(VillageModel):
    """A picture, encoded anew without EXIF and with a small one beside it; or a PDF as it came."""

    posting = VillageForeignKey(Posting, models.CASCADE, related_name="files", verbose_name=_("posting"))
    caption = models.CharField(_("what it shows"), max_length=CAPTION_LENGTH)
    #: Of the bytes as uploaded.
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="disclosure/", max_length=200)
    #: Empty for a PDF.
    thumbnail = models.FileField(upload_to="disclosure/", max_length=200, blank=True)
    size = models.PositiveIntegerField(_("bytes"))
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded at"))

    class Meta:
        verbose_name = _("file of a posting")
        verbose_name_plural = _("files of postings")
        ordering = ["uploaded_at", "id"]
        constraints = [
            VillageKey("councils_postingfile"),
            SameVillage("posting", name="councils_postingfile_posting_fk"),
            models.UniqueConstraint(fields=["village", "posting", "sha256"], name="councils_postingfile_key"),
            models.CheckConstraint(condition=~Q(file=""), name="councils_postingfile_is_there"),
        ]

    @property
    def is_picture(self) -> bool:
        return bool(self.thumbnail)


class PostingTable(VillageModel):
    """A table as everybody may read it. What was hidden is nowhere: the table that was uploaded is gone."""

    posting = VillageForeignKey(Posting, models.CASCADE, related_name="tables", verbose_name=_("posting"))
    position = models.PositiveSmallIntegerField(_("position"))
    caption = models.CharField(_("title"), max_length=CAPTION_LENGTH)
    headings = ArrayField(models.CharField(max_length=HEADING_LENGTH), verbose_name=_("headings"))
    #: What was done to each of these columns.
    care = ArrayField(models.CharField(max_length=6, choices=ColumnCare.choices), verbose_name=_("columns"))
    #: Lists of texts, each as long as the headings.
    rows = models.JSONField(_("rows"))

    class Meta:
        verbose_name = _("table of a posting")
        verbose_name_plural = _("tables of postings")
        ordering = ["position"]
        constraints = [
            VillageKey("councils_postingtable"),
            SameVillage("posting", name="councils_postingtable_posting_fk"),
            models.UniqueConstraint(fields=["village", "posting", "position"], name="councils_postingtable_key"),
            models.CheckConstraint(
                condition=Q(headings__len__gte=1, headings__len=models.F("care__len")),
                name="councils_postingtable_each_column",
            ),
        ]


class TableToMask(VillageModel):
    """A table that was just uploaded, until somebody has said what becomes of each column; then it is deleted.

    Identity numbers were cut out when it was read. Nobody but the office sees it, and it is swept away after a day.
    """

    posting = VillageForeignKey(Posting, models.CASCADE, related_name="+", verbose_name=_("posting"))
    caption = models.CharField(_("title"), max_length=CAPTION_LENGTH)
    headings = ArrayField(models.CharField(max_length=HEADING_LENGTH), verbose_name=_("headings"))
    rows = models.JSONField(_("rows"))
    #: Columns out of which identity numbers were cut, by place.
    identity = ArrayField(models.PositiveSmallIntegerField(), default=list)
    #: Further sheets of the workbook and lines at its foot, which were left out.
    left_out = ArrayField(models.CharField(max_length=40), default=list)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded at"))

    class Meta:
        verbose_name = _("table whose columns are to be hidden")
        verbose_name_plural = _("tables whose columns are to be hidden")
        constraints = [
            VillageKey("councils_tabletomask"),
            SameVillage("posting", name="councils_tabletomask_posting_fk"),
            models.UniqueConstraint(fields=["village", "posting"], name="councils_tabletomask_key"),
        ]
