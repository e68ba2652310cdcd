"""Pages of matters: at the office, for everybody, on paper, and a household's word."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from councils.models import MatterFinding, MatterResult, MatterTask
from councils.services.carrying import results
from points.enums import Module, Role
from points.models import Village
from tests.carrying.support import DUE, NOW, TODAY, WORDS, decided, ended, given, passed, posted, villagers
from tests.factories import Cast, make_village, member
from tests.support import assert_valid_html
from villagegov.db.keys import new_id


def page(client: Client, cast: Cast, path: str, user=None, status: int = 200) -> str:
    client.logout()
    if user:
        client.force_login(user)
    answer = client.get(f"/v/{cast.village.slug}/{path}")
    assert answer.status_code == status, answer.content.decode()[:500]
    text = answer.content.decode()
    assert_valid_html(text)
    return text


def post(client: Client, cast: Cast, path: str, user, **data) -> str:
    client.force_login(user)
    answer = client.post(f"/v/{cast.village.slug}/{path}", data, follow=True)
    assert answer.status_code == 200, answer.content.decode()[:500]
    return answer.content.decode()


def test_the_office_carries_it_out(client: Client, cast: Cast) -> None:
    matter = decided(cast)
    path = f"work/carrying/{matter.pk}/"
    assert "在三岔路口装路灯" in page(client, cast, "work/carrying/", cast.branch)
    sent = {
        "act": "task", "task-id": new_id(), "task-what": "装路灯", "task-person": f"u{cast.officer.pk}",
        "task-due_on": DUE.isoformat(),
    }  # fmt: skip
    said = post(client, cast, path, cast.branch, **{**sent, "task-due_on": "2026-10-01"})
    assert "装路灯" in said and "task-due_on" in said and not MatterTask.objects.exists()
    for _twice in range(2):
        post(client, cast, path, cast.branch, **sent)
    assert MatterTask.objects.count() == 1
    day = TODAY.isoformat()
    post(client, cast, path, cast.officer, **{"act": "progress-1", "progress-1-day": day, "progress-1-text": WORDS})
    assert WORDS in page(client, cast, f"affairs/{matter.number}/")
    waits = page(client, cast, path, cast.branch)
    assert 'value="result"' not in waits and "还有1项任务没办结" in waits
    end = {"act": "end-1", "end-1-done": "1", "end-1-day": day, "end-1-words": "四盏都亮了"}
    for _twice in range(2):
        post(client, cast, path, cast.officer, **end)
    assert 'value="result"' in page(client, cast, path, cast.branch)
    result = {"act": "result", "result-text": "四盏路灯已装好", "result-look_again_on": "2027-03-01"}
    for _twice in range(2):
        post(client, cast, path, cast.branch, **result)
    assert MatterResult.objects.get(village=cast.village).text == "四盏路灯已装好"
    assert "四盏路灯已装好" in page(client, cast, "affairs/")
    assert "在三岔路口装路灯" in page(client, cast, "work/carrying/?kind=closed", cast.supervisor)


def test_everybody_reads_numbers_and_no_names(client: Client, cast: Cast) -> None:
    matter = passed(cast.village, cast.branch, weight="major", title="修通组路", present=4, in_favour=3)
    given(cast, matter)
    for path in ("affairs/", f"affairs/{matter.number}/", "affairs/print/"):
        shown = page(client, cast, path)
        assert "修通组路" in shown and "应到4人" in shown and "同意3人" in shown
        assert f"代表{matter.number}-" not in shown, "who sat there stands in no public page"
        assert cast.officer.name not in shown
    page(client, cast, "affairs/999/", status=404)


def test_a_household_says_whether_it_is_done(client: Client, cast: Cast) -> None:
    matter = decided(cast)
    path = f"affairs/{matter.number}/found/"
    assert "结果还没有公布" in post_get(client, cast, path, cast.villager)
    posted(cast, matter)
    assert "办好了吗" in page(client, cast, path, cast.villager)
    said = post(client, cast, path, cast.villager, done="0", words=" ")
    assert not MatterFinding.objects.exists() and "还差什么" in said
    for _twice in range(2):
        post(client, cast, path, cast.villager, done="0", words="少装一盏")
    assert MatterFinding.objects.get().words == "少装一盏"
    for user in (None, cast.branch):
        assert "少装一盏" not in page(client, cast, f"affairs/{matter.number}/", user)
    assert "少装一盏" in page(client, cast, f"work/carrying/{matter.pk}/", cast.branch)
    assert "少装一盏" not in page(client, cast, f"work/carrying/{matter.pk}/", cast.officer)


def post_get(client: Client, cast: Cast, path: str, user) -> str:
    client.force_login(user)
    return client.get(f"/v/{cast.village.slug}/{path}", follow=True).content.decode()


@pytest.mark.parametrize(("answers", "shown"), [(4, False), (5, True)])
def test_counts_stand_in_public_from_five_on(client: Client, cast: Cast, answers: int, shown: bool) -> None:
    matter = decided(cast)
    result = posted(cast, matter)
    for user, household in villagers(cast, answers):
        results.find(result=result, household=household, done=True, by=user, at=NOW)
    assert (f"{answers}户认为办好了" in page(client, cast, f"affairs/{matter.number}/")) is shown


def test_switched_off_and_elsewhere(client: Client, cast: Cast) -> None:
    matter, far = decided(cast), make_village(modules=[Module.MATTERS])
    grid = member(cast.village, Role.GRID_OFFICER)
    page(client, cast, f"work/carrying/{matter.pk}/", grid, status=404)
    client.force_login(far.branch)
    for rest in (f"work/carrying/{matter.pk}/", f"affairs/{matter.number}/"):
        assert client.get(f"/v/{far.village.slug}/{rest}").status_code == 404
    Village.objects.filter(pk=cast.village.pk).update(modules=[Module.STARS])
    for path, user in (("affairs/", None), (f"work/carrying/{matter.pk}/", cast.branch), ("affairs/print/", None)):
        assert "装路灯" not in page(client, cast, path, user)
    assert "work/carrying/" not in page(client, cast, "work/", cast.branch)


def test_lists_cost_the_same_for_one_and_for_three(client: Client, cast: Cast) -> None:
    def costs() -> list[int]:
        found = []
        for path, user in (("work/carrying/", cast.branch), ("affairs/", None), ("affairs/print/", None)):
            page(client, cast, path, user)
            with CaptureQueriesContext(connection) as queries:
                client.get(f"/v/{cast.village.slug}/{path}")
            found.append(len(queries))
        return found

    def one_more() -> None:
        ended(cast, given(cast, matter := decided(cast)))
        given(cast, matter)
        posted(cast, decided(cast))
        passed(cast.village, cast.branch, weight="major")

    one_more()
    before = costs()
    for _more in range(2):
        one_more()
    assert costs() == before
