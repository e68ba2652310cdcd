"""The committee's pages: work lists, the issue as it will stand, the way of a black entry; who may only read."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from boards.enums import EntryState, IssueState
from boards.models import BoardEntry
from boards.queries import work
from councils.models import NearKin
from points.models import Household, VillageSettings
from tests.boards.scene import boards_of_autumn, wangjiagou
from tests.boards.support import deed, entries, issue_of, publish, small_village, sweep, told, with_black
from tests.support import assert_valid_html
from villagegov.kernel import clock

pytestmark = pytest.mark.django_db
TODAY = clock.moment(date(2026, 11, 9), 10)


@pytest.fixture
def cast():
    return small_village(6)


@pytest.fixture
def drafted(cast):
    deed(cast, cast.households[0])
    deed(cast, cast.households[2], cast.deduction)
    sweep(cast)
    return issue_of(cast)


@pytest.fixture(autouse=True)
def _today():
    with clock.frozen(TODAY):
        yield


def page(client, user, address, **data):
    client.force_login(user)
    return client.post(address, data) if data else client.get(address)


def issue_page(issue):
    return reverse("admin:boards_boardissue_change", args=[issue.pk])


def entry_page(entry):
    return reverse("admin:boards_boardentry_change", args=[entry.pk])


def sent(client, user, address, **data):
    """Post the form as it was really rendered, hidden fields included."""
    client.force_login(user)
    shown = client.get(address)
    assert shown.status_code == 200
    form = shown.context["form"]
    initial = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return client.post(address, {**initial, **data}, follow=True)


# -------------------------------------------------------------------------------------------------------------- issue


def test_two_members_agree_and_it_is_published(client, cast, drafted):
    vote = reverse("admin:boards_issue_vote", args=[drafted.pk, "agree"])
    first = sent(client, cast.branch, vote)
    assert "您的表决已记下" in first.content.decode()
    assert cast.branch.name in first.content.decode()
    done = sent(client, cast.supervision, vote)
    assert "已出榜，为第1期" in done.content.decode()
    drafted.refresh_from_db()
    assert drafted.state == IssueState.PUBLISHED
    assert "不再改动" in done.content.decode()
    assert_valid_html(done.content)


def test_edit_strike_and_add_through_the_pages(client, cast, drafted):
    red, black = entries(cast, "red")[0], entries(cast, "black")[0]
    edit = reverse("admin:boards_issue_entry", args=[drafted.pk, red.pk])
    assert "已修改" in sent(client, cast.branch, edit, reason="连续守堤两晚").content.decode()
    strike = reverse("admin:boards_issue_strike", args=[drafted.pk, black.pk])
    assert client.get(strike).status_code == 200
    assert "已划去" in client.post(strike, follow=True).content.decode()
    add = reverse("admin:boards_issue_add", args=[drafted.pk, "red"])
    assert "已添加" in sent(client, cast.branch, add, household="004", reason="修好水渠").content.decode()
    red.refresh_from_db()
    black.refresh_from_db()
    assert (red.reason, black.state) == ("连续守堤两晚", EntryState.STRUCK)
    assert issue_of(cast).edition == 4


def test_a_refusal_stands_beside_its_field_and_what_was_typed_stays(client, cast, drafted):
    add = reverse("admin:boards_issue_add", args=[drafted.pk, "black"])
    answer = sent(client, cast.branch, add, household="004", reason="懒汉一个", article="第六条")
    text = answer.content.decode()
    assert "不是中性的话" in text
    assert "懒汉一个</textarea>" in text
    for household, sentence in (("999", "没有找到这一户"), ("李小", "好几户")):
        text = sent(client, cast.branch, add, household=household, reason="乱倒垃圾", article="第六条").content.decode()
        assert sentence in text
    assert BoardEntry.objects.filter(issue=drafted).count() == 2


def test_a_vote_on_an_older_version_is_refused(client, cast, drafted):
    vote = reverse("admin:boards_issue_vote", args=[drafted.pk, "agree"])
    client.force_login(cast.branch)
    edition = client.get(vote).context["form"].initial["edition"]
    strike = reverse("admin:boards_issue_strike", args=[drafted.pk, entries(cast, "black")[0].pk])
    page(client, cast.supervision, strike, sure="1")
    answer = page(client, cast.branch, vote, edition=edition)
    assert "草稿又改过了" in answer.content.decode()


def test_who_disagrees_says_why(client, cast, drafted):
    vote = reverse("admin:boards_issue_vote", args=[drafted.pk, "disagree"])
    assert sent(client, cast.branch, vote, note="").status_code == 200
    assert not drafted.votes.exists()
    assert "您的表决已记下" in sent(client, cast.branch, vote, note="理由不实").content.decode()


def test_supervisor_and_administrator_read_and_nobody_else_comes_in(client, cast, drafted):
    steps = [
        reverse("admin:boards_issue_vote", args=[drafted.pk, "agree"]),
        reverse("admin:boards_issue_add", args=[drafted.pk, "red"]),
        reverse("admin:boards_issue_entry", args=[drafted.pk, entries(cast, "red")[0].pk]),
        reverse("admin:boards_issue_strike", args=[drafted.pk, entries(cast, "red")[0].pk]),
    ]
    lists = [reverse("admin:boards_boardissue_changelist"), reverse("admin:boards_boardentry_changelist")]
    for reader in (cast.supervisor, cast.administrator, cast.superuser):
        for address in (*lists, issue_page(drafted)):
            assert page(client, reader, address).status_code == 200, address
        text = page(client, reader, issue_page(drafted)).content.decode()
        assert not any(step in text for step in steps)
        for address in steps:
            assert page(client, reader, address).status_code == 403
            assert page(client, reader, address, edition=1, reason="好").status_code == 403
    for outsider in (cast.officer, cast.villager):
        for address in (*lists, issue_page(drafted), *steps):
            assert page(client, outsider, address).status_code in (302, 403)
    client.logout()
    for address in (*lists, issue_page(drafted), *steps):
        assert client.get(address).status_code == 302
    assert issue_of(cast).edition == 1


def test_nobody_adds_changes_or_deletes_rows(client, cast, drafted):
    red = entries(cast, "red")[0]
    for who in (cast.branch, cast.administrator, cast.superuser):
        for model, pk in (("boardissue", drafted.pk), ("boardentry", red.pk)):
            for address in (
                reverse(f"admin:boards_{model}_add"),
                reverse(f"admin:boards_{model}_delete", args=[pk]),
            ):
                assert page(client, who, address).status_code in (403, 404)
                assert page(client, who, address, post="yes").status_code in (403, 404)
    assert BoardEntry.objects.filter(pk=red.pk).exists()


def test_another_villages_issue_is_not_there(client, cast, drafted):
    other = small_village(3)
    for address in (
        issue_page(drafted),
        reverse("admin:boards_issue_vote", args=[drafted.pk, "agree"]),
        reverse("admin:boards_issue_entry", args=[drafted.pk, entries(cast, "red")[0].pk]),
    ):
        assert page(client, other.branch, address).status_code == 404
    deed(other, other.households[0])
    sweep(other)
    mixed = reverse("admin:boards_issue_entry", args=[issue_of(other).pk, entries(cast, "red")[0].pk])
    assert page(client, other.branch, mixed).status_code == 404


def test_own_household_on_it_means_no_vote_and_no_edit_of_that_line(client, cast, drafted):
    NearKin.objects.create(
        village=cast.village, user=cast.branch, household=cast.households[0], registered_on=date(2026, 1, 1)
    )
    text = page(client, cast.branch, issue_page(drafted)).content.decode()
    assert "您回避表决" in text
    red, black = entries(cast, "red")[0], entries(cast, "black")[0]
    assert reverse("admin:boards_issue_entry", args=[drafted.pk, red.pk]) not in text
    assert reverse("admin:boards_issue_entry", args=[drafted.pk, black.pk]) in text
    answer = sent(client, cast.branch, reverse("admin:boards_issue_vote", args=[drafted.pk, "agree"]))
    assert "请回避" in answer.content.decode()
    assert not drafted.votes.exists()


def test_what_waits_is_counted_for_each_member(client, cast, drafted):
    village = cast.village
    assert work.waiting_issues(cast.branch, village) == 2  # September and October were closed by one run
    assert work.waiting_issues(cast.supervisor, village) == 0
    sent(client, cast.branch, reverse("admin:boards_issue_vote", args=[drafted.pk, "agree"]))
    assert work.waiting_issues(cast.branch, village) == 1
    publish_rest = reverse("admin:boards_issue_vote", args=[drafted.pk, "agree"])
    sent(client, cast.supervision, publish_rest)
    assert work.waiting_issues(cast.representative, village) == 1
    assert work.waiting_black(cast.branch, village, date(2026, 11, 9)) == 1
    told(cast, entries(cast, "black")[0])
    assert work.waiting_black(cast.branch, village, date(2026, 11, 13)) == 0
    assert work.waiting_black(cast.branch, village, date(2026, 11, 14)) == 1
    assert page(client, cast.branch, reverse("admin:index")).status_code == 200


@pytest.mark.parametrize("name", ["admin:boards_boardissue_changelist", "admin:boards_boardentry_changelist"])
def test_lists_cost_the_same_for_one_and_for_three(client, name):
    counts = []
    for rows in (1, 3):
        cast = small_village(3)
        # One village has its one closed month and one black entry, the other three of each.
        VillageSettings.objects.filter(village=cast.village).update(effective_from=date(2026, 11 - rows, 1))
        for household in cast.households[:rows]:
            deed(cast, household, cast.deduction)
        sweep(cast)
        publish(cast)
        client.force_login(cast.branch)
        client.get(reverse(name))
        with CaptureQueriesContext(connection) as caught:
            shown = client.get(reverse(name))
        assert len(shown.context["cl"].result_list) == rows
        counts.append(len(caught))
    assert counts[0] == counts[1]


# -------------------------------------------------------------------------------------------------------- black entry


def test_the_way_of_a_black_entry_through_its_page(client, cast, drafted):
    publish(cast, at=TODAY)
    [entry] = entries(cast, "black")
    address = entry_page(entry)
    shown = page(client, cast.branch, address)
    assert_valid_html(shown.content)
    assert "下一步：告知农户" in shown.content.decode()
    answer = client.post(
        address, {"step": "tell", "tell-way": "in_person", "tell-told_on": "2026-11-09"}, follow=True
    ).content.decode()
    assert "农户可申辩至 11月12日" in answer
    assert "下一步：表决" not in answer
    early = client.post(address, {"step": "agree"}, follow=True).content.decode()
    assert "现在不能做这一步" in early
    answer = client.post(address, {"step": "reply", "reply-reply": "已经扑灭"}, follow=True).content.decode()
    assert "下一步：表决" in answer
    assert "您的表决已记下" in client.post(address, {"step": "agree"}, follow=True).content.decode()
    client.force_login(cast.representative)
    answer = client.post(address, {"step": "agree"}, follow=True)
    assert "已上榜，公开至 12月8日" in answer.content.decode()
    assert_valid_html(answer.content)
    assert "提前撤下" in answer.content.decode() and reverse("boards:entry", args=[cast.village.slug, entry.pk]) in (
        answer.content.decode()
    )


@pytest.mark.parametrize("step", ["reply", "agree", "disagree", "lift", "publish", ""])
def test_no_step_is_skipped_by_sending_a_form_that_was_never_shown(client, cast, drafted, step):
    publish(cast, at=TODAY)
    [entry] = entries(cast, "black")
    fields = {"reply-reply": "好", "disagree-note": "好", "lift-reason": "好", "state": "published"}
    page(client, cast.branch, entry_page(entry), step=step, **fields)
    entry.refresh_from_db()
    assert (entry.state, entry.told_on, entry.decided_at) == (EntryState.REVIEWED, None, None)


def test_readers_see_the_way_and_take_no_step(client, cast):
    entry = with_black(cast)
    for reader in (cast.supervisor, cast.administrator):
        shown = page(client, reader, entry_page(entry))
        assert shown.status_code == 200
        assert 'name="step"' not in shown.content.decode()
        assert page(client, reader, entry_page(entry), step="lift", **{"lift-reason": "好"}).status_code == 403
    entry.refresh_from_db()
    assert entry.state == EntryState.PUBLISHED


def test_a_draft_of_a_black_entry_is_not_on_the_list_of_ways(client, cast, drafted):
    [entry] = entries(cast, "black")
    assert page(client, cast.branch, entry_page(entry)).status_code == 404


def test_full_names_for_the_committee(client):
    cast = boards_of_autumn(wangjiagou())
    text = page(client, cast.branch, reverse("admin:boards_boardentry_changelist")).content.decode()
    assert Household.objects.get(village=cast.village, number="009").head_name in text
