"""The privacy desk: everything that is held is said, what is erased is gone, and the ledger still checks."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction

from councils.models import Telling
from points.enums import EntryKind
from points.models import (
    AuditRow,
    CareMark,
    Claim,
    Entry,
    EntrySecret,
    EventWords,
    Household,
    ImpactAssessment,
    Photo,
    Village,
)
from points.queries import assessment as texts
from points.queries import held, ledger_check
from points.queries.passbook import lines
from points.services import assessments, care, consents, erasing, ledger, life, privacy
from tests import stage
from tests.db.everything import one_of_everything
from tests.factories import Cast
from tests.life.conftest import NOW, TODAY
from villagegov.db.fields import VillageForeignKey
from villagegov.kernel.errors import NotAllowed

Act = Callable[..., Any]
EVERY = ("contacts", "notes", "photos", "ledger", "history", "care", "name", "replies", "black_replies")


def erase(cast: Cast, *parts: str, **said: Any) -> dict[str, int]:
    said = {"asked_on": TODAY, "paper": "口头", "by": cast.administrator, "at": NOW, **said}
    household = Household.objects.get(pk=cast.households[0].pk)
    return privacy.erase(household=household, parts=parts, **said)


@pytest.fixture
def known(cast: Cast) -> Cast:
    """A household about which something is held everywhere; a neighbour with the same photo."""
    kept = stage.photo(cast)
    for number in (0, 1):
        claim = stage.draft(cast, number, photos=(kept.pk,))
        stage.send(cast, claim)
        for voter in (cast.branch, cast.supervision):
            stage.vote(cast, voter, claim)
    other = stage.photo(cast, (1, 2, 3))
    alone = stage.draft(cast, 0, day=date(2026, 10, 19), photos=(other.pk,))
    stage.send(cast, alone)
    for voter in (cast.branch, cast.supervision):
        stage.vote(cast, voter, alone)
    stage.deduction(cast, 0)
    stage.run_points(cast.village, stage.RELEASED)
    who = {"by": cast.administrator, "at": NOW}
    life.change_head(
        household=cast.households[0], day=TODAY, head_name="李新主", reason="death", note="老人过世", **who
    )
    care.mark(household=cast.households[0], kind="disabled", since=TODAY, note="拄拐", **who)
    consents.give(household=cast.households[0], kind="photos", given_on=TODAY, paper="5号夹", **who)
    return cast


def test_everything_held_is_said_in_words(known: Cast) -> None:
    household = Household.objects.get(pk=known.households[0].pk)
    said = json.dumps([[part.title, part.why, part.lines] for part in held.sections(household)], ensure_ascii=False)
    for word in (
        "李新主",
        "老人过世",
        "拄拐",
        "5号夹",
        "夜里巡了一圈",
        "知道了",
        "治安巡防",
        "焚烧秸秆",
        known.villager.username,
    ):
        assert word in said, word
    neighbour = json.dumps([part.lines for part in held.sections(known.households[3])], ensure_ascii=False)
    assert "夜里巡了一圈" not in neighbour and "拄拐" not in neighbour


def test_no_table_that_leads_to_a_household_is_forgotten(db: None) -> None:
    """Every table of a village that names a household, or a row that does, is spoken for or listed."""
    with transaction.atomic():
        everything = one_of_everything()
        household = everything.household
        tables = {model for model in apps.get_models() if getattr(model, "is_village_table", False)}
        direct = {
            model for model in tables
            if any(isinstance(row, VillageForeignKey) and row.related_model is Household for row in model._meta.fields)
        }  # fmt: skip
        assert direct <= set(held.paths()) and len(direct) > 10
        said = " ".join(line for part in held.sections(household) for line in part.lines)
        for model, path in held.paths().items():
            rows = model._default_manager.filter(**{"village": household.village_id, path: household})
            if rows.exists() and model not in held.spoken_for():
                name = str(model._meta.verbose_name_plural)
                assert name[:1].upper() + name[1:] in said, f"{model.__name__} is held and not said"
        transaction.set_rollback(True)


def test_what_is_erased_is_gone_and_the_ledger_still_checks(known: Cast) -> None:
    household = known.households[0]
    points = {row.seq: row.points for row in lines(known.village, household, 2026)}
    counts = erase(known, *EVERY)
    assert counts == {"notes": 3, "photos": 2, "ledger": 4, "history": 1, "care": 1, "replies": 1}
    assert not Claim.objects.filter(household=household).exclude(note="").exists()
    assert not EntrySecret.objects.filter(entry__household=household).exists()
    assert not EventWords.objects.filter(event__household=household).exists()
    assert not CareMark.objects.filter(household=household).exists()
    assert Telling.objects.get(claim__household=household).reply == ""
    assert Photo.objects.count() == 1, "the neighbour's stays, the other is gone"
    assert ledger_check.problems(known.village) == []
    after = lines(known.village, household, 2026)
    assert {row.seq: row.points for row in after} == points and all(row.erased for row in after)
    assert Claim.objects.filter(household=known.households[1]).exclude(note="").exists()
    audited = AuditRow.objects.get(village=known.village, action="household.erased")
    assert audited.after["erased_notes"] == 3 and audited.after["asked_on"] == "2026-11-20"
    assert erase(known, *EVERY) == {} and AuditRow.objects.filter(action="household.erased").count() == 1


def test_claims_under_way_keep_their_notes_and_photos(cast: Cast) -> None:
    kept = stage.photo(cast)
    claim = stage.draft(cast, 0, photos=(kept.pk,))
    assert erase(cast, "notes", "photos") == {}
    assert stage.fresh(claim).note and Photo.objects.exists()


def test_the_name_goes_only_with_a_closed_household(cast: Cast) -> None:
    assert erase(cast, "name") == {}
    life.move_out(household=cast.households[0], day=TODAY, by=cast.officer, at=NOW)
    assert erase(cast, "name") == {"name": 1}
    found = Household.objects.get(pk=cast.households[0].pk)
    assert (found.head_name, found.pinyin, found.initials) == (erasing.ERASED_NAME, "", "")


@pytest.mark.parametrize(
    ("parts", "said", "refusal"),
    [
        ((), {}, ("parts", "parts")),
        (("everything",), {}, ("parts", "parts")),
        (("notes",), {"asked_on": TODAY + timedelta(days=1)}, ("asked_on", "future")),
        (("notes",), {"paper": " "}, ("paper", "paper_missing")),
        (("notes",), {"paper": "长" * 61}, ("paper", "too_long")),
    ],
)
def test_requests_that_are_refused(
    cast: Cast, code: Act, parts: tuple[str, ...], said: dict[str, Any], refusal: tuple[str, str]
) -> None:
    assert code(lambda: erase(cast, *parts, **said)) == refusal


def test_only_the_administrator_erases_and_assesses(cast: Cast) -> None:
    for who in (cast.officer, cast.grid, cast.branch, cast.supervisor, cast.villager):
        for act in (
            lambda who=who: erase(cast, "notes", by=who),
            lambda who=who: assess(cast, by=who),
            lambda who=who: assessments.set_contact(village=cast.village, contact="村办", by=who, at=NOW),
        ):
            with pytest.raises(NotAllowed):
                act()


def test_erasing_three_hundred_lines_takes_no_more_queries_than_three(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:

    postings = [
        ledger.Posting(f"opening:{n}", EntryKind.OPENING, cast.households[0].pk, 1, TODAY, secret={"note": "x"})
        for n in range(300)
    ]
    ledger.post(village=cast.village, postings=postings, by=None, at=NOW)
    with django_assert_max_num_queries(25):
        assert erase(cast, "ledger") == {"ledger": 300}
    assert Entry.objects.count() == 300 and ledger_check.problems(cast.village) == []


# ------------------------------------------------------------------------------------------------ impact assessment


def assess(cast: Cast, **said: Any) -> ImpactAssessment:
    said = {"text": "评估", "author": "村委会", "assessed_on": TODAY, "by": cast.administrator, "at": NOW, **said}
    return assessments.record_assessment(village=cast.village, **said)


def test_versions_of_the_assessment_are_kept(cast: Cast) -> None:
    first = assess(cast, text=texts.template(cast.village))
    assert cast.village.name in first.text and texts.kept_until(date(2024, 2, 29)) == date(2027, 2, 28)
    assert assess(cast, text=texts.template(cast.village)).pk == first.pk, "the same form twice"
    assert assess(cast).number == 2
    assert [row.number for row in ImpactAssessment.objects.filter(village=cast.village)] == [2, 1]


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"text": " "}, ("text", "text")),
        ({"text": "长" * 20_001}, ("text", "too_long")),
        ({"author": ""}, ("author", "author")),
        ({"author": "长" * 41}, ("author", "too_long")),
        ({"assessed_on": TODAY + timedelta(days=1)}, ("assessed_on", "future")),
    ],
)
def test_assessments_that_are_refused(cast: Cast, code: Act, said: dict[str, Any], refusal: tuple[str, str]) -> None:
    assert code(lambda: assess(cast, **said)) == refusal


def test_the_contact_stands_on_the_notice(cast: Cast, code: Act) -> None:
    said = {"village": cast.village, "by": cast.administrator, "at": NOW}
    assessments.set_contact(contact=" 村委会办公室  0833-1234 ", **said)
    assert Village.objects.get(pk=cast.village.pk).privacy_contact == "村委会办公室 0833-1234"
    assert code(lambda: assessments.set_contact(contact="长" * 121, **said)) == ("contact", "too_long")
