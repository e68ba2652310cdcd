"""What belongs to the site and to no village."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SiteClock(models.Model):
    """How far the whole site's day has been moved forward (embedded default only). At most one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    offset = models.DurationField(_("offset"))

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="points_siteclock_one_row")]

    def __str__(self) -> str:
        return f"{self.offset}"


class JobRun(models.Model):
    """When a scheduled job last came to its end; read by the health page."""

    name = models.CharField(_("name"), max_length=60, primary_key=True)
    finished_at = models.DateTimeField(_("finished at"))

    def __str__(self) -> str:
        return self.name
