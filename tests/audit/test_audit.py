"""The audit is looked up by person, household, act, days and word, in words, and says nothing of objectors."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from councils.enums import Decision
from points.models import AuditRow, User
from points.queries import audit_search
from points.queries.audit_search import Wanted
from tests import stage
from tests.factories import Cast
from tests.faults.injection import undone
from villagegov.kernel import clock

NOW = clock.moment(date(2026, 11, 15), 10)


@pytest.fixture(scope="module")
def october(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    """October with a board, a rejected claim and an objection; one for the module, and nothing is ever committed."""
    with django_db_blocker.unblock(), transaction.atomic():
        cast = stage.village()
        stage.black_public(cast)
        rejected = stage.submitted(cast, 3, slip_number="WJG-77")
        for voter in (cast.branch, cast.supervision):
            stage.vote(cast, voter, rejected, decision=Decision.REJECT, note="当天没有巡逻")
        held = stage.approved(cast, 1)
        cast.objection = stage.objection(cast, held)  # type: ignore[attr-defined]
        yield cast
        transaction.set_rollback(True)


@pytest.fixture
def cast(october: Cast) -> Iterator[Cast]:
    with undone():
        yield october


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(cast: Cast, who: str = "administrator", **asked) -> str:
    with clock.frozen(NOW):
        response = signed_in(getattr(cast, who)).get(f"/v/{cast.village.slug}/work/audit/", asked)
    assert response.status_code == 200
    return response.content.decode()


def found(cast: Cast, **wanted) -> list[AuditRow]:
    return list(audit_search.search(cast.village, Wanted(**wanted)))


def test_by_person_act_and_day(cast: Cast) -> None:
    votes = found(cast, person=cast.branch.pk, action="claim.vote_reject")
    assert [(row.by_id, row.after["state"]) for row in votes] == [(cast.branch.pk, "submitted")]
    day = clock.local_day(stage.MEETING)
    on_the_day = found(cast, since=day, until=day)
    assert on_the_day and {clock.local_day(row.at) for row in on_the_day} == {day}
    by_itself = found(cast, by_the_site=True)
    assert {"month.closed", "ranking.frozen", "issue.drafted"} <= {row.action for row in by_itself}
    assert all(row.by_id is None for row in by_itself)
    everything = found(cast)
    assert len(everything) == AuditRow.objects.filter(village=cast.village).count()
    assert [row.at for row in everything] == sorted((row.at for row in everything), reverse=True)


def test_by_household_finds_claims_board_and_ledger_of_that_one(cast: Cast) -> None:
    rows = found(cast, household=cast.households[2])
    assert {"claim.entered", "claim.told", "board_entry.told", "board_entry.published"} <= {row.action for row in rows}
    words = {line.subject.words for line in audit_search.lines(cast.village, rows)}
    assert words and all(cast.households[2].number in one for one in words)


def test_who_objected_is_found_by_nobody(cast: Cast) -> None:
    """The objector's household and account lead to no row of the objection; neither does what was written."""
    objected = {str(row.pk) for row in found(cast, action="claim.held")}
    assert objected
    assert not objected & {str(row.pk) for row in found(cast, household=cast.households[0])}
    assert not found(cast, person=cast.villager.pk) and not found(cast, word="不在村里")
    html = page(cast)
    assert f"（{cast.villager.username}）" not in html and cast.objection.text not in html  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("word", "act"),
    [
        ("没有巡逻", "claim.vote_reject"),  # a vote's reason
        ("WJG-77", "claim.entered"),  # the slip
        ("焚烧秸秆", "claim.told"),  # the item
        ("结账", "month.closed"),  # the act itself
        ("待审核", "claim.sent_up"),  # a kept state
        ("2026-10-20", "claim.entered"),  # a kept day
        ("第九条", None),
    ],
)
def test_by_word(cast: Cast, word: str, act: str | None) -> None:
    with translation.override("zh-hans"):
        acts = {row.action for row in found(cast, word=word)}
    assert act in acts if act else not acts


def test_the_page_says_it_in_words(cast: Cast) -> None:
    html = page(cast, household=cast.households[3].number, action="claim.vote_reject")
    assert "监督" not in html.split("<tbody>")[1]
    body = html.split("<tbody>")[1]
    assert f"{cast.households[3]} · 1 治安巡防 +10" in body and "待审核" in body and "不予认定" in body
    assert "submitted" not in body and str(cast.households[3].pk) not in body


def test_what_was_typed_wrong_is_said_and_stays(cast: Cast) -> None:
    assert "查不到这一户" in page(cast, household="没有此人")
    assert "有好几户" in page(cast, household="李小")
    html = page(cast, since="2026-11-02", until="2026-11-01", word="x")
    assert "结束日期早于开始日期" in html and 'value="2026-11-02"' in html
    for wrong in ({"since": "31/12"}, {"since": "0001-01-01"}, {"word": "\0"}, {"person": "x"}, {"action": "x"}):
        assert "没有符合的记录" not in page(cast, **wrong), wrong
    assert "第 1 页" in page(cast, page="999999999999999999999") or page(cast, page="x")


def test_another_village_is_not_searched(cast: Cast) -> None:
    other = stage.village()
    stage.posted(other)
    rows = found(cast)
    assert {row.village_id for row in rows} == {cast.village.pk}
    assert not found(cast, household=other.households[0]) and "治安" not in page(other, word="WJG-77")


def test_the_table_for_a_spreadsheet_holds_what_was_found_and_is_kept_as_an_act(cast: Cast) -> None:
    User.objects.filter(pk=cast.branch.pk).update(name="=SUM(A1)")
    with clock.frozen(NOW):
        response = signed_in(cast.administrator).post(
            f"/v/{cast.village.slug}/work/audit/export/", {"person": str(cast.branch.pk), "page": "2"}
        )
        table = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.reader(io.StringIO(table)))
    expected = AuditRow.objects.filter(village=cast.village, by=cast.branch).count()
    assert len(rows) == 1 + expected and {row[1] for row in rows[1:]} == {"'=SUM(A1)"}
    kept = AuditRow.objects.get(village=cast.village, action="audit.exported")
    assert (kept.by, kept.after) == (cast.administrator, {"count": expected})


def test_a_table_that_is_too_long_is_refused(cast: Cast, monkeypatch) -> None:
    monkeypatch.setattr("points.views.audit.EXPORT_MOST", 3)
    client = signed_in(cast.administrator)
    with clock.frozen(NOW):
        answer = client.post(f"/v/{cast.village.slug}/work/audit/export/", {"word": ""}, follow=True)
    assert "请按日期缩小范围" in answer.content.decode()
    assert not AuditRow.objects.filter(action="audit.exported").exists()


def test_the_supervisor_reads_and_takes_nothing_out(cast: Cast) -> None:
    assert "导出表格" not in page(cast, "supervisor") and "导出表格" in page(cast)
    answer = signed_in(cast.supervisor).post(f"/v/{cast.village.slug}/work/audit/export/", {})
    assert answer.status_code == 403


def test_as_many_queries_for_one_row_as_for_three(cast: Cast) -> None:
    day = clock.local_day(stage.ENTERED)
    counts = []
    for last in (0, 2):
        for number in range(last + 1):
            stage.draft(cast, number, day=day, at=NOW + timedelta(days=last + 1))
        with CaptureQueriesContext(connection) as captured:
            asked = {"since": (NOW + timedelta(days=last + 1)).date().isoformat(), "action": "claim.entered"}
            asked["until"] = asked["since"]
            html = page(cast, **asked)
        assert html.count("<tr>") == last + 2
        counts.append(len(captured))
    assert counts[0] == counts[1], counts


def test_each_way_of_looking_reads_an_index(cast: Cast) -> None:
    """With reading of everything and sorting out of the question the planner must find an index for each of them.

    On a handful of rows any index will do, and which is taken would hang on the server: so there are more.
    """
    AuditRow.objects.bulk_create(
        AuditRow(
            village=cast.village,
            by=cast.officer,
            at=NOW + timedelta(minutes=number),
            action="claim.entered",
            subject_type="claim",
            subject_id=cast.village.pk,
        )
        for number in range(2000)
    )
    with connection.cursor() as cursor:
        for way in ("seqscan", "bitmapscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
    for index, wanted in {
        "points_auditrow_at": Wanted(since=date(2026, 10, 1)),
        "points_auditrow_by": Wanted(person=cast.branch.pk),
        "points_auditrow_action": Wanted(action="claim.vote_reject"),
        "points_auditrow_": Wanted(household=cast.households[2]),
    }.items():
        plan = audit_search.search(cast.village, wanted)[:50].explain()
        assert index in plan and "Seq Scan" not in plan and "Sort" not in plan, plan
