"""Channels and their log: what the administrator sees, and where the site may send at all."""

from __future__ import annotations

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery

from points.enums import ChannelKind
from points.models import NoticeChannel, NoticeDelivery, Village

#: Where the robots of the three group apps are reached.
ROBOTS = {
    ChannelKind.WECOM: "qyapi.weixin.qq.com",
    ChannelKind.DINGTALK: "oapi.dingtalk.com",
    ChannelKind.FEISHU: "open.feishu.cn",
}


def target_of(channel: NoticeChannel) -> str:
    """The host, with its port where one is given: what the operator allows or does not."""
    host = ROBOTS.get(ChannelKind(channel.kind), channel.host)
    return f"{host}:{channel.port}" if channel.port else host


def allowed(target: str) -> bool:
    """Whether the operator allows messages there (``NOTICE_HOSTS``): a host for any port, or a host with its port."""
    return bool(target) and (target in settings.NOTICE_HOSTS or target.partition(":")[0] in settings.NOTICE_HOSTS)


def possible_kinds() -> list[ChannelKind]:
    """Robots whose host is allowed; e-mail and JSON wherever anything is."""
    return [kind for kind in ChannelKind if (allowed(ROBOTS[kind]) if kind in ROBOTS else bool(settings.NOTICE_HOSTS))]


def channels(village: Village) -> QuerySet[NoticeChannel]:
    """By name, each with the state of its last message."""
    last = NoticeDelivery.objects.filter(village=OuterRef("village"), channel=OuterRef("pk")).order_by(
        "-made_at", "-id"
    )
    return (
        NoticeChannel.objects.filter(village=village)
        .defer("secret")
        .annotate(last_state=Subquery(last.values("state")[:1]), last_at=Subquery(last.values("made_at")[:1]))
        .order_by("name")
    )


def log(village: Village) -> QuerySet[NoticeDelivery]:
    rows = NoticeDelivery.objects.filter(village=village).select_related("channel").defer("channel__secret")
    return rows.order_by("-made_at", "-id")


def masked(secret: str) -> str:
    """``••••7f3a``: enough to know which key it is, too little to use it."""
    return f"••••{secret[-4:]}" if len(secret) >= 12 else "••••" if secret else ""
