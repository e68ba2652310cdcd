"""Objections: who may object to what, who decides, what becomes of the claim, and who learns of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from councils.enums import BodyKind, Decision, ObjectionState
from councils.models import NearKin, Objection, Vote
from councils.services import objections
from points.enums import ClaimState, Role
from points.models import AuditRow, Claim, ClaimPhoto, Entry, Photo
from points.services.due import run_points
from tests.factories import make_village, member, seat
from tests.publicity.conftest import TODAY, UNTIL, Scene, client_of, text_of
from tests.support import assert_valid_html
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed, TransitionError

pytestmark = pytest.mark.django_db
TEXT = "那天晚上他家没有人去巡防。"


def object_to(claim: Claim, by, text: str = TEXT) -> Objection:
    return objections.object_to(claim=claim, text=text, by=by, at=clock.now())


def decide(objection: Objection, by, *, uphold: bool, reason: str = "问过两户，情况属实。") -> Objection:
    return objections.decide_objection(objection=objection, uphold=uphold, reason=reason, by=by, at=clock.now())


@pytest.fixture
def claim(scene: Scene) -> Claim:
    return scene.publicise(scene.cast.households[0])


# --------------------------------------------------------------------------------------------------------- objecting


def test_an_objection_holds_the_claim_and_nothing_is_posted(scene: Scene, claim: Claim) -> None:
    objection = object_to(claim, scene.neighbour, f"  {TEXT} ")
    claim.refresh_from_db()
    assert (claim.state, objection.state, objection.text) == (ClaimState.HELD, ObjectionState.OPEN, TEXT)
    run_points(scene.village, clock.moment(UNTIL + timedelta(days=30)))
    assert not Entry.objects.filter(claim=claim).exists(), "an overdue decision never posts it"


def test_the_audit_does_not_tell_who_objected(scene: Scene, claim: Claim) -> None:
    objection = object_to(claim, scene.neighbour)
    row = AuditRow.objects.get(subject_id=claim.pk)
    assert (row.action, row.by, row.after["objection"]) == ("claim.held", None, str(objection.pk))
    assert not AuditRow.objects.filter(by=scene.neighbour).exists()
    assert str(scene.neighbour.pk) not in str(row.after) and objection.objector == scene.neighbour


def test_a_double_click_is_one_objection(scene: Scene, claim: Claim) -> None:
    assert object_to(claim, scene.neighbour).pk == object_to(claim, scene.neighbour, "再说一遍").pk
    assert Objection.objects.count() == 1
    client = client_of(scene.neighbour)
    url = scene.url(f"my/claims/{claim.pk}/object/")
    for _time in range(2):
        assert client.post(url, {"text": TEXT}).status_code == 302
    assert Objection.objects.count() == 1


def test_a_second_person_reads_that_it_is_being_checked(scene: Scene, claim: Claim) -> None:
    object_to(claim, scene.neighbour)
    with pytest.raises(TransitionError, match="已有人提出异议"):
        object_to(claim, scene.cast.villager)


@pytest.mark.parametrize("state", sorted(set(ClaimState) - {ClaimState.PUBLICISED, ClaimState.POSTED}))
def test_only_to_what_is_in_publicity_or_counted(scene: Scene, claim: Claim, state: ClaimState) -> None:
    Claim.objects.filter(pk=claim.pk).update(state=state)
    with pytest.raises(TransitionError):
        object_to(claim, scene.neighbour)
    assert not Objection.objects.exists()


def test_until_the_last_day_and_not_after_it(scene: Scene, claim: Claim) -> None:
    late = scene.publicise(scene.cast.households[1])
    with clock.frozen(clock.moment(UNTIL, 23, 59)):
        object_to(claim, scene.neighbour)
    with clock.frozen(clock.start_of(UNTIL + timedelta(days=1))), pytest.raises(TransitionError, match="2026-10-16"):
        object_to(late, scene.neighbour)


@pytest.mark.parametrize("text", ["", "  \n ", "啊" * 501])
def test_it_says_what_is_wrong(scene: Scene, claim: Claim, text: str) -> None:
    with pytest.raises(DomainError) as caught:
        object_to(claim, scene.neighbour, text)
    assert caught.value.field == "text"
    claim.refresh_from_db()
    assert claim.state == ClaimState.PUBLICISED


def test_only_villagers_of_the_village_object(scene: Scene, claim: Claim) -> None:
    cast = scene.cast
    for user in (cast.officer, cast.branch, cast.supervisor, cast.administrator, cast.superuser):
        with pytest.raises(NotAllowed):
            object_to(claim, user)
    with pytest.raises(NotAllowed):
        object_to(claim, make_village().villager)


def test_what_is_not_on_the_list_only_its_household_objects_to(scene: Scene) -> None:
    hidden = scene.publicise(scene.cast.households[0], scene.informant)
    with pytest.raises(NotAllowed, match="不在公示名单"):
        object_to(hidden, scene.neighbour)
    assert client_of(scene.neighbour).get(scene.url(f"my/claims/{hidden.pk}/object/")).status_code == 404
    assert object_to(hidden, scene.cast.villager).state == ObjectionState.OPEN


def test_nobody_objects_twice_to_one_claim(scene: Scene, claim: Claim) -> None:
    decide(object_to(claim, scene.neighbour), scene.cast.supervisor, uphold=False)
    with pytest.raises(TransitionError, match="已有结论"):
        object_to(claim, scene.neighbour)
    assert object_to(claim, scene.cast.villager).state == ObjectionState.OPEN, "somebody else may"


def test_the_page_shows_only_what_the_list_shows(scene: Scene) -> None:
    health = scene.publicise(scene.cast.households[0], scene.health)
    page = client_of(scene.neighbour).get(scene.url(f"my/claims/{health.pk}/object/"))
    assert_valid_html(page.content)
    assert "按规定只公示类别" in text_of(page) and "照护失能家人" not in text_of(page)


def test_objecting_in_the_browser(scene: Scene, claim: Claim) -> None:
    client = client_of(scene.neighbour)
    url = scene.url(f"my/claims/{claim.pk}/object/")
    assert f'href="{url}"' in text_of(client.get(scene.url("publicity/")))
    assert "治安巡防" in text_of(client.get(url))
    empty = client.post(url, {"text": " "})
    assert "<h2>还没有" in text_of(empty) and not Objection.objects.exists()
    answer = client.post(url, {"text": TEXT}, follow=True)
    assert answer.redirect_chain == [(scene.url("my/"), 302)]
    assert "异议已收到" in text_of(answer) and TEXT in text_of(answer)


def test_whoever_comes_too_late_reads_why_and_keeps_their_words(scene: Scene, claim: Claim) -> None:
    client = client_of(scene.neighbour)
    url = scene.url(f"my/claims/{claim.pk}/object/")
    decide(object_to(claim, scene.cast.villager), scene.cast.supervisor, uphold=True)
    with clock.frozen(UNTIL):
        answer = client.post(url, {"text": TEXT})
        assert_valid_html(answer.content)
        assert "这一条已不予认定" in text_of(answer) and TEXT in text_of(answer)
        assert "<textarea" not in text_of(client.get(url))
    assert not Objection.objects.filter(objector=scene.neighbour).exists()


def test_after_publicity_one_objects_to_what_was_counted(scene: Scene, claim: Claim) -> None:
    client = client_of(scene.neighbour)
    url = scene.url(f"my/claims/{claim.pk}/object/")
    with clock.frozen(UNTIL + timedelta(days=1)):
        assert "一小时内计分" in text_of(client.get(url)) and "<textarea" not in text_of(client.get(url))
        run_points(scene.village, clock.now())
        assert "对已计分事项提异议" in text_of(client.get(url))
        assert "答复前已计的分不变" in text_of(client.post(url, {"text": TEXT}, follow=True))
    assert Objection.objects.get().kind == "entry"


# ---------------------------------------------------------------------------------------------------------- deciding


def test_upheld_the_claim_is_rejected_with_the_reason(scene: Scene, claim: Claim) -> None:
    objection = decide(object_to(claim, scene.neighbour), scene.cast.supervisor, uphold=True)
    claim.refresh_from_db()
    assert (claim.state, claim.decision_note) == (ClaimState.REJECTED, "问过两户，情况属实。")
    assert (objection.state, objection.decided_by) == (ObjectionState.UPHELD, scene.cast.supervisor)
    run_points(scene.village, clock.moment(UNTIL + timedelta(days=30)))
    assert not Entry.objects.filter(claim=claim).exists()
    assert AuditRow.objects.get(action="objection.decided").by == scene.cast.supervisor


@pytest.mark.parametrize(("decided_on", "until"), [(TODAY, UNTIL), (UNTIL + timedelta(days=9),) * 2])
def test_dismissed_it_stands_in_publicity_until_today_at_least(scene, claim, decided_on, until) -> None:
    objection = object_to(claim, scene.neighbour)
    with clock.frozen(decided_on):
        decide(objection, scene.cast.supervisor, uphold=False)
    claim.refresh_from_db()
    assert (claim.state, claim.publicity_until) == (ClaimState.PUBLICISED, until)
    run_points(scene.village, clock.moment(until))
    assert not Entry.objects.filter(claim=claim).exists(), "not on its last day"
    run_points(scene.village, clock.moment(until + timedelta(days=1)))
    assert Entry.objects.get(claim=claim).points == 10


def _hindered(scene: Scene, claim: Claim, how: str):
    cast = scene.cast
    if how == "objector":
        villager = member(scene.village, Role.VILLAGER, cast.households[2])
        villager.memberships.create(village=scene.village, user=villager, role=Role.SUPERVISOR)
        return villager
    user = member(scene.village, Role.SUPERVISOR, cast.households[0] if how == "own" else None)
    if how == "seat":
        seat(cast.bodies[BodyKind.SUPERVISION], user, household=cast.households[0])
    if how == "kin":
        NearKin.objects.create(village=scene.village, user=user, household=cast.households[0], registered_on=TODAY)
    if how == "voted":
        Vote.objects.create(
            village=scene.village,
            claim=claim,
            round=1,
            voter=user,
            constituencies=["supervision"],
            decision=Decision.APPROVE,
            at=clock.now(),
        )
    if how in ("claimed_by", "vouched_by"):
        Claim.objects.filter(pk=claim.pk).update(**{how: user})
    return user


@pytest.mark.parametrize("how", ["own", "seat", "kin", "voted", "claimed_by", "vouched_by", "objector"])
def test_whoever_had_a_part_does_not_decide_and_does_not_learn_who_objected(scene, claim, how) -> None:
    user = _hindered(scene, claim, how)
    objection = object_to(claim, user if how == "objector" else scene.neighbour)
    with pytest.raises(NotAllowed):
        decide(objection, user, uphold=True)
    client = client_of(user)
    listing = client.get(scene.url("work/objections/"))
    url = scene.url(f"work/objections/{objection.pk}/")
    page = client.get(url)
    for response in (listing, page):
        assert_valid_html(response.content)
        assert "陈秀英" not in text_of(response) and TEXT not in text_of(response)
    assert f'href="{url}"' not in text_of(listing) and "<textarea" not in text_of(page)
    assert client.post(url, {"decision": "uphold", "reason": "好"}).status_code == 403
    objection.refresh_from_db()
    assert objection.state == ObjectionState.OPEN
    assert '<span class="count">' not in text_of(client.get(scene.url("rules/"))), "it does not wait for this one"
    assert 'class="count">1<' in text_of(client_of(scene.cast.supervisor).get(scene.url("rules/")))


def test_only_supervisors_of_the_village_decide(scene: Scene, claim: Claim) -> None:
    objection = object_to(claim, scene.neighbour)
    cast = scene.cast
    for user in (cast.officer, cast.branch, cast.administrator, cast.superuser, make_village().supervisor):
        with pytest.raises(NotAllowed):
            decide(objection, user, uphold=True)


@pytest.mark.parametrize("reason", [" ", "好" * 301])
def test_a_decision_gives_a_reason(scene: Scene, claim: Claim, reason: str) -> None:
    objection = object_to(claim, scene.neighbour)
    with pytest.raises(DomainError) as caught:
        decide(objection, scene.cast.supervisor, uphold=True, reason=reason)
    assert caught.value.field == "reason"


def test_it_is_decided_once(scene: Scene, claim: Claim) -> None:
    objection = object_to(claim, scene.neighbour)
    decide(objection, scene.cast.supervisor, uphold=False)
    with pytest.raises(TransitionError):
        decide(objection, member(scene.village, Role.SUPERVISOR), uphold=True)
    claim.refresh_from_db()
    assert claim.state == ClaimState.PUBLICISED


def test_deciding_in_the_browser(scene: Scene, claim: Claim) -> None:
    objection = object_to(claim, scene.neighbour)
    client = client_of(scene.cast.supervisor)
    url = scene.url(f"work/objections/{objection.pk}/")
    assert f'href="{url}"' in text_of(client.get(scene.url("work/objections/")))
    page = text_of(client.get(url))
    for words in ("李小华户", "治安巡防", TEXT, "陈秀英"):
        assert words in page
    wrong = client.post(url, {"decision": "uphold", "reason": ""})
    assert wrong.status_code == 200
    assert_valid_html(wrong.content)
    answer = client.post(url, {"decision": "dismiss", "reason": "查了巡防登记，确有此事。"}, follow=True)
    assert "异议不成立" in text_of(answer) and "没有待处理的异议" in text_of(answer)
    assert "查了巡防登记" in text_of(answer) and "陈秀英" not in text_of(answer)
    again = client.post(url, {"decision": "uphold", "reason": "改主意"})
    assert "已经有结论" in text_of(again)


# ------------------------------------------------------------------------------------------------- who learns of what


@pytest.mark.parametrize("uphold", [True, False])
def test_the_objector_reads_the_answer_and_nobody_else_learns_who_it_was(scene, claim, uphold) -> None:
    decide(object_to(claim, scene.neighbour), scene.cast.supervisor, uphold=uphold)
    own = text_of(client_of(scene.neighbour).get(scene.url("my/")))
    assert "您提的异议" in own and "问过两户，情况属实" in own
    assert ("异议成立" if uphold else "异议不成立") in own
    household = text_of(client_of(scene.cast.villager).get(scene.url("my/")))
    assert "陈秀英" not in household and TEXT not in household
    assert ("不予认定：问过两户" in household) is uphold
    for user in (None, scene.cast.villager, scene.cast.officer):
        for tail in ("publicity/", "publicity/print/"):
            html = text_of(client_of(user).get(scene.url(tail)))
            assert TEXT not in html and "陈" not in html.replace("陈秀英</a>", "")


def test_the_same_queries_for_one_and_for_three(scene: Scene) -> None:
    numbers = []
    client = client_of(scene.cast.supervisor)
    for households in (scene.cast.households[:1], scene.cast.households[1:3]):
        for household in households:
            object_to(scene.publicise(household), scene.neighbour)
            decide(object_to(scene.publicise(household), scene.neighbour), scene.cast.supervisor, uphold=True)
        with CaptureQueriesContext(connection) as queries:
            assert_valid_html(client.get(scene.url("work/objections/")).content)
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]


def test_the_supervisor_sees_the_claims_photos(scene: Scene, claim: Claim) -> None:
    photo = Photo.objects.create(
        village=scene.village,
        sha256="0" * 64,
        file="photos/x.jpg",
        thumbnail="photos/x-small.jpg",
        width=10,
        height=10,
        uploaded_by=scene.cast.officer,
        uploaded_at=clock.now(),
    )
    ClaimPhoto.objects.create(village=scene.village, claim=claim, photo=photo)
    objection = object_to(claim, scene.neighbour)
    page = client_of(scene.cast.supervisor).get(scene.url(f"work/objections/{objection.pk}/"))
    assert_valid_html(page.content)
    for size in ("small", "large"):
        assert scene.url(f"photos/{photo.pk}/{size}/") in text_of(page)
