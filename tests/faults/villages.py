"""Scenarios of people with log-ins, of rules, ledger and village for tests of injected errors."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib.sessions.models import Session

from points.enums import EntryKind, Module, Role
from points.models import Entry, Item, Mandate, Region, User
from points.sample.template import scheme_template
from points.services import (
    accounts,
    assessments,
    calendar,
    drafts,
    item_import,
    item_rules,
    ledger,
    schemes,
    site,
    villages,
)
from points.services import due as points_due
from points.services.item_sheet import SheetItem
from tests import stage
from tests.factories import Cast
from tests.faults.scenario import NOW, TODAY, Act, Prepare, membership, nothing
from villagegov.kernel import clock


def ended_session(cast: Cast) -> None:
    """A log-in of years ago; the test's frozen day is later than its end."""
    Session.objects.create(session_key="old", session_data="", expire_date=clock.moment(date(2020, 1, 1)))


def posting(cast: Cast, key: str, household: int = 0) -> ledger.Posting:
    return ledger.Posting(key, EntryKind.OPENING, cast.households[household].pk, 40, date(2026, 10, 1), secret={"a": 1})


def mandate() -> Mandate:
    return Mandate(
        meeting="村民代表会议", held_on=date(2026, 11, 1), entitled=40, present=36, in_favour=34, filing="镇备2026-3号"
    )


def draft_scheme(cast: Cast) -> Any:
    return schemes.draft_from_template(village=cast.village, template=scheme_template(), by=None, at=NOW)


def item_of(scheme: Any, code: int) -> Item:
    return Item.objects.select_related("category").get(village=scheme.village_id, scheme=scheme, code=code)


def insert_item(cast: Cast, scheme: Any) -> None:
    """In the place of another, which moves on, and together with a third for one deed."""
    like = item_of(scheme, 9)
    values = {name: getattr(like, name) for name in item_rules.FIELDS} | {"name": "护林", "code": 1}
    drafts.save_item(
        scheme=scheme, category=like.category, values=values, together=item_of(scheme, 10), shift=True,
        by=cast.administrator, at=NOW,
    )  # fmt: skip


def import_sheet(cast: Cast, scheme: Any) -> None:
    rows = [
        SheetItem(2, "绿色生活", {"name": "垃圾分类", "points": 5, "points_to": None, "code": 70}),
        SheetItem(3, "", {"name": "义务劳动", "points": 8, "points_to": None}),
    ]
    seen = item_import.plan(scheme=scheme, rows=rows, replace=True).stamp
    item_import.import_items(scheme=scheme, rows=rows, replace=True, seen=seen, by=cast.administrator, at=NOW)


VILLAGES: dict[str, tuple[Prepare, Act]] = {
    "points.services.accounts.create_user": (
        nothing,
        lambda c, w: accounts.create_user(
            village=c.village, username="xin", name="新人", role=Role.COMMITTEE, by=c.administrator, at=NOW
        ),
    ),
    "points.services.accounts.grant_role": (
        nothing,
        lambda c, w: accounts.grant_role(
            village=c.village,
            user=User.objects.get(pk=c.officer.pk),
            role=Role.COMMITTEE,
            by=c.administrator,
            at=NOW,
        ),
    ),
    "points.services.accounts.revoke_role": (
        nothing,
        lambda c, w: accounts.revoke_role(membership=membership(c, c.branch), by=c.administrator, at=NOW),
    ),
    "points.services.accounts.reset_password": (
        nothing,
        lambda c, w: accounts.reset_password(
            village=c.village, user=User.objects.get(pk=c.villager.pk), by=c.administrator, at=NOW
        ),
    ),
    "points.services.calendar.seed": (nothing, lambda c, w: calendar.seed(village=c.village, at=NOW)),
    "points.services.due.post_released": (
        stage.approved,
        lambda c, w: points_due.post_released(village=c.village, before=TODAY, at=NOW),
    ),
    "points.services.due.post_base_points": (
        nothing,
        lambda c, w: points_due.post_base_points(village=c.village, at=NOW),
    ),
    "points.services.ledger.post": (
        nothing,
        lambda c, w: ledger.post(
            village=c.village, postings=[posting(c, "opening:1"), posting(c, "opening:2", 1)], by=None, at=NOW
        ),
    ),
    "points.services.ledger.reverse": (
        stage.posted,
        lambda c, w: ledger.reverse(entry=stage.fresh(w), reason="录错了", by=c.administrator, at=NOW),
    ),
    "points.services.ledger.close_month": (
        stage.posted,
        lambda c, w: ledger.close_month(village=c.village, month=stage.OCT, at=NOW),
    ),
    "points.services.ledger.erase_secrets": (
        stage.posted,
        lambda c, w: ledger.erase_secrets(entries=Entry.objects.filter(village=c.village), by=c.administrator, at=NOW),
    ),
    "points.services.assessments.record_assessment": (
        nothing,
        lambda c, w: assessments.record_assessment(
            village=c.village, text="评估", author="村委会", assessed_on=TODAY, by=c.administrator, at=NOW
        ),
    ),
    "points.services.assessments.set_contact": (
        nothing,
        lambda c, w: assessments.set_contact(village=c.village, contact="村委会", by=c.administrator, at=NOW),
    ),
    "points.services.schemes.draft_from_template": (nothing, lambda c, w: draft_scheme(c)),
    "points.services.schemes.copy_scheme": (
        nothing,
        lambda c, w: schemes.copy_scheme(scheme=c.scheme, title="新办法", by=c.administrator, at=NOW),
    ),
    "points.services.drafts.change_draft": (
        draft_scheme,
        lambda c, s: drafts.change_draft(
            scheme=s, title="新", base_points=120, late_join="none", by=c.administrator, at=NOW
        ),
    ),
    "points.services.drafts.delete_draft": (
        draft_scheme,
        lambda c, s: drafts.delete_draft(scheme=s, by=c.administrator, at=NOW),
    ),
    "points.services.drafts.save_category": (
        draft_scheme,
        lambda c, s: drafts.save_category(scheme=s, number=9, name="绿色生活", by=c.administrator, at=NOW),
    ),
    "points.services.drafts.remove_category": (
        lambda c: drafts.save_category(scheme=draft_scheme(c), number=9, name="空", by=None, at=NOW),
        lambda c, row: drafts.remove_category(scheme=row.scheme, category=row, by=c.administrator, at=NOW),
    ),
    "points.services.drafts.save_item": (draft_scheme, insert_item),
    "points.services.drafts.remove_item": (
        draft_scheme,
        lambda c, s: drafts.remove_item(scheme=s, item=item_of(s, 16), by=c.administrator, at=NOW),
    ),
    "points.services.drafts.renumber": (
        lambda c: drafts.remove_item(scheme=(s := draft_scheme(c)), item=item_of(s, 2), by=None, at=NOW) or s,
        lambda c, s: drafts.renumber(scheme=s, by=c.administrator, at=NOW),
    ),
    "points.services.item_import.import_items": (draft_scheme, import_sheet),
    "points.services.schemes.take_effect": (
        draft_scheme,
        lambda c, w: schemes.take_effect(
            scheme=stage.fresh(w), mandate=mandate(), effective_from=date(2026, 12, 1), by=c.administrator, at=NOW
        ),
    ),
    "points.services.site.move_day": (nothing, lambda c, w: site.move_day(to=TODAY + timedelta(days=3))),
    "points.services.site.job_finished": (nothing, lambda c, w: site.job_finished(name="sweep", at=NOW)),
    "points.services.site.tidy": (ended_session, lambda c, w: site.tidy()),
    "points.services.villages.ensure_region": (
        nothing,
        lambda c, w: villages.ensure_region(path=["四川省", "乐山市", "井研县", "研经镇"]),
    ),
    "points.services.villages.create_village": (
        nothing,
        lambda c, w: villages.create_village(
            town=Region.objects.get(pk=c.village.town_id), name="新村", slug="xincun", since=TODAY, by=None, at=NOW
        ),
    ),
    "points.services.villages.change_village": (
        nothing,
        lambda c, w: villages.change_village(
            village=c.village, profile="柑橘村", privacy_contact="", modules=[Module.STARS], by=c.administrator, at=NOW
        ),
    ),
    "points.services.villages.change_settings": (
        nothing,
        lambda c, w: villages.change_settings(
            village=c.village, by=c.administrator, at=NOW, effective_from=TODAY, issue_day=15
        ),
    ),
}
