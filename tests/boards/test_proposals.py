"""Proposals by the office: one deed once, onto the right draft, a story and a picture while the household agrees."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from PIL import Image

from boards.enums import Colour, EntrySource, EntryState, ProposalState
from boards.models import BoardDeed, BoardEntry, BoardProposal
from boards.queries import checks
from boards.services import due, issues, pictures, proposals, taking
from councils.models import BodyMember
from points.enums import HouseholdState
from points.models import Consent, Entry, Household, Photo
from points.services import consents, photos, privacy, villages
from tests.boards.support import deed, entries, issue_of, publish, small_village, sweep
from tests.support import assert_valid_html
from villagegov.db.keys import new_id
from villagegov.kernel import clock
from villagegov.kernel.errors import DomainError, NotAllowed, TransitionError

pytestmark = pytest.mark.django_db
OCT_DAY, NOW = date(2026, 10, 20), clock.moment(date(2026, 10, 25), 9)
ISSUE_DAY = clock.moment(date(2026, 11, 8), 9)
ON_BOARD = clock.moment(date(2026, 11, 10), 9)


@pytest.fixture
def cast():
    return small_village(5)


def propose(cast, household=1, at=NOW, **more):
    values = {
        "id": new_id(), "colour": Colour.RED, "deed_day": OCT_DAY, "reason": "帮邻居收稻三天", "by": cast.officer,
        **more,
    }  # fmt: skip
    return proposals.propose(village=cast.village, household=cast.households[household], at=at, **values)


def breach(cast, household=2, **more):
    more = {"article": "第六条", "reason": "占用村道堆放建材", **more}
    return propose(cast, household, colour=Colour.BLACK, **more)


def agrees(cast, household, kind, at=NOW):
    return consents.give(
        household=cast.households[household], kind=kind, given_on=clock.local_day(at), paper="夹一", by=None, at=at
    )


def picture(colour=(200, 30, 30)):
    data = BytesIO()
    image = Image.new("RGB", (200, 120), colour)
    image.paste((10, 10, 240), (20, 20, 90, 90))
    image.save(data, "JPEG")
    return SimpleUploadedFile("deed.jpg", data.getvalue(), content_type="image/jpeg")


# ------------------------------------------------------------------------------------------------------- onto a draft


def test_a_deed_of_october_comes_onto_october_s_draft_and_is_praised_with_it(cast):
    made = propose(cast)
    assert (made.state, made.entry) == (ProposalState.WAITING, None)
    sweep(cast)
    [entry] = entries(cast, "red")
    made.refresh_from_db()
    assert (made.state, made.entry_id, entry.source) == (ProposalState.TAKEN, entry.pk, EntrySource.PROPOSAL)
    assert issue_of(cast).edition == 1
    publish(cast)
    entry.refresh_from_db()
    assert (entry.state, entry.ledger_entry.points, entry.deed_day) == (EntryState.PUBLISHED, 10, OCT_DAY)
    assert checks.problems(cast.village) == []


def test_while_a_draft_is_open_it_stands_there_at_once_and_votes_begin_anew(cast):
    sweep(cast)
    issues.vote(issue=issue_of(cast), agrees=True, by=cast.branch, at=ISSUE_DAY)
    made = propose(cast, at=ISSUE_DAY)
    assert made.state == ProposalState.TAKEN and issue_of(cast).edition == 2
    assert issues.vote(issue=issue_of(cast), agrees=True, by=cast.supervision, at=ISSUE_DAY).state == "draft"


def test_what_comes_after_its_month_was_published_goes_onto_the_next(cast):
    sweep(cast)
    publish(cast)
    made = propose(cast, at=ON_BOARD)
    assert made.state == ProposalState.WAITING
    sweep(cast, clock.moment(date(2026, 12, 8), 9))
    made.refresh_from_db()
    assert made.entry.issue.month == date(2026, 11, 1)


def test_a_deed_of_november_does_not_go_onto_october_s_draft(cast):
    sweep(cast)
    assert propose(cast, deed_day=date(2026, 11, 3), at=ISSUE_DAY).state == ProposalState.WAITING


def test_who_stands_there_already_waits_for_the_next_issue(cast):
    first = propose(cast)
    second = propose(cast, deed_day=date(2026, 10, 21), reason="修好水渠")
    sweep(cast)
    for made in (first, second):
        made.refresh_from_db()
    assert (first.state, second.state) == (ProposalState.TAKEN, ProposalState.WAITING)


def test_what_was_proposed_while_the_draft_was_made_comes_with_the_next_sweep(cast):
    made = propose(cast)
    BoardProposal.objects.filter(pk=made.pk).update(deed_day=date(2027, 1, 1))
    sweep(cast)
    BoardProposal.objects.filter(pk=made.pk).update(deed_day=OCT_DAY)
    assert taking.take_waiting(village=cast.village, at=ISSUE_DAY) == 1
    assert issue_of(cast).edition == 2
    assert taking.take_waiting(village=cast.village, at=ISSUE_DAY) == 0


def test_the_first_of_the_month_come_by_themselves_or_not_as_the_village_says(cast):
    villages.change_settings(
        village=cast.village, by=cast.administrator, at=NOW, effective_from=date(2026, 10, 25), red_rule="off"
    )
    deed(cast, cast.households[0])
    propose(cast)
    sweep(cast)
    assert [entry.household.number for entry in entries(cast, "red")] == ["002"]


# --------------------------------------------------------------------------------------------------- one deed, once


def test_one_deed_of_a_day_is_proposed_once(cast):
    made = propose(cast)
    with pytest.raises(DomainError) as refusal:
        propose(cast, by=cast.branch)
    assert (refusal.value.code, refusal.value.field) == ("deed_known", "deed_day")
    assert propose(cast, id=made.pk).pk == made.pk, "the same form again"
    sweep(cast)
    with pytest.raises(DomainError):
        propose(cast, at=ISSUE_DAY)
    with pytest.raises(IntegrityError, match="deed_once"), transaction.atomic():
        entry = entries(cast, "red")[0]
        BoardEntry.objects.create(
            village=cast.village, issue=entry.issue, colour="red", household=entry.household, reason="又一次",
            source="proposal", points=10, created_at=ISSUE_DAY, deed_day=OCT_DAY,
        )  # fmt: skip


def test_a_deduction_that_was_proposed_as_a_breach_makes_no_bottom_three(cast):
    deed(cast, cast.households[2], cast.deduction, day=OCT_DAY)
    sweep(cast, clock.moment(date(2026, 10, 30), 9))
    breach(cast)
    sweep(cast)
    [entry] = entries(cast, "black")
    assert entry.source == EntrySource.PROPOSAL
    line = Entry.objects.get(village=cast.village, household=cast.households[2], kind="claim")
    assert BoardDeed.objects.get(entry=entry).ledger_entry == line


def test_a_line_that_stands_on_a_board_is_not_proposed_again(cast):
    deed(cast, cast.households[2], cast.deduction, day=OCT_DAY)
    sweep(cast)
    assert len(entries(cast, "black")) == 1, "as one of the bottom three"
    with pytest.raises(DomainError) as refusal:
        breach(cast, at=ISSUE_DAY)
    assert refusal.value.code == "deed_known"


def test_struck_off_a_draft_it_may_be_proposed_anew(cast):
    made = propose(cast)
    sweep(cast)
    issues.strike(entry=entries(cast, "red")[0], by=cast.branch, at=ISSUE_DAY)
    made.refresh_from_db()
    assert made.state == ProposalState.REFUSED
    assert propose(cast, at=ISSUE_DAY).state == ProposalState.TAKEN


# ------------------------------------------------------------------------------------------------------------- refused


def test_who_may_propose_and_what_is_refused(cast):
    for person in (cast.villager, cast.supervisor, cast.administrator, cast.superuser):
        with pytest.raises(NotAllowed):
            propose(cast, by=person)
    BodyMember.objects.filter(village=cast.village, user=cast.branch).update(household=cast.households[1])
    with pytest.raises(NotAllowed) as refusal:
        propose(cast, by=cast.branch)
    assert refusal.value.code == "own_household"
    Household.objects.filter(pk=cast.households[3].pk).update(state=HouseholdState.AWAY)
    Household.objects.filter(pk=cast.households[4].pk).update(unranked=True)
    for act, field in (
        (lambda: propose(cast, 3), "household"),
        (lambda: breach(cast, 4), "household"),
        (lambda: propose(cast, deed_day=date(2026, 10, 26)), "deed_day"),
        (lambda: propose(cast, deed_day=date(2026, 3, 1)), "deed_day"),
        (lambda: propose(cast, reason="懒汉也变勤快了"), "reason"),
        (lambda: breach(cast, article=" "), "article"),
        (lambda: propose(cast, story="连夜守堤。"), "story"),
        (lambda: propose(cast, upload=picture()), "photo"),
    ):
        with pytest.raises(DomainError) as refusal:
            act()
        assert refusal.value.field == field
    assert propose(cast, 4).pk and not Photo.objects.exists()


def test_withdrawing(cast):
    made = propose(cast)
    with pytest.raises(NotAllowed):
        proposals.withdraw(proposal=made, by=cast.villager, at=NOW)
    assert proposals.withdraw(proposal=made, by=cast.branch, at=NOW).state == ProposalState.WITHDRAWN
    with pytest.raises(TransitionError):
        proposals.withdraw(proposal=made, by=cast.officer, at=NOW)
    assert propose(cast).state == ProposalState.WAITING


def test_of_a_breach_there_is_no_story_and_no_picture(cast):
    """The service drops them, the form has no field, the database refuses them."""
    agrees(cast, 2, "photos")
    agrees(cast, 2, "story")
    made = breach(cast, story="讲一讲", upload=picture())
    assert (made.story, made.photo_id) == ("", None) and not Photo.objects.exists()
    photo = photos.keep(village=cast.village, upload=picture(), by=cast.officer, at=NOW)
    for changes in ({"story": "讲"}, {"photo": photo}):
        with pytest.raises(IntegrityError, match="by_colour"), transaction.atomic():
            BoardProposal.objects.filter(pk=made.pk).update(**changes)
    sweep(cast)
    [entry] = entries(cast, "black")
    for changes in ({"story": "讲"}, {"photo": photo}):
        with pytest.raises(IntegrityError, match="black_bare"), transaction.atomic():
            BoardEntry.objects.filter(pk=entry.pk).update(**changes)


# --------------------------------------------------------------------------------------------------- story and picture


@pytest.fixture
def told(cast, settings, tmp_path):
    """Praised in public with a story and a picture."""
    settings.MEDIA_ROOT = tmp_path
    agrees(cast, 1, "photos")
    agrees(cast, 1, "story")
    propose(cast, story="洪水当夜，他连续守堤两晚。", upload=picture())
    sweep(cast)
    publish(cast, at=ISSUE_DAY)
    return entries(cast, "red")[0]


def shown(client, cast, entry):
    """Story on the page, picture on the page, picture served."""
    text = client.get(reverse("boards:board", args=[cast.village.slug])).content.decode()
    address = reverse("boards:picture", args=[cast.village.slug, entry.pk, "large"])
    return "连续守堤两晚" in text, address in text, client.get(address).status_code == 200


def take_back(cast, kind, at=ON_BOARD):
    consent = Consent.objects.get(village=cast.village, kind=kind, household=cast.households[1])
    consents.withdraw(consent=consent, withdrawn_on=clock.local_day(at), paper="口头", by=None, at=at)


def test_story_and_picture_stand_on_the_public_board_while_the_household_agrees(client, cast, told):
    with clock.frozen(ON_BOARD):
        page = client.get(reverse("boards:board", args=[cast.village.slug]))
        assert_valid_html(page.content)
        assert shown(client, cast, told) == (True, True, True)
        served = client.get(reverse("boards:picture", args=[cast.village.slug, told.pk, "small"]))
        assert served.headers["Cache-Control"] == "no-store" and b"Exif" not in b"".join(served.streaming_content)
        take_back(cast, "story")
        assert shown(client, cast, told) == (False, True, True)
        take_back(cast, "photos")
        assert shown(client, cast, told) == (False, False, False)


def test_a_picture_is_let_go_with_its_consent_and_swept(cast, told):
    photo = Photo.objects.get(pk=told.photo_id)
    later = clock.moment(date(2026, 11, 30), 9)
    photos.sweep_unused(village=cast.village, before=later)
    assert Photo.objects.filter(pk=photo.pk).exists(), "it stands on the board"
    take_back(cast, "photos")
    due.run_village(cast.village, later)
    told.refresh_from_db()
    assert told.photo_id is None and not Photo.objects.filter(pk=photo.pk).exists()
    agrees(cast, 1, "photos", at=later)
    assert pictures.forget(village=cast.village, at=later) == 0


def test_a_picture_is_kept_no_longer_than_the_village_keeps_photos(cast, told):
    assert pictures.forget(village=cast.village, at=clock.moment(date(2027, 11, 7), 9)) == 0
    assert pictures.forget(village=cast.village, at=clock.moment(date(2027, 11, 9), 9)) == 1


def test_story_and_picture_are_erased_on_request(cast, told):
    privacy.erase(
        household=cast.households[1], parts=["board_stories"], asked_on=date(2026, 11, 10), paper="申请一",
        by=cast.administrator, at=ON_BOARD,
    )  # fmt: skip
    told.refresh_from_db()
    assert (told.story, told.photo_id, told.state) == ("", None, EntryState.PUBLISHED)


def test_no_picture_of_a_draft_of_another_colour_or_of_nothing_is_served(client, cast, told):
    with clock.frozen(ON_BOARD):
        for key, size in ((new_id(), "large"), (told.pk, "huge")):
            assert client.get(reverse("boards:picture", args=[cast.village.slug, key, size])).status_code == 404
        sweep(cast)
        made = BoardProposal.objects.get()
        assert client.get(reverse("boards:picture", args=[cast.village.slug, made.pk, "large"])).status_code == 404


# --------------------------------------------------------------------------------------------------------------- pages


def test_the_pages_of_an_officer(client, cast):
    with clock.frozen(NOW):
        client.force_login(cast.officer)
        red = reverse("boards:propose", args=[cast.village.slug, "red"])
        black = reverse("boards:propose", args=[cast.village.slug, "black"])
        for address in (red, black):
            assert_valid_html(client.get(address).content)
        assert 'type="file"' in client.get(red).content.decode()
        assert 'type="file"' not in client.get(black).content.decode()
        sent = {"id": new_id(), "household": "002", "deed_day": "2026-10-20", "reason": "懒汉变勤快"}
        answer = client.post(red, sent).content.decode()
        assert "“懒汉”" in answer and "懒汉变勤快</textarea>" in answer
        client.post(red, {**sent, "reason": "帮邻居收稻三天"})
        client.post(black, {**sent, "id": new_id(), "household": "003", "reason": "占道堆料", "article": "第六条"})
        assert BoardProposal.objects.count() == 2
        page = client.get(reverse("boards:desk", args=[cast.village.slug]))
        assert_valid_html(page.content)
        assert "占道堆料" in page.content.decode()
        made = BoardProposal.objects.get(colour="black")
        client.post(reverse("boards:withdraw", args=[cast.village.slug, made.pk]))
    made.refresh_from_db()
    assert made.state == ProposalState.WITHDRAWN


def test_the_desk_asks_as_much_for_three_proposals_as_for_one(client, cast):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    address = reverse("boards:desk", args=[cast.village.slug])
    with clock.frozen(NOW):
        client.force_login(cast.officer)
        propose(cast, 0, by=cast.branch)
        client.get(address)
        with CaptureQueriesContext(connection) as one:
            client.get(address)
        for household in (1, 2):
            propose(cast, household)
        with CaptureQueriesContext(connection) as three:
            client.get(address)
    assert len(one) == len(three)
