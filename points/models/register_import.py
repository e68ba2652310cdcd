"""A register that was read from a file and waits to be confirmed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from points.models.user import User
from villagegov.db.constraints import VillageKey
from villagegov.db.models import VillageModel


class RegisterImport(VillageModel):
    """The rows of a file as they were read; the file itself is not kept.

    How they differ from the register is worked out whenever somebody looks, so the preview is never an old one. The row
    goes when the import is confirmed or given up, and by itself after some days: it holds what households told.
    """

    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("uploaded by"))
    made_at = models.DateTimeField(_("uploaded at"))
    file_name = models.CharField(_("file"), max_length=120)
    #: Since when households that are new count as being in the register, where the file does not say.
    joined_on = models.DateField(_("new households are in the register since"))
    #: Whether the points in the file hold this year's base points.
    with_base = models.BooleanField(_("the points in the file include base points"), default=True)
    #: See ``points.sheets.lines``: rows, and what was left out of the file.
    lines = models.JSONField(default=list)
    remarks = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("import of the register")
        verbose_name_plural = _("imports of the register")
        constraints = [
            VillageKey("points_registerimport"),
            models.UniqueConstraint(fields=["village", "made_by"], name="points_registerimport_one_each"),
        ]

    def __str__(self) -> str:
        return self.file_name
