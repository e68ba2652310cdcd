"""The inbox of everybody who is signed in, and the administrator's channels with their log."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from points.enums import Role
from points.forms.channels import ChannelForm
from points.models import Notice, NoticeChannel, User, Village
from points.queries import channels as channel_queries
from points.queries import notices as queries
from points.services import channels, notices
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError
from villagegov.web.village import village_view

EVERYBODY = tuple(Role)
PAGE_SIZE = 30
LOG_SHOWN = 30


@require_safe
@village_view(*EVERYBODY)
def inbox(request: HttpRequest) -> HttpResponse:
    """What concerns this person, the latest first."""
    village: Village = request.village  # type: ignore[attr-defined]
    user: User = request.user  # type: ignore[assignment]
    page = Paginator(queries.inbox(user, village), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "village": village,
        "page_obj": page,
        "lines": queries.lines(page.object_list),
        "unread": queries.unread_count(user, village),
        "kept_days": notices.KEPT.days,
    }
    return render(request, "points/inbox.html", context)


@require_POST
@village_view(*EVERYBODY)
def open_notice(request: HttpRequest, notice_id: uuid.UUID) -> HttpResponse:
    """Read, and on to where the matter stands."""
    village: Village = request.village  # type: ignore[attr-defined]
    notice = get_object_or_404(Notice, village=village, user=request.user, pk=notice_id)
    notices.read(notice=notice, by=request.user, at=clock.now())  # type: ignore[arg-type]
    return redirect(notice.path)


@require_POST
@village_view(*EVERYBODY)
def read_all(request: HttpRequest) -> HttpResponse:
    village: Village = request.village  # type: ignore[attr-defined]
    notices.read_all(village=village, by=request.user, at=clock.now())  # type: ignore[arg-type]
    return redirect("points:inbox", slug=village.slug)


# ------------------------------------------------------------------------------------------------------------ channels


@require_safe
@village_view(Role.ADMINISTRATOR)
def channel_list(request: HttpRequest) -> HttpResponse:
    """The village's channels and what became of the last messages."""
    village: Village = request.village  # type: ignore[attr-defined]
    context = {
        "village": village,
        "channels": list(channel_queries.channels(village)),
        "log": list(channel_queries.log(village)[:LOG_SHOWN]),
        "possible": bool(settings.NOTICE_HOSTS),
    }
    return render(request, "points/channels.html", context)


@village_view(Role.ADMINISTRATOR)
def channel_edit(request: HttpRequest, channel_id: uuid.UUID | None = None) -> HttpResponse:
    """A new channel, or another target for one; switched on and off, tried and removed here too."""
    village: Village = request.village  # type: ignore[attr-defined]
    channel = get_object_or_404(NoticeChannel, village=village, pk=channel_id) if channel_id else None
    step = request.POST.get("step", "")
    form = ChannelForm(request.POST if step == "save" else None, channel=channel, initial=_initial(channel))
    if request.method == "POST" and channel and step in STEPS:
        channel.village = village
        messages.success(request, STEPS[step](channel, {"by": request.user, "at": clock.now()}))
        return redirect("points:channels", slug=village.slug)
    if request.method == "POST" and form.is_valid() and _saved(request, form, channel):
        return redirect("points:channels", slug=village.slug)
    context = {"village": village, "channel": channel, "form": form, "possible": bool(settings.NOTICE_HOSTS)}
    return render(request, "points/channel.html", context)


def _initial(channel: NoticeChannel | None) -> dict[str, Any]:
    names = ("name", "kind", "audience", "host", "port", "secure", "path", "account", "recipients")
    return {name: getattr(channel, name) for name in names} if channel else {}


def _saved(request: HttpRequest, form: ChannelForm, channel: NoticeChannel | None) -> bool:
    village: Village = request.village  # type: ignore[attr-defined]
    if channel:
        channel.village = village
    try:
        row = channels.save_channel(
            village=village,
            data=form.entered(),
            channel=channel,
            by=request.user,  # type: ignore[arg-type]
            at=clock.now(),
        )
    except DomainError as error:
        form.add_domain_error(error)
        return False
    messages.success(request, _("Saved.") if row.active else _("Saved. It is switched off until you switch it on."))
    return True


def _on(channel: NoticeChannel, who: dict[str, Any]) -> str:
    channels.switch(channel=channel, on=True, **who)
    return _("Switched on. Try it out with a message.")


def _off(channel: NoticeChannel, who: dict[str, Any]) -> str:
    channels.switch(channel=channel, on=False, **who)
    return _("Switched off.")


def _try(channel: NoticeChannel, who: dict[str, Any]) -> str:
    channels.try_out(channel=channel, **who)
    return _("The message goes out within ten minutes; look at the log then.")


def _remove(channel: NoticeChannel, who: dict[str, Any]) -> str:
    channels.remove(channel=channel, **who)
    return _("The channel is removed, with its key and its log.")


STEPS: dict[str, Any] = {"on": _on, "off": _off, "try": _try, "remove": _remove}
