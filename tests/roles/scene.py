"""A village with something behind every address, everybody who could ask for it, and a village beside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.test import Client

from councils.services import objections
from points.enums import RegionRoleKind, Role
from points.models import Household, Membership, RegionRole
from tests import stage
from tests.factories import Cast, UserFactory, member
from villagegov.kernel import clock

NOW = clock.moment(date(2026, 11, 15), 10)
DAY = date(2026, 11, 12)

#: Names, phones and notes that no page may show to people who are not signed in. Each is found nowhere else.
HEADS = ("欧阳春晖", "司徒秋月", "上官雪松", "慕容远山")
PHONE = "13812345678"
NOTE = "因邻居纠纷夜里报警"
REPLY = "家里老人病重那天走不开"
OBJECTION = "那天她住在县医院"
CONTACT = "联系李会计转交"
USERNAME = "zhangsan-loginname"


@dataclass
class Scene:
    cast: Cast
    #: Keys and numbers that stand in addresses.
    ids: dict[str, Any]
    clients: dict[str, Client] = field(default_factory=dict)


def build() -> Scene:
    """Boards of October with a public black entry; claims of November in every state that has a page of its own."""
    cast = _named(stage.village())
    stage.black_public(cast)
    scene = Scene(cast, _work(cast))
    scene.clients = {name: _client(user) for name, user in _people(cast, stage.village()).items()}
    return scene


def _named(cast: Cast) -> Cast:
    for household, name in zip(cast.households, HEADS, strict=True):
        Household.objects.filter(pk=household.pk).update(head_name=name)
        household.refresh_from_db()
    cast.officer.username = USERNAME
    cast.officer.save()
    return cast


def _work(cast: Cast) -> dict[str, Any]:
    more = {"day": DAY, "at": NOW}
    kept = stage.photo(cast)
    draft = stage.draft(cast, 0, photos=(kept.pk,), slip_number="ZZ-4711", **more)
    waiting, untold = stage.draft(cast, 1, **more), stage.draft(cast, 3, cast.deduction, **more)
    listed, held = stage.draft(cast, 1, **more), stage.draft(cast, 3, **more)
    sent = [waiting, untold, listed, held]
    batch = stage.send(cast, *sent, at=NOW)
    for voter in (cast.branch, cast.supervision):
        stage.vote(cast, voter, untold, listed, held, at=NOW)
    objection = objections.object_to(claim=stage.fresh(held), text=OBJECTION, by=cast.villager, at=NOW)
    return {
        "draft": draft.pk,
        "waiting": waiting.pk,
        "untold": untold.pk,
        "listed": listed.pk,
        "objection": objection.pk,
        "batch": batch.number,
        "photo": kept.pk,
        "entry": stage.entry(cast).pk,
    }


def _people(cast: Cast, far: Cast) -> dict[str, Any]:
    viewer = UserFactory(name="镇级查看员")
    RegionRole.objects.create(user=viewer, region=cast.village.town, kind=RegionRoleKind.TOWN_VIEWER)
    # In a village without the row that is asked for, these may do everything.
    far_committee = far.branch
    Membership.objects.create(village=far.village, user=far_committee, role=Role.SUPERVISOR)
    return {
        "anonymous": None,
        "villager": cast.villager,
        "officer": cast.officer,
        "committee": cast.branch,
        "supervisor": cast.supervisor,
        "grid": member(cast.village, Role.GRID_OFFICER),
        "administrator": cast.administrator,
        "town": viewer,
        "superuser": cast.superuser,
        "far villager": far.villager,
        "far officer": far.officer,
        "far committee": far_committee,
        "far administrator": far.administrator,
    }


def _client(user: Any) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client
