"""Pictures of the shell at phone and desk width; axe and a strict HTML parser on every page."""

from typing import Any

import pytest

from points.models import User, Village
from tests.support import assert_accessible, assert_valid_html, picture

pytestmark = pytest.mark.browser  # the width, and with it the fixture, is chosen at run time

PAGES = {
    "home": "/",
    "about": "/v/wangjiagou/about/",
    "login": "/login/?next=/v/wangjiagou/about/",
    "site": "/about/",
    "404": "/v/none/",
    "gallery": "/gallery/",
}


TOO_SMALL = """() => [...document.querySelectorAll(
    'button, .btn, .tabs a, .pager a, nav a, .tools a, .foot a, select, textarea, summary, fieldset label, '
    + 'input:not([type=hidden]):not([type=checkbox]):not([type=radio])')]
  .filter(e => e.offsetParent && e.getBoundingClientRect().height < 47.5)
  .map(e => e.outerHTML.slice(0, 120) + ' ' + e.getBoundingClientRect().height)"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", ["phone", "desk"])
@pytest.mark.parametrize("look", ["zh", "en", "large"])
def test_each_page_is_valid_accessible_and_fits(
    name: str, width: str, look: str, village: Village, gallery: None, live_server: Any, request: pytest.FixtureRequest
) -> None:
    context = request.getfixturevalue(width)
    cookies = {"zh": [], "en": [("language", "en")], "large": [("large_text", "1")]}[look]
    if cookies:
        context.add_cookies([{"name": key, "value": value, "url": live_server.url} for key, value in cookies])
    page = context.new_page()
    page.goto(PAGES[name])
    picture(page, f"web-{name}-{width}-{look}")
    assert_valid_html(page.context.request.get(PAGES[name]).body())
    assert_accessible(page)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if width == "phone":
        assert page.evaluate(TOO_SMALL) == [], "a thumb needs 48 px"
    assert wide <= 0, f"the page is {wide} px wider than the screen"


@pytest.mark.django_db(transaction=True)
def test_signed_in_frame(officer: User, live_server: Any, phone: Any, desk: Any) -> None:
    for context, width in ((phone, "phone"), (desk, "desk")):
        page = context.new_page()
        page.goto("/password/")
        page.fill("[name=username]", "wangfang")
        page.fill("[name=password]", "shan-shui-7-tian")
        page.click("main button")
        page.wait_for_url("**/password/")
        picture(page, f"web-password-{width}")
        page.click("main button.main")
        assert_accessible(page)


@pytest.mark.django_db(transaction=True)
def test_on_paper_only_the_matter_is_left(village: Village, gallery: None, desk: Any) -> None:
    page = desk.new_page()
    page.set_viewport_size({"width": 680, "height": 960})  # A4 between the margins
    page.emulate_media(media="print")
    page.goto("/gallery/")
    picture(page, "web-gallery-paper")
    for hidden in (".top nav, .top .tools", ".foot", ".tabs", ".pager", "button"):
        assert not page.locator(hidden).filter(visible=True).count(), hidden
    assert page.get_by_text("王家沟村村民委员会").is_visible()
    assert page.get_by_text("监督人").is_visible()
    red = page.locator(".board.red > header").evaluate("e => getComputedStyle(e).backgroundColor")
    assert red == "rgb(255, 255, 255)", "no ink is spent on a filled bar"


@pytest.mark.django_db(transaction=True)
def test_the_admin_wears_the_colours(village: Village, live_server: Any, desk: Any, phone: Any) -> None:
    User.objects.create_superuser("chen", "shan-shui-7-tian", name="陈主任")
    for context, width in ((desk, "desk"), (phone, "phone")):
        page = context.new_page()
        page.goto("/admin/")
        page.fill("[name=username]", "chen")
        page.fill("[name=password]", "shan-shui-7-tian")
        page.click("main button")
        page.wait_for_url("**/admin/")
        picture(page, f"web-admin-{width}")
        header = page.locator("#header").evaluate("e => getComputedStyle(e).backgroundColor")
        assert header == "rgb(31, 27, 22)"
        assert_accessible(page)
