"""Who did what, when, and how it stood before and after."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from points.models.user import User
from villagegov.db.constraints import VillageKey
from villagegov.db.models import VillageModel
from villagegov.kernel import clock


class AuditRow(VillageModel):
    """Written inside the transaction of the act it tells of; never changed."""

    append_only = True

    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by"))
    action = models.CharField(_("action"), max_length=60)
    subject_type = models.CharField(_("subject"), max_length=40)
    subject_id = models.UUIDField()
    before = models.JSONField(_("before"), encoder=DjangoJSONEncoder, default=dict)
    after = models.JSONField(_("after"), encoder=DjangoJSONEncoder, default=dict)

    class Meta:
        verbose_name = _("audit row")
        verbose_name_plural = _("audit")
        constraints = [VillageKey("points_auditrow")]
        indexes = [
            models.Index(fields=["village", "subject_id", "at"], name="points_auditrow_subject"),
            # In the order of the list, so that a page of it is read from the index: by time, by person, by act.
            models.Index(fields=["village", "-at", "-id"], name="points_auditrow_at"),
            models.Index(fields=["village", "by", "-at", "-id"], name="points_auditrow_by"),
            models.Index(fields=["village", "action", "-at", "-id"], name="points_auditrow_action"),
        ]

    def __str__(self) -> str:
        return f"{self.at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}"
