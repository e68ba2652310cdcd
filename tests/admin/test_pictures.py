"""The committee's evening in Chromium: desk and phone, axe on every page, pictures kept."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from councils.enums import Decision
from councils.models import Vote
from councils.services.review import decide
from points.enums import EntryKind
from points.models import Claim, ClaimPhoto, Membership
from points.services import ledger, photos, schemes
from points.services.ledger import Posting
from tests.factories import Cast, make_village, submitted
from tests.support import assert_accessible, assert_valid_html, picture
from villagegov.kernel import clock

pytestmark = pytest.mark.django_db(transaction=True)


def with_photo(cast: Cast, claim: Claim, colour: str) -> None:
    image = Image.new("RGB", (800, 600), colour)
    ImageDraw.Draw(image).rectangle((100, 300, 700, 560), fill="#6b4f2a")
    data = BytesIO()
    image.save(data, "JPEG")
    upload = SimpleUploadedFile("photo.jpg", data.getvalue(), "image/jpeg")
    photo = photos.keep(village=cast.village, upload=upload, by=cast.officer, at=clock.now())
    ClaimPhoto.objects.create(village=cast.village, claim=claim, photo=photo)


@pytest.fixture
def evening() -> Cast:
    """Six claims wait; one of them for the second vote, one is the member's own household's."""
    cast = make_village(households=4, name="王家沟村", slug="wangjiagou")
    names = {"branch": "王德贵", "branch_two": "李国强", "supervision": "刘素芳", "representative": "陈秀英"}
    for who, name in names.items():
        user = getattr(cast, who)
        user.name = name
        user.save()
    for household, name in zip(cast.households, ("李小华", "张桂兰", "欧阳建国", "王德贵"), strict=True):
        household.head_name = name
        household.save()
    day = date(2026, 10, 10)
    claims = [
        submitted(cast.village, cast.households[index % 3], item, cast.officer, day=day.replace(day=10 + index), **more)
        for index, (item, more) in enumerate(
            [
                (cast.award, {"slip_number": "2026-101", "note": "夜间巡防两小时"}),
                (cast.award, {"quantity": 2, "points": 20}),
                (cast.deduction, {"note": "田边焚烧秸秆，已劝灭"}),
                (cast.award, {}),
                (cast.award, {"vouched_by": cast.supervision, "vouched_name": "刘素芳"}),
            ]
        )
    ]
    cast.award.max_per_month = 4
    cast.award.save()
    with_photo(cast, claims[0], "#87a7c7")
    with_photo(cast, claims[3], "#7ba37b")
    with clock.frozen(clock.moment(date(2026, 10, 26), 19)):
        decide(
            village=cast.village,
            claim_ids=[claims[0].pk, claims[2].pk],
            decision=Decision.APPROVE,
            note="",
            by=cast.branch,
            at=clock.now(),
        )
    return cast


def check(page: Any, name: str) -> None:
    page.wait_for_load_state("networkidle")
    picture(page, name)
    assert_accessible(page)
    assert_valid_html(page.context.request.get(page.url).body() if page.url else page.content())
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{name} is {wide} px wider than the screen"


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_the_committees_evening(
    width: str, evening: Cast, sign_in: Any, request: pytest.FixtureRequest, live_server: Any
) -> None:
    cast = evening
    context = request.getfixturevalue(width)
    sign_in(context, cast.supervision)
    page = context.new_page()
    page.goto("/admin/")
    check(page, f"admin-index-{width}")
    assert page.locator(".waiting-now b").first.inner_text() == "4", "the one she vouched for is not hers to decide"
    page.goto("/admin/points/claim/")
    check(page, f"admin-list-{width}")
    assert page.locator("#result_list tbody tr").count() == 5
    # one claim
    page.locator("#result_list .field-household_ a").first.click()
    check(page, f"admin-claim-{width}")
    page.get_by_role("button", name="退回").click()
    picture(page, f"admin-return-{width}")
    assert_accessible(page)
    page.locator("[name=confirmed]").click()  # the browser wants the reason
    page.fill("[name=note]", "照片看不清门牌，请重拍")
    page.locator("[name=confirmed]").click()
    page.wait_for_url("**/admin/points/claim/**")
    assert "已退回 1 条" in page.locator(".messagelist").inner_text()
    # many at once
    page.goto("/admin/points/claim/")
    for box in page.locator("input.action-select").all():
        box.check()
    picture(page, f"admin-ticked-{width}", full_page=False)
    page.get_by_role("button", name="同意").click()
    picture(page, f"admin-approve-{width}")
    assert_accessible(page)
    assert page.locator("#left-out tbody tr").count() == 1
    page.locator("[name=confirmed]").click()
    page.wait_for_url("**/admin/points/claim/**")
    picture(page, f"admin-done-{width}")
    told = page.locator(".messagelist").inner_text()
    assert "先告知本户" in told and "还需其他类别的成员审核" in told
    assert Vote.objects.filter(voter=cast.supervision).count() == 4


ADMINISTRATORS_PAGES = {
    "index": "/admin/",
    "households": "/admin/points/household/",
    "household": "/admin/points/household/{household}/change/",
    "accounts": "/admin/points/membership/",
    "account-new": "/admin/points/membership/add/",
    "account": "/admin/points/membership/{membership}/change/",
    "body": "/admin/councils/body/{body}/change/",
    "kin-new": "/admin/councils/nearkin/add/",
    "settings": "/admin/points/villagesettings/",
    "settings-new": "/admin/points/villagesettings/add/",
    "rules": "/admin/points/scheme/",
    "rules-in-force": "/admin/points/scheme/{scheme}/change/",
    "rules-draft": "/admin/points/scheme/{draft}/change/",
    "rules-effect": "/admin/points/scheme/{draft}/effect/",
    "items": "/admin/points/item/",
    "item-new": "/admin/points/item/add/?scheme={draft}",
    "ledger": "/admin/points/entry/",
    "audit": "/admin/points/auditrow/",
    "batches": "/admin/points/batch/",
    "votes": "/admin/councils/vote/",
    "feedback": "/admin/councils/feedback/",
}


@pytest.mark.parametrize("width", ["phone", "desk"])
def test_the_administrators_pages(
    width: str, evening: Cast, sign_in: Any, request: pytest.FixtureRequest, live_server: Any
) -> None:
    cast = evening
    draft = schemes.copy_scheme(scheme=cast.scheme, title="2027年积分管理办法", by=cast.administrator, at=clock.now())
    post_base(cast)
    context = request.getfixturevalue(width)
    sign_in(context, cast.administrator)
    page = context.new_page()
    keys = {
        "household": cast.households[0].pk,
        "membership": Membership.objects.get(village=cast.village, user=cast.officer).pk,
        "body": cast.bodies["branch"].pk,
        "scheme": cast.scheme.pk,
        "draft": draft.pk,
    }
    trouble = []
    for name, address in ADMINISTRATORS_PAGES.items():
        page.goto(address.format(**keys))
        try:
            check(page, f"admin-{name}-{width}")
        except AssertionError as error:
            trouble.append(f"{name}: {error}")
    assert not trouble, "\n\n".join(trouble)


def post_base(cast: Cast) -> None:
    ledger.post(
        village=cast.village,
        postings=[
            Posting(
                key=f"base:{household.pk}",
                kind=EntryKind.BASE,
                household_id=household.pk,
                points=100,
                deed_day=date(2026, 1, 1),
                secret={"household": household.head_name},
            )
            for household in cast.households
        ],
        by=None,
        at=clock.now(),
    )
