"""Rules take effect by a decision on record: its numbers, once; nothing unpassed, by service, view or database."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from councils.enums import BodyKind
from councils.models import Matter, MatterMandate
from councils.queries.carrying import rule_decisions
from councils.services import village_rules
from points.models import Mandate, Scheme, Village
from points.services import mandates, schemes
from tests.carrying.support import DECIDED, NOW, decided, passed, switch_on
from tests.dissuasion import support as rules_support
from tests.factories import Cast, make_village
from villagegov.db.keys import new_id
from villagegov.kernel.errors import DomainError

BEGIN = date(2026, 12, 1)
FILED = Mandate(
    kind="representatives",
    meeting="代表会议",
    held_on=date(2026, 9, 1),
    entitled=1,
    present=1,
    in_favour=1,
    filing="备2号",
)


def draft(cast: Cast) -> Scheme:
    return schemes.copy_scheme(scheme=cast.scheme, title="新办法", by=cast.administrator, at=NOW)


def in_force(cast: Cast, decision: Any, scheme: Scheme | None = None, **typed: Any) -> Scheme:
    mandate = Mandate(**{**{f.attname: getattr(FILED, f.attname) for f in Mandate._meta.fields[2:]}, **typed})
    return schemes.take_effect(
        scheme=scheme or draft(cast), mandate=mandate, effective_from=BEGIN, by=cast.administrator, at=NOW,
        decision=decision,
    )  # fmt: skip


def refused(act: Any, code: str) -> None:
    with pytest.raises(DomainError) as caught:
        act()
    assert code in {one.code for one in caught.value}, [one.code for one in caught.value]


def test_a_scheme_takes_its_numbers_from_the_matter(cast: Cast) -> None:
    """Of five due four came, and three were in favour: each number in its own place, whatever was typed beside it."""
    matter = passed(cast.village, cast.branch, entitled=5, present=4, in_favour=3)
    [offer] = mandates.offers(cast.village)
    assert (offer.key, offer.entitled, offer.present, offer.in_favour) == (matter.pk, 5, 4, 3)
    done = in_force(cast, matter.pk)
    assert done.mandate and (done.mandate.entitled, done.mandate.present, done.mandate.in_favour) == (5, 4, 3)
    assert (done.mandate.held_on, done.mandate.filing) == (DECIDED, "备2号")
    assert MatterMandate.objects.get(village=cast.village).mandate_id == done.mandate_id
    assert mandates.offers(cast.village) == []
    refused(lambda: in_force(cast, matter.pk), "used")


def test_village_rules_take_theirs_from_another(cast: Cast) -> None:
    rules_support.switch_on(cast)
    switch_on(cast)
    matter = passed(cast.village, cast.branch)
    rules = rules_support.drafted(cast, NOW)
    adopted = village_rules.adopt(
        rules=rules, mandate=FILED, effective_from=BEGIN, by=cast.administrator, at=NOW, decision=matter.pk
    )
    assert adopted.mandate and adopted.mandate.in_favour == 3
    refused(lambda: in_force(cast, matter.pk), "used")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"weight": "major"}, "none"),
        ({"body_kind": BodyKind.COUNCIL}, "wrong_body"),
        ({"entitled": 7, "present": 4}, "mandate_attendance"),
    ],
)
def test_decisions_that_carry_no_rules(cast: Cast, more: dict[str, Any], code: str) -> None:
    """Four of seven reach the step, which asked for no quorum, and not the two thirds of the village's settings."""
    matter = passed(cast.village, cast.branch, **more)
    refused(lambda: in_force(cast, matter.pk), code)
    assert not MatterMandate.objects.exists()


def test_what_is_not_passed_carries_nothing(cast: Cast) -> None:
    matter = decided(cast)
    reached = passed(cast.village, cast.branch)
    running = Matter.objects.create(
        village=cast.village, number=77, title="…", text="…", weight="rules",
        procedure=Matter.objects.exclude(procedure=None)[0].procedure, made_by=cast.branch, made_at=NOW,
    )  # fmt: skip
    refused(lambda: in_force(cast, running.pk), "not_passed")
    refused(lambda: in_force(cast, matter.pk), "none")
    refused(lambda: in_force(cast, new_id()), "none")
    assert [one.key for one in mandates.offers(cast.village)] == [reached.pk]
    mandate = Mandate.objects.create(
        village=cast.village, meeting="会", held_on=DECIDED, entitled=4, present=4, in_favour=3
    )
    wrong = Mandate.objects.create(
        village=cast.village, meeting="会", held_on=DECIDED, entitled=4, present=4, in_favour=4
    )
    for one, by in ((running, mandate), (matter, mandate), (reached, wrong)):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            MatterMandate.objects.create(village=cast.village, matter=one, mandate=by, by=cast.branch, at=NOW)


def test_what_is_typed_is_older_than_the_first_matter(cast: Cast) -> None:
    """Before the first matter a decision on paper is typed as ever; since then only an older one."""
    in_force(cast, None, held_on=date(2026, 11, 10), entitled=9, present=9, in_favour=9)
    passed(cast.village, cast.branch, held_on=date(2026, 11, 14))
    begun = rule_decisions.begun_on(cast.village)
    assert begun == date(2026, 11, 9)
    numbers = {"entitled": 9, "present": 9, "in_favour": 9}
    again = draft(cast)
    refused(lambda: in_force(cast, None, again, held_on=begun, **numbers), "decided_elsewhere")
    Village.objects.filter(pk=cast.village.pk).update(modules=[])
    again.village.modules = []
    cast.village.modules = []
    assert mandates.begun_on(cast.village) is None


def test_what_is_offered_costs_the_same_for_one_and_for_three(cast: Cast) -> None:
    counts = []
    for _more in range(3):
        passed(cast.village, cast.branch)
        with CaptureQueriesContext(connection) as seen:
            offered = rule_decisions.offers(cast.village)
        counts.append(len(seen))
    assert len(offered) == 3 and counts[0] == counts[2], counts


def test_another_village(cast: Cast) -> None:
    matter = passed(cast.village, cast.branch)
    far = make_village()
    switch_on(far)
    passed(far.village, far.branch)
    refused(lambda: in_force(far, matter.pk), "none")


def test_the_page_offers_and_does_not_ask_for_numbers(client: Client, cast: Cast) -> None:
    scheme, matter = draft(cast), passed(cast.village, cast.branch, title="修订积分管理办法")
    path = f"/v/{cast.village.slug}/work/scheme/{scheme.pk}/effect/"
    client.force_login(cast.administrator)
    shown = client.get(path).content.decode()
    assert "修订积分管理办法" in shown and "on-record-decision" in shown
    sent = {"on-record-decision": new_id(), "on-record-filing": "备3号", "on-record-effective_from": "2026-12-01"}
    client.post(path, sent)
    assert not MatterMandate.objects.exists(), "what is not offered cannot be chosen"
    for _twice in range(2):
        client.post(path, {**sent, "on-record-decision": matter.pk, "on-record-in_favour": 1}, follow=True)
    scheme.refresh_from_db()
    assert scheme.mandate and scheme.mandate.in_favour == 3 and MatterMandate.objects.count() == 1
