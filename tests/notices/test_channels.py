"""Channels: only where the operator allows, off until switched on, their keys shown to nobody; messages that say only
that there is something new, tried again, and harmless when nobody answers."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.test.utils import override_settings

from points.enums import ChannelKind, DeliveryState, NoticeKind, Role
from points.models import AuditRow, Notice, NoticeChannel, NoticeDelivery
from points.queries.channels import possible_kinds
from points.services import channels, deliveries, notices
from points.services.channels import ChannelInput
from tests import stage
from tests.factories import Cast
from tests.notices.support import MailServer, Receiver, running
from tests.support import assert_valid_html
from villagegov.kernel.errors import DomainError, NotAllowed

AT = stage.MEETING
KEY = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with override_settings(NOTICE_HOSTS=["127.0.0.1", "qyapi.weixin.qq.com"], SITE_URL="https://village.example"):
        yield stage.village()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with running(Receiver()) as found:
        yield found


def hook(cast: Cast, port: int, *, on: bool = True, **more: Any) -> NoticeChannel:
    data = {
        "name": "值班系统", "kind": ChannelKind.WEBHOOK, "audience": [Role.OFFICER], "host": "127.0.0.1", "port": port,
        "secure": False, "path": "/hook",
    }  # fmt: skip
    row = channels.save_channel(
        village=cast.village, data=ChannelInput(**{**data, **more}), by=cast.administrator, at=AT
    )
    return channels.switch(channel=row, on=True, by=cast.administrator, at=AT) if on else row


def news(cast: Cast, *users: Any) -> None:
    drafts = [
        notices.Draft(NoticeKind.CLAIM_RETURNED, [user.pk], "/", {"item": "治安巡防", "day": "2026-10-20"})
        for user in users
    ]
    notices.send(village=cast.village, drafts=drafts, at=AT)


def deliver(cast: Cast, at: Any = AT) -> NoticeDelivery:
    deliveries.run(village=cast.village, at=at)
    return NoticeDelivery.objects.filter(village=cast.village).latest("made_at")


# ------------------------------------------------------------------------------------------------------- what goes out


def test_one_message_for_all_that_is_new_and_nothing_of_it(cast: Cast, receiver: Receiver) -> None:
    hook(cast, receiver.port, secret="geheim-4711")
    news(cast, cast.officer, cast.officer, cast.villager)
    row = deliver(cast)
    assert (row.state, row.notices, row.attempts) == (DeliveryState.SENT, 2, 1)
    [(path, headers, said)] = receiver.taken
    assert path == "/hook" and headers["Authorization"] == "Bearer geheim-4711"
    assert said["title"] == "村级治理平台有新消息"
    assert (
        said["message"] == f"您有新消息，请登录后在“消息”里查看：https://village.example/v/{cast.village.slug}/inbox/"
    )
    everything = str(said)
    for secret in ("治安巡防", "10月20日", cast.officer.name, cast.officer.username, *_names(cast)):
        assert secret not in everything
    deliver(cast)
    assert len(receiver.taken) == 1, "told once"


def _names(cast: Cast) -> list[str]:
    return [household.head_name for household in cast.households]


def test_only_for_those_it_is_for(cast: Cast, receiver: Receiver) -> None:
    hook(cast, receiver.port, audience=[Role.SUPERVISOR])
    news(cast, cast.officer, cast.villager)
    deliveries.run(village=cast.village, at=AT)
    assert not receiver.taken and not Notice.objects.filter(announced=False).exists()
    news(cast, cast.supervisor)
    assert deliver(cast).state == DeliveryState.SENT


def test_what_came_before_it_was_switched_on_is_not_told(cast: Cast, receiver: Receiver) -> None:
    news(cast, cast.officer)
    hook(cast, receiver.port)
    deliveries.run(village=cast.village, at=AT)
    assert not receiver.taken


def test_by_mail(cast: Cast) -> None:
    with running(MailServer()) as server:
        row = channels.save_channel(
            village=cast.village,
            data=ChannelInput(
                name="村委会邮箱", kind=ChannelKind.EMAIL, audience=[Role.OFFICER], host="127.0.0.1", port=server.port,
                secure=False, recipients="office@village.example；second@village.example",
            ),
            by=cast.administrator,
            at=AT,
        )  # fmt: skip
        channels.switch(channel=row, on=True, by=cast.administrator, at=AT)
        news(cast, cast.officer)
        assert deliver(cast).state == DeliveryState.SENT
        assert len(server.taken) == 2
        mail = server.taken[0]
        assert mail["Subject"] == "村级治理平台有新消息"
        body = mail.get_body(("plain", "html")).get_content()
        assert "/inbox/" in body and "治安巡防" not in body


# ----------------------------------------------------------------------------------------------- receivers in trouble


@pytest.mark.parametrize("trouble", ["refuses", "away"])
def test_tried_later_and_later_and_then_left_alone(cast: Cast, receiver: Receiver, trouble: str) -> None:
    port = receiver.port
    if trouble == "away":
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
    receiver.answer = 500
    hook(cast, port)
    news(cast, cast.officer)
    at, waits = AT, []
    while (row := deliver(cast, at)).state == DeliveryState.WAITING:
        waits.append(row.next_try_at - at)
        deliveries.run(village=cast.village, at=at + timedelta(minutes=1))
        assert NoticeDelivery.objects.get(pk=row.pk).attempts == row.attempts, "not before its time"
        at = row.next_try_at
    assert tuple(waits) == deliveries.WAITS
    assert (row.state, row.attempts, row.trouble) == (DeliveryState.GIVEN_UP, 6, "not_taken")
    assert Notice.objects.filter(user=cast.officer).exists(), "the inbox has it all the same"


def test_back_again_it_is_taken(cast: Cast, receiver: Receiver) -> None:
    receiver.answer = 503
    hook(cast, receiver.port)
    news(cast, cast.officer)
    assert deliver(cast).state == DeliveryState.WAITING
    receiver.answer = 204
    assert deliver(cast, AT + timedelta(minutes=10)).state == DeliveryState.SENT


def test_a_redirect_is_not_followed(cast: Cast, receiver: Receiver) -> None:
    with running(Receiver()) as elsewhere:
        receiver.answer, receiver.location = 307, f"http://127.0.0.1:{elsewhere.port}/inside"
        hook(cast, receiver.port)
        news(cast, cast.officer)
        assert deliver(cast).state == DeliveryState.WAITING
        assert len(receiver.taken) == 1 and not elsewhere.taken


def test_a_dead_receiver_holds_up_no_other(cast: Cast, receiver: Receiver) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        hook(cast, free.getsockname()[1], name="坏的")
    hook(cast, receiver.port, name="好的")
    news(cast, cast.officer)
    deliveries.run(village=cast.village, at=AT)
    states = dict(NoticeDelivery.objects.values_list("channel__name", "state"))
    assert states == {"坏的": DeliveryState.WAITING, "好的": DeliveryState.SENT}


def test_killed_half_way_it_comes_again(cast: Cast, receiver: Receiver) -> None:
    hook(cast, receiver.port)
    news(cast, cast.officer)
    deliveries.plan(village=cast.village, at=AT)
    assert deliveries.claim_next(village=cast.village, at=AT)
    assert deliveries.claim_next(village=cast.village, at=AT) is None, "set aside"
    assert deliver(cast, AT + timedelta(minutes=10)).state == DeliveryState.SENT


# --------------------------------------------------------------------------------------------- what the operator allows


def test_off_by_default(cast: Cast, receiver: Receiver, client: Client) -> None:
    hook(cast, receiver.port)
    news(cast, cast.officer)
    with override_settings(NOTICE_HOSTS=[]):
        assert deliveries.run(village=cast.village, at=AT) == 0
        assert possible_kinds() == []
        client.force_login(cast.administrator)
        assert "没有开放外发" in client.get(f"/v/{cast.village.slug}/work/channels/new/").content.decode()
    assert not receiver.taken


def test_a_host_that_is_no_longer_allowed_gets_nothing(cast: Cast, receiver: Receiver) -> None:
    hook(cast, receiver.port)
    news(cast, cast.officer)
    with override_settings(NOTICE_HOSTS=["elsewhere.example"]):
        row = deliver(cast)
    assert (row.state, row.trouble) == (DeliveryState.GIVEN_UP, "not_allowed") and not receiver.taken


@pytest.mark.parametrize(
    ("host", "port"),
    [("localhost", None), ("169.254.169.254", None), ("127.0.0.1.example", None), ("10.0.0.1", 80), ("[::1]", None)],
)
def test_other_hosts_are_refused(cast: Cast, host: str, port: int | None) -> None:
    with pytest.raises(DomainError) as caught:
        hook(cast, port or 80, host=host, on=False)
    assert caught.value.field == "host" and caught.value.code in ("host_not_allowed", "host")


def test_allowed_with_a_port_is_that_port(cast: Cast) -> None:
    with override_settings(NOTICE_HOSTS=["127.0.0.1:8443"]):
        assert hook(cast, 8443).active
        with pytest.raises(DomainError):
            hook(cast, 22, name="另一个", on=False)


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("path", {"path": "/../../x?y=1"}),
        ("path", {"path": "http://x"}),
        ("audience", {"audience": []}),
        ("audience", {"audience": [Role.VILLAGER]}),
        ("name", {"name": ""}),
        ("host", {"host": "user:pass@127.0.0.1"}),
        ("secret", {"kind": ChannelKind.WECOM, "secret": "a b/../c"}),
        ("kind", {"kind": ChannelKind.DINGTALK, "secret": KEY}),
        ("recipients", {"kind": ChannelKind.EMAIL, "recipients": "nobody"}),
    ],
)
def test_what_cannot_be_saved_is_said_beside_its_field(cast: Cast, field: str, more: dict[str, Any]) -> None:
    with pytest.raises(DomainError) as caught:
        hook(cast, 8080, on=False, **more)
    assert [error.field for error in caught.value] == [field]


def test_only_the_administrator(cast: Cast) -> None:
    row = hook(cast, 8080)
    for act in (
        lambda: channels.switch(channel=row, on=False, by=cast.officer, at=AT),
        lambda: channels.remove(channel=row, by=cast.supervisor, at=AT),
        lambda: channels.try_out(channel=row, by=cast.branch, at=AT),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_the_key_is_shown_to_nobody(client: Client, cast: Cast) -> None:
    client.force_login(cast.administrator)
    base = f"/v/{cast.village.slug}/work/channels/"
    data = {"name": "工作群", "kind": "wecom", "audience": ["officer"], "secret": KEY, "step": "save"}
    assert client.post(f"{base}new/", data).status_code == 302
    row = NoticeChannel.objects.get(village=cast.village)
    assert row.secret == KEY and not row.active
    for address in (base, f"{base}{row.pk}/"):
        shown = client.get(address).content.decode()
        assert_valid_html(shown)
        assert KEY not in shown
    assert "••••5aaa" in shown
    assert KEY not in str(list(AuditRow.objects.filter(village=cast.village).values_list("before", "after")))
    client.post(f"{base}{row.pk}/", {"step": "on"})
    client.post(f"{base}{row.pk}/", {**data, "name": "值班群", "secret": ""})
    row.refresh_from_db()
    assert (row.name, row.secret, row.active) == ("值班群", KEY, True), "left empty, it is kept"


def test_another_target_switches_it_off(cast: Cast) -> None:
    row = hook(cast, 8080)
    data = ChannelInput(
        name=row.name, kind=ChannelKind.WEBHOOK, audience=[Role.OFFICER], host="127.0.0.1", port=9090, secure=False
    )
    saved = channels.save_channel(village=cast.village, data=data, channel=row, by=cast.administrator, at=AT)
    assert not saved.active


def test_tried_out_and_seen_in_the_log(client: Client, cast: Cast, receiver: Receiver) -> None:
    row = hook(cast, receiver.port)
    client.force_login(cast.administrator)
    base = f"/v/{cast.village.slug}/work/channels/"
    assert "十分钟内" in client.post(f"{base}{row.pk}/", {"step": "try"}, follow=True).content.decode()
    assert not receiver.taken, "a page sends nothing"
    assert deliver(cast, AT + timedelta(days=400)).state == DeliveryState.SENT
    assert "已发送" in client.get(base).content.decode()
    assert "已删除" in client.post(f"{base}{row.pk}/", {"step": "remove"}, follow=True).content.decode()
    assert not NoticeDelivery.objects.exists()


def test_switched_off_what_waits_is_given_up(cast: Cast, receiver: Receiver) -> None:
    row = hook(cast, receiver.port)
    news(cast, cast.officer)
    deliveries.plan(village=cast.village, at=AT)
    channels.switch(channel=row, on=False, by=cast.administrator, at=AT)
    assert deliver(cast).trouble == "switched_off" and not receiver.taken


def test_the_job_goes_village_by_village(cast: Cast, receiver: Receiver) -> None:
    from points import tasks

    hook(cast, receiver.port)
    news(cast, cast.officer)
    act: Callable[[str], None] = tasks.deliver_village
    NoticeDelivery.objects.all().delete()
    act(str(cast.village.pk))
    assert len(receiver.taken) == 1
