"""Notices 通知: what concerns a person, and the channels that say outside that there is something new.

A notice is written in the transaction of what it tells of. It holds item names, days and numbers, never anybody's name
or words; whatever leaves the site says only that there is something new.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from points.enums import CHANNEL_AUDIENCE, ChannelKind, DeliveryState, NoticeKind
from villagegov.db.constraints import SameVillage, VillageKey
from villagegov.db.fields import VillageForeignKey
from villagegov.db.models import VillageModel


class Notice(VillageModel):
    """One line in one person's inbox; until ``announced`` it also waits to be mentioned by the channels."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("user"))
    kind = models.CharField(_("kind"), max_length=20, choices=NoticeKind.choices)
    #: What the sentence of the kind is filled with.
    values = models.JSONField(default=dict)
    #: Where the matter stands: an address of this site.
    path = models.CharField(max_length=200)
    at = models.DateTimeField(_("at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    announced = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            VillageKey("points_notice"),
            models.CheckConstraint(condition=Q(path__startswith="/"), name="points_notice_stays_here"),
        ]
        indexes = [
            models.Index(fields=["village", "user", "at"], name="points_notice_inbox"),
            models.Index(fields=["village", "user"], condition=Q(read_at__isnull=True), name="points_notice_unread"),
            models.Index(fields=["village"], condition=Q(announced=False), name="points_notice_waiting"),
        ]


class NoticeChannel(VillageModel):
    """Where the village's office is told outside the site that there is something new. Off until switched on."""

    name = models.CharField(pgettext_lazy("channel", "name"), max_length=40)
    kind = models.CharField(_("kind"), max_length=10, choices=ChannelKind.choices)
    #: Whose notices it mentions.
    audience = ArrayField(
        models.CharField(max_length=20, choices=[(role.value, role.label) for role in CHANNEL_AUDIENCE]),
        verbose_name=_("for whom"),
    )
    active = models.BooleanField(_("switched on"), default=False)
    host = models.CharField(_("host"), max_length=100, blank=True)
    port = models.PositiveIntegerField(
        _("port"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(65535)]
    )
    secure = models.BooleanField(_("encrypted"), default=True)
    #: Of a webhook: what follows the host.
    path = models.CharField(_("path"), max_length=200, blank=True)
    account = models.CharField(_("account"), max_length=100, blank=True)
    recipients = models.CharField(_("recipients"), max_length=300, blank=True)
    #: Key, token or password: written, used, and shown to nobody again.
    secret = models.CharField(_("secret"), max_length=200, blank=True)
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        constraints = [
            VillageKey("points_noticechannel"),
            models.UniqueConstraint(fields=["village", "name"], name="points_noticechannel_name_key"),
            models.CheckConstraint(
                condition=Q(kind__in=[ChannelKind.EMAIL, ChannelKind.WEBHOOK]) & ~Q(host="")
                | Q(kind__in=[ChannelKind.WECOM, ChannelKind.DINGTALK, ChannelKind.FEISHU], host="") & ~Q(secret=""),
                name="points_noticechannel_whole",
            ),
            models.CheckConstraint(
                condition=~Q(kind=ChannelKind.EMAIL) | ~Q(recipients=""), name="points_noticechannel_mail_to"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class NoticeDelivery(VillageModel):
    """One message to one channel, tried until it is taken or given up; the village's log."""

    channel = VillageForeignKey(NoticeChannel, models.CASCADE, related_name="deliveries", verbose_name=_("channel"))
    #: How many notices it stands for; 0: a test.
    notices = models.PositiveIntegerField(_("notices"))
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    made_at = models.DateTimeField(_("made at"))
    next_try_at = models.DateTimeField(_("next try at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    #: A word of ours for what went wrong, never what the receiver answered.
    trouble = models.CharField(_("trouble"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            VillageKey("points_noticedelivery"),
            SameVillage("channel", name="points_noticedelivery_channel_fk"),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.WAITING, next_try_at__isnull=False, ended_at__isnull=True)
                | ~Q(state=DeliveryState.WAITING) & Q(next_try_at__isnull=True, ended_at__isnull=False),
                name="points_noticedelivery_waits_or_ended",
            ),
        ]
        indexes = [
            models.Index(
                fields=["village", "next_try_at"], condition=Q(state=DeliveryState.WAITING), name="points_delivery_due"
            )
        ]
