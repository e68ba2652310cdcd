"""Pages of matters: from the draft to the result by clicks; module off; other villages; the price of a list."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from councils.models import Matter, MatterStep, MatterSuggestion, Procedure, Sitting
from councils.services.matters import suggestions
from points.models import Notice
from tests import stage
from tests.factories import Cast, make_village
from tests.matters import support as s
from tests.support import assert_valid_html


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(cast: Cast, rest: str = "") -> str:
    return f"/v/{cast.village.slug}/{rest}"


PAGES = ("work/matters/", "work/matters/new/", "work/matters/minor/", "work/matters/suggestions/",
         "work/matters/procedures/", "work/matters/procedures/new/", "my/suggestions/")  # fmt: skip


def whose(cast: Cast, page: str) -> Client:
    return signed_in(cast.villager if page.startswith("my/") else cast.administrator)


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_valid_and_off_where_the_module_is_off(cast: Cast, page: str) -> None:
    client = whose(cast, page)
    answer = client.get(address(cast, page))
    assert answer.status_code == 200
    assert_valid_html(answer.content)
    cast.village.modules = []
    cast.village.save(update_fields=["modules"])
    off = client.get(address(cast, page)).content.decode()
    assert '<form method="post"' not in off.split("<main")[1]
    assert "需要时请村级管理员启用" in off


def test_every_page_of_a_matter_and_a_sitting_is_valid_and_off(cast: Cast) -> None:
    matter = s.opened(cast)
    sitting = s.called(cast, matter)
    s.voted(cast, sitting, present=len(s.seats(sitting)), in_favour=1)
    step = s.step_at(sitting)
    number = f"work/sittings/{sitting.number}/"
    pages = [f"work/matters/{matter.number}/", number, f"{number}votes/{step.pk}/", f"sittings/{sitting.number}/"]
    pages += [f"{number}print/{sheet}/" for sheet in ("notice", "roll", "minutes")]
    procedure = Procedure.objects.get(village=cast.village)
    pages += [f"work/matters/procedures/{procedure.pk}/"]
    client = signed_in(cast.administrator)
    for page in pages:
        answer = client.get(address(cast, page))
        assert answer.status_code == 200, page
        assert_valid_html(answer.content)
    cast.village.modules = []
    cast.village.save(update_fields=["modules"])
    for page in pages:
        assert matter.title not in client.get(address(cast, page)).content.decode()


def test_by_clicks_from_the_draft_to_the_result(cast: Cast) -> None:
    used, client = s.procedure(cast, [s.decide(cast)]), signed_in(cast.branch)
    form = {"id": str(uuid.uuid4()), "title": "修三组的路", "text": "到水井", "weight": "major",
            "procedure": str(used.pk), "proposer": str(s.proposer(cast).pk)}  # fmt: skip
    for _twice in range(2):
        answer = client.post(address(cast, "work/matters/new/"), form, follow=True)
    assert "修三组的路" in answer.content.decode() and Matter.objects.filter(village=cast.village).count() == 1
    matter = Matter.objects.get(village=cast.village)
    page = address(cast, f"work/matters/{matter.number}/")
    client.post(page, {"act": "open"})
    assert "通知开会：议事会议定" in client.get(page).content.decode()
    call = {"id": str(uuid.uuid4()), "held_on": "2026-11-15", "hour": "19:30", "place": "", "agenda": ""}
    short = client.post(f"{page}call/", call).content.decode()
    assert "2026-11-16" in short and "19:30" in short, "refused with the earliest day, and what was typed stays"
    answer = client.post(f"{page}call/", {**call, "held_on": "2026-11-16"}, follow=True)
    assert "已通知" in answer.content.decode()
    sitting = Sitting.objects.get(village=cast.village)
    held = address(cast, f"work/sittings/{sitting.number}/")
    roll = s.seats(sitting)
    early = client.post(held, {"act": "close", "minutes": "通过"}).content.decode()
    assert "请先登记签到" in early
    client.post(held, {"act": "tick", "present": [str(key) for key in roll[:7]]})
    step = MatterStep.objects.get(village=cast.village)
    votes = f"{held}votes/{step.pk}/"
    assert client.get(votes).content.decode().count("<legend>") >= 7
    said = {f"vote_{key}": "for" for key in roll[:7]} | {f"vote_{roll[0]}": "against"}
    client.post(votes, {"act": "votes", **said})
    client.post(held, {"act": "pages", "photos": [stage.picture()]})
    answer = client.post(held, {"act": "close", "minutes": ""}, follow=True)
    assert "结果已算出" in answer.content.decode()
    matter.refresh_from_db()
    assert (matter.state, matter.decided_on) == ("passed", s.TODAY)
    done = client.get(page).content.decode()
    assert "需 7" in done and "需 4" in done


def test_who_is_on_the_roll_reads_the_notice_and_nobody_else(cast: Cast) -> None:
    step = s.procedures.StepInput("decide", "户代表会议", households=True)
    sitting = s.called(cast, s.opened(cast, s.procedure(cast, [step])))
    notice = Notice.objects.get(user=cast.villager)
    assert signed_in(cast.villager).get(notice.path).status_code == 200
    council = s.called(cast, s.opened(cast, s.procedure(cast, [s.decide(cast)], name="别的")))
    assert signed_in(cast.villager).get(address(cast, f"sittings/{council.number}/")).status_code == 403
    assert signed_in(cast.villager).get(address(cast, f"work/sittings/{sitting.number}/")).status_code == 403


def test_a_procedure_taken_over_and_edited_by_the_administrator(cast: Cast) -> None:
    client = signed_in(cast.administrator)
    page = address(cast, "work/matters/procedures/")
    answer = client.post(page, {"ready": "four_two"}, follow=True).content.decode()
    made = Procedure.objects.get(village=cast.village, name="四议两公开")
    assert made.state == "draft" and "党员大会" in answer, "the missing body is said in words"
    client.post(page, {"ready": "four_two"})
    assert Procedure.objects.filter(village=cast.village).count() == 2
    client.post(address(cast, f"work/matters/procedures/{made.pk}/"), {"act": "use"})
    assert Procedure.objects.get(pk=made.pk).state == "draft"
    s.people(cast, s.BodyKind.PARTY_MEMBERS, "党员大会", 5)
    used = Procedure.objects.get(village=cast.village, name="村民议事会")
    edit = address(cast, f"work/matters/procedures/{used.pk}/")
    shown = client.get(edit).context["form"]
    sent = {name: "" if shown[name].value() is None else shown[name].value() for name in shown.fields}
    sent = {name: value for name, value in sent.items() if value is not False}
    client.post(edit, {**sent, "notice_days_2": "5", "attendance_2": "three_quarters"})
    step = used.steps.get(village=cast.village, number=2)
    assert (step.notice_days, step.attendance, step.urgent_days) == (5, "three_quarters", 1)
    wrong = client.post(edit, {**sent, "posted_days_4": "3"}).content.decode()
    assert "请填5到" in wrong and used.steps.get(village=cast.village, number=4).posted_days == 7


def test_a_minor_matter_in_one_form_with_its_photo(cast: Cast) -> None:
    client = signed_in(cast.officer)
    form = {"id": str(uuid.uuid4()), "title": "借会议室", "result": "同意", "decided_on": "2026-11-10", "proposer": "",
            "photos": [stage.picture()]}  # fmt: skip
    client.post(address(cast, "work/matters/minor/"), form)
    matter = Matter.objects.get(village=cast.village)
    photo = matter.papers.get(village=cast.village).photo_id
    assert signed_in(cast.branch).get(address(cast, f"photos/{photo}/small/")).status_code == 200
    assert signed_in(cast.villager).get(address(cast, f"photos/{photo}/small/")).status_code == 403


def test_a_suggestion_is_taken_up_or_answered(cast: Cast) -> None:
    phone, office = signed_in(cast.villager), signed_in(cast.branch)
    form = {"id": str(uuid.uuid4()), "text": "路口装一面镜子"}
    for _twice in range(2):
        phone.post(address(cast, "my/suggestions/"), form)
    made = MatterSuggestion.objects.get(village=cast.village)
    new = address(cast, f"work/matters/new/?suggestion={made.pk}")
    assert "路口装一面镜子" in office.get(new).content.decode()
    used = Procedure.objects.get(village=cast.village)
    office.post(new, {"id": str(uuid.uuid4()), "title": "装镜子", "text": "装", "weight": "major",
                      "procedure": str(used.pk), "proposer": str(s.proposer(cast).pk)})  # fmt: skip
    made.refresh_from_db()
    assert made.state == "taken_up" and "装镜子" in phone.get(address(cast, "my/suggestions/")).content.decode()
    other = suggestions.suggest(household=stage.household(cast, 0), text="修凉亭", by=cast.villager, at=s.NOW)
    page = address(cast, "work/matters/suggestions/")
    refused = office.post(page, {"suggestion": str(other.pk), "words": ""}).content.decode()
    assert 'aria-invalid="true"' in refused and 'aria-invalid="true"' not in office.get(page).content.decode()
    other.refresh_from_db()
    assert other.state == "open"
    office.post(page, {"suggestion": str(other.pk), "words": "明年再说"})
    other.refresh_from_db()
    assert other.state == "answered" and "明年再说" in phone.get(address(cast, "my/suggestions/")).content.decode()


def test_rows_of_another_village_are_not_there(cast: Cast) -> None:
    far = make_village(modules=cast.village.modules)
    matter = s.opened(cast)
    sitting = s.called(cast, matter)
    client = signed_in(far.administrator)
    base = f"/v/{far.village.slug}/work/"
    for page in (f"matters/{matter.number}/", f"sittings/{sitting.number}/",
                 f"matters/procedures/{Procedure.objects.get(village=cast.village).pk}/"):  # fmt: skip
        assert client.get(base + page).status_code == 404
    form = {"id": str(uuid.uuid4()), "title": "x", "text": "x", "weight": "major",
            "procedure": str(matter.procedure_id), "proposer": str(matter.proposer_id)}  # fmt: skip
    assert client.post(f"{base}matters/new/", form).status_code == 200
    assert not Matter.objects.filter(village=far.village).exists()


@pytest.mark.parametrize("page", ["work/matters/", "work/matters/procedures/", "work/matters/suggestions/",
                                  "my/suggestions/"])  # fmt: skip
def test_a_list_costs_the_same_however_long(cast: Cast, page: str) -> None:
    client = whose(cast, page)

    def one_more(number: int) -> None:
        matter = s.opened(cast, s.procedure(cast, [s.decide(cast, notice_days=3)], name=f"程序{number}"))
        s.called(cast, matter)
        suggestions.suggest(household=stage.household(cast, 0), text=f"建议{number}", by=cast.villager, at=s.NOW)

    def queries() -> int:
        client.get(address(cast, page))
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(address(cast, page)).status_code == 200
        return len(caught)

    one_more(1)
    first = queries()
    for number in (2, 3):
        one_more(number)
    assert queries() == first


@pytest.mark.parametrize("page", ["", "votes/"])
def test_a_sitting_costs_the_same_however_many_come(cast: Cast, page: str) -> None:
    client, counted = signed_in(cast.branch), []
    for n, size in enumerate((3, 9)):
        body = s.people(cast, s.BodyKind.WORKING_GROUP, f"工作组{n}", size)
        matter = s.opened(cast, s.procedure(cast, [s.decide(cast, body_id=body.pk)], name=f"程序{n}"))
        sitting = s.called(cast, matter)
        s.voted(cast, sitting, present=size, in_favour=size)
        step = f"{s.step_at(sitting).pk}/" if page else ""
        url = address(cast, f"work/sittings/{sitting.number}/{page}{step}")
        client.get(url)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(url).status_code == 200
        counted.append(len(caught))
    assert counted[0] == counted[1]
