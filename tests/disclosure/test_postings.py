"""A posting from draft to board: two people, nothing changed after the check, corrections that stay to be read."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection, transaction
from PIL import Image

from councils.models import Posting, PostingFile, PostingStep, PostingTable, TableToMask
from councils.queries.disclosure import postings as queries
from councils.services.disclosure import files, postings
from points.enums import Module, Role
from points.models import AuditRow
from points.services import accounts
from tests import stage
from tests.disclosure.support import NOW, OCTOBER, TODAY, data, drafted, duty, fresh, masked, posted, sent, uploaded
from tests.factories import Cast, make_village, member
from villagegov.db.keys import new_id
from villagegov.kernel.errors import DomainError


def refused(code: str, act: Any, /, **values: Any) -> DomainError:
    with pytest.raises(DomainError) as caught:
        act(**values)
    assert code in {one.code for one in caught.value}, [one.code for one in caught.value]
    return caught.value


def test_it_is_checked_by_somebody_else_and_stands_for_the_days_of_the_village(cast: Cast) -> None:
    found = posted(cast)
    assert (found.state, found.number, found.checked_by_id) == ("posted", 1, cast.supervisor.pk)
    assert (found.posted_on, found.posted_until) == (TODAY, TODAY + timedelta(days=6))
    acts = list(PostingStep.objects.filter(posting=found).order_by("at", "id").values_list("act", flat=True))
    assert acts == ["drafted", "sent", "posted"]
    assert AuditRow.objects.filter(village=cast.village, action="posting.posted", by=cast.supervisor).exists()
    assert [one.pk for one in queries.latest(cast.village)] == [found.pk]


@pytest.mark.parametrize(("own", "days"), [(None, 7), (5, 5), (30, 30)])
def test_a_duty_can_ask_for_its_own_days(cast: Cast, own: int | None, days: int) -> None:
    terms = duty(cast, days_posted=own)
    found = posted(cast, duty=terms.duty, period_start=OCTOBER[0], period_end=OCTOBER[1])
    assert found.posted_until == TODAY + timedelta(days=days - 1)


def test_who_wrote_or_changed_it_does_not_check_it(cast: Cast) -> None:
    both = member(cast.village, Role.SUPERVISOR, name="监督")
    accounts.grant_role(village=cast.village, user=both, role=Role.OFFICER, household=None, by=None, at=NOW)
    made = drafted(cast)
    postings.save(posting=made, data=data(cast, text="改过"), by=both, at=NOW)
    waiting = sent(cast, made)
    refused("own_posting", postings.check, posting=waiting, by=both, at=NOW)
    assert not queries.may_check(both, waiting) and queries.may_check(cast.supervisor, waiting)
    assert queries.to_check(both, cast.village) == 0 and queries.to_check(cast.supervisor, cast.village) == 1
    # …and the database says so too, whoever asks it
    values = {
        "state": "posted", "checked_by": both, "posted_at": NOW, "posted_on": TODAY,
        "posted_until": TODAY + timedelta(days=6),
    }  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic():
        Posting.objects.filter(pk=waiting.pk).update(**values)
    refused("role", postings.check, posting=waiting, by=cast.officer, at=NOW)


def test_it_comes_back_with_a_reason_and_is_handed_in_again(cast: Cast) -> None:
    waiting = sent(cast)
    refused("required", postings.send_back, posting=waiting, reason=" ", by=cast.supervisor, at=NOW)
    back = postings.send_back(posting=waiting, reason="缺结存数", by=cast.supervisor, at=NOW)
    assert back.state == "returned"
    assert PostingStep.objects.get(posting=back, act="returned").words == "缺结存数"
    postings.save(posting=back, data=data(cast, text="结存5690元"), by=cast.officer, at=NOW)
    assert sent(cast, fresh(back)).state == "to_check"
    refused("step", postings.save, posting=fresh(back), data=data(cast), by=cast.officer, at=NOW)


def test_sending_twice_checking_twice_and_a_form_sent_twice(cast: Cast) -> None:
    key = new_id()
    first = drafted(cast, id=key)
    assert drafted(cast, id=key).pk == first.pk and Posting.objects.count() == 1
    waiting = sent(cast, first)
    refused("step", postings.send, posting=waiting, by=cast.officer, at=NOW)
    postings.check(posting=waiting, by=cast.supervisor, at=NOW)
    refused("step", postings.check, posting=waiting, by=cast.supervisor, at=NOW)
    assert PostingStep.objects.filter(act="posted").count() == 1


def test_what_says_nothing_is_not_handed_in(cast: Cast) -> None:
    made = drafted(cast, text="")
    refused("empty", postings.send, posting=made, by=cast.officer, at=NOW)
    table = uploaded(cast, made)
    refused("table_waits", postings.send, posting=made, by=cast.officer, at=NOW)
    masked(cast, table)
    assert sent(cast, made).state == "to_check"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"title": " "}, "required"),
        ({"title": "字" * 61}, "too_long"),
        ({"text": "身份证511124195003070018"}, "private_number"),
        ({"text": "卡号6228450012345678901"}, "private_number"),
        ({"title": "电话13900001234"}, "private_number"),
        ({"period_start": TODAY}, "period"),
        ({"period_start": TODAY, "period_end": TODAY - timedelta(days=1)}, "period"),
    ],
)
def test_what_cannot_be_written(cast: Cast, values: dict[str, Any], code: str) -> None:
    wanted = {"title": "标题", "text": "内容", **values}
    refused(code, drafted, cast=cast, **wanted)
    assert not Posting.objects.exists()


def test_the_village_office_may_give_its_own_mobile_number_in_the_text(cast: Cast) -> None:
    assert drafted(cast, text="有疑问请打13900001234，唐文书").pk


def test_a_correction_is_a_new_edition_and_the_old_one_stays(cast: Cast) -> None:
    first = posted(cast)
    second = postings.correct(posting=first, reason="电费少列96元", by=cast.officer, at=NOW)
    assert (second.number, second.edition, second.state) == (1, 2, "draft")
    refused("correcting", postings.correct, posting=first, reason="又错", by=cast.officer, at=NOW)
    assert [one.edition for one in queries.latest(cast.village)] == [1]  # until it is checked
    second.village = cast.village
    later = NOW + timedelta(days=1)
    postings.check(posting=sent(cast, second), by=cast.supervisor, at=later)
    assert fresh(first).state == "replaced" and fresh(second).state == "posted"
    assert [one.edition for one in queries.latest(cast.village)] == [2]
    assert [one.edition for one in queries.editions(fresh(second))] == [2, 1]
    shown = queries.shown(cast.village, 1, 1)
    assert shown is not None and shown.state == "replaced"


def test_taken_down_by_a_supervisor_with_a_reason_that_stays(cast: Cast) -> None:
    made = drafted(cast)
    masked(cast, uploaded(cast, made))
    found = postings.check(posting=sent(cast, made), by=cast.supervisor, at=NOW)
    found.village = cast.village
    refused("role", postings.take_down, posting=found, reason="有误", erase=False, by=cast.officer, at=NOW)
    postings.take_down(posting=found, reason="表里有人名没有隐去", erase=True, by=cast.supervisor, at=NOW)
    gone = fresh(found)
    assert (gone.state, gone.text, gone.taken_down_why) == ("taken_down", "", "表里有人名没有隐去")
    assert not PostingTable.objects.exists()
    assert [one.state for one in queries.latest(cast.village)] == ["taken_down"]
    refused("step", postings.take_down, posting=gone, reason="又", erase=False, by=cast.supervisor, at=NOW)


def test_nothing_is_deleted_for_good_while_a_correction_holds_the_same(cast: Cast) -> None:
    made = drafted(cast)
    masked(cast, uploaded(cast, made))
    first = fresh(postings.check(posting=sent(cast, made), by=cast.supervisor, at=NOW))
    second = postings.correct(posting=first, reason="少列一项", by=cast.officer, at=NOW)
    second.village = cast.village
    down = {"posting": first, "reason": "露了名字", "by": cast.supervisor, "at": NOW}
    assert refused("correcting", postings.take_down, erase=True, **down).field == "erase"
    assert fresh(first).state == "posted" and PostingTable.objects.count() == 2
    postings.drop(posting=second, by=cast.officer, at=NOW)
    postings.take_down(erase=True, **down)
    assert not PostingTable.objects.exists()


def test_it_is_taken_down_at_once_while_a_correction_is_under_way(cast: Cast) -> None:
    first = posted(cast)
    postings.correct(posting=first, reason="少列一项", by=cast.officer, at=NOW)
    postings.take_down(posting=first, reason="露了名字", erase=False, by=cast.supervisor, at=NOW)
    assert fresh(first).state == "taken_down"


@pytest.mark.parametrize(
    "values",
    [
        {"title": "别的"}, {"text": "别的"}, {"text": ""}, {"posted_until": date(2027, 1, 1)}, {"state": "draft"},
        {"state": "to_check"}, {"state": "dropped"}, {"posted_on": date(2026, 11, 1)}, {"edition": 3}, {"number": 9},
    ],
    ids=str,
)  # fmt: skip
def test_the_database_lets_nothing_posted_be_changed(cast: Cast, values: dict[str, Any]) -> None:
    found = posted(cast)
    with pytest.raises(DatabaseError), transaction.atomic():
        Posting.objects.filter(pk=found.pk).update(**values)


def test_the_database_lets_no_edition_vanish_behind_nothing(cast: Cast) -> None:
    found = posted(cast)
    with pytest.raises(DatabaseError), transaction.atomic():
        Posting.objects.filter(pk=found.pk).update(state="replaced")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_database_begins_with_a_draft_and_keeps_the_parts(cast: Cast) -> None:
    made = drafted(cast)
    table = masked(cast, uploaded(cast, made))
    with pytest.raises(DatabaseError), transaction.atomic():
        Posting.objects.create(
            village=cast.village, number=8, category=made.category, title="…", state="to_check",
            written_by=cast.officer, written_at=NOW, sent_by=cast.officer, sent_at=NOW,
        )  # fmt: skip
    sent(cast, made)
    for act in (lambda: PostingTable.objects.filter(pk=table.pk).update(caption="…"), table.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_a_draft_is_given_up_with_everything_in_it(cast: Cast) -> None:
    made = drafted(cast)
    uploaded(cast, made)
    assert postings.drop(posting=made, by=cast.officer, at=NOW).state == "dropped"
    assert not TableToMask.objects.exists()
    refused("step", postings.send, posting=made, by=cast.officer, at=NOW)


# -------------------------------------------------------------------------------------------------------------- files


def _photo() -> ContentFile:
    target, exif = BytesIO(), Image.Exif()
    exif[0x010F] = "SecretPhone"
    Image.new("RGB", (80, 60), (30, 120, 60)).save(target, "JPEG", exif=exif)
    return ContentFile(target.getvalue(), name="x.jpg")


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def test_a_picture_loses_what_the_phone_wrote_and_a_pdf_stays(cast: Cast, settings: Any, tmp_path: Any) -> None:
    made = drafted(cast)
    common = {"posting": made, "caption": "发票", "looked": True, "by": cast.officer, "at": NOW}
    picture = files.add(upload=_photo(), **common)
    stored = picture.file.open("rb").read()
    assert picture.is_picture and b"SecretPhone" not in stored
    paper = files.add(upload=ContentFile(PDF, name="x.pdf"), **common)
    assert not paper.is_picture and paper.file.open("rb").read() == PDF
    assert files.add(upload=ContentFile(PDF, name="y.pdf"), **common).pk == paper.pk
    paper.posting = made
    files.remove(file=paper, by=cast.officer, at=NOW)
    assert PostingFile.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"hello", "no_file"),
        (b"PK\x03\x04", "no_file"),
        (b"%PDF-1.4 nothing", "damaged"),
        (PDF.replace(b"/Type", b"/JavaScript /Type"), "active"),
        (PDF.replace(b"/Type", b"/Encrypt /Type"), "password"),
    ],
)
def test_what_is_no_file_for_the_board(cast: Cast, body: bytes, code: str) -> None:
    upload = ContentFile(body, name="x")
    values = {"posting": drafted(cast), "caption": "发票", "looked": True, "by": cast.officer, "at": NOW}
    assert refused(code, files.add, upload=upload, **values).field == "upload"


def test_somebody_looked_at_it_first(cast: Cast) -> None:
    values = {"posting": drafted(cast), "caption": "发票", "looked": False, "by": cast.officer, "at": NOW}
    refused("not_looked", files.add, upload=_photo(), **values)


# ---------------------------------------------------------------------------------------------------------------- who


def test_another_village_and_a_village_without_the_module(cast: Cast) -> None:
    other = make_village(households=1, modules=[Module.DISCLOSURE])
    found = posted(cast)
    refused("role", postings.correct, posting=found, reason="…", by=other.officer, at=NOW)
    refused("category", postings.draft, village=other.village, data=data(cast), by=other.officer, at=NOW)
    off = make_village(households=1)
    wanted = postings.PostingInput("标题", "内容")
    refused("module_off", postings.draft, village=off.village, data=wanted, by=off.officer, at=NOW)
    refused("role", postings.draft, village=cast.village, data=data(cast), by=cast.villager, at=NOW)
    assert stage.fresh(found).state == "posted"
