"""One message to one channel, through apprise. Knows no village and no notice; the caller has asked whether it may."""

from __future__ import annotations

import logging
from typing import Any

from points.enums import ChannelKind
from points.models import NoticeChannel

logger = logging.getLogger("points.senders")
#: Seconds to connect, and to wait for an answer.
CONNECT, ANSWER = 4.0, 8.0


def send(channel: NoticeChannel, title: str, text: str) -> str:
    """Empty where the receiver took it, else a word for what went wrong. Raises nothing."""
    import apprise  # loads a hundred plugins: only where something is sent

    try:
        receiver = apprise.Apprise.instantiate(
            _parts(channel),
            asset=apprise.AppriseAsset(http_redirects=False, async_mode=False),
            suppress_exceptions=True,
        )
        if not receiver:
            return "not_usable"
        return "" if receiver.send(body=text, title=title) else "not_taken"
    except Exception as error:  # a receiver can do anything; its words are not kept
        logger.warning("sending failed", extra={"error": type(error).__name__})
        return "failed"


def _parts(channel: NoticeChannel) -> dict[str, Any]:
    """What apprise makes a receiver of. Nothing a person typed is ever read as an address of another kind."""
    times = {"cto": CONNECT, "rto": ANSWER, "verify": True, "redirect": False}
    kind = ChannelKind(channel.kind)
    if kind == ChannelKind.WECOM:
        return {"schema": "wecombot", "key": channel.secret, **times}
    if kind == ChannelKind.DINGTALK:
        return {"schema": "dingtalk", "token": channel.secret, **times}
    if kind == ChannelKind.FEISHU:
        return {"schema": "feishu", "token": channel.secret, **times}
    host = {"host": channel.host, "port": channel.port, "secure": channel.secure}
    if kind == ChannelKind.WEBHOOK:
        headers = {"Authorization": f"Bearer {channel.secret}"} if channel.secret else {}
        scheme = "jsons" if channel.secure else "json"
        return {"schema": scheme, "fullpath": channel.path or "/", "headers": headers, **host, **times}
    recipients = [one.strip() for one in channel.recipients.split(",")]
    login = {"user": channel.account, "password": channel.secret} if channel.account else {}
    sender = channel.account if "@" in channel.account else recipients[0]
    scheme = "mailtos" if channel.secure else "mailto"
    return {
        "schema": scheme,
        "smtp_host": channel.host,
        "from_addr": f"villagegov <{sender}>",
        "targets": recipients,
        **login,
        **host,
        **times,
    }
