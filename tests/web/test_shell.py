"""The shell as its readers meet it: language, large text, log-in, lock-out, refusals, faults, headers."""

import re

import pytest
from django.conf import settings
from django.test import Client

from points.models import Membership, User, Village
from tests.support import assert_valid_html

PASSWORD = "shan-shui-7-tian"
ABOUT = "/v/wangjiagou/about/"


def text(response) -> str:
    return response.content.decode()


# --------------------------------------------------------------------------------------------- language, large text


def test_chinese_first_whatever_the_phone_is_set_to(client: Client, village: Village) -> None:
    page = client.get(ABOUT, headers={"accept-language": "en-US,en"})
    assert 'lang="zh-hans"' in text(page) and "村情" in text(page)
    assert page.headers["Content-Language"] == "zh-hans"


def test_language_is_switched_and_stays(client: Client, village: Village) -> None:
    back = client.post("/language/", {"language": "en", "next": ABOUT})
    assert back.status_code == 302 and back.url == ABOUT
    page = text(client.get(ABOUT))
    assert 'lang="en"' in page and "About the village" in page and ">中文<" in page
    client.post("/language/", {"language": "zh-hans", "next": ABOUT})
    assert "村情" in text(client.get(ABOUT))


def test_a_language_nobody_offers_changes_nothing(client: Client, village: Village) -> None:
    client.post("/language/", {"language": "tlh", "next": "/"})
    assert 'lang="zh-hans"' in text(client.get("/"))


def test_a_spoilt_language_cookie_is_no_fault(client: Client, db: None) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "../../etc"
    assert client.get("/").status_code == 200


def test_large_text_is_one_tap_on_and_one_tap_off(client: Client, village: Village) -> None:
    assert 'class="large"' not in text(client.get(ABOUT))
    back = client.post("/large-text/", {"large": "1", "next": ABOUT})
    assert back.url == ABOUT
    page = text(client.get(ABOUT))
    assert '<html lang="zh-hans" class="large"' in page
    assert 'value="0" aria-pressed="true"' in page
    client.post("/large-text/", {"large": "0", "next": ABOUT})
    assert 'class="large"' not in text(client.get(ABOUT))


@pytest.mark.parametrize("switch", ["/large-text/", "/language/"])
@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "", r"\\evil.example"]
)
def test_switches_lead_nowhere_else(client: Client, db: None, switch: str, target: str) -> None:
    back = client.post(switch, {"language": "en", "large": "1", "next": target})
    assert back.status_code == 302 and back.url == "/"


def test_switches_work_without_a_token_and_only_by_post(db: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/large-text/", {"large": "1", "next": "/"}).status_code == 302
    assert strict.get("/large-text/").status_code == 405


def test_a_public_page_is_the_same_to_the_byte_each_time(village: Village) -> None:
    assert Client().get(ABOUT).content == Client().get(ABOUT).content
    assert "csrfmiddlewaretoken" not in text(Client().get(ABOUT))


# -------------------------------------------------------------------------------------------------- log-in, lock-out


def test_log_in_comes_back_to_the_page_that_was_asked_for(client: Client, user: User) -> None:
    asked = client.get("/password/")
    assert asked.url == "/login/?next=/password/"
    page = client.get(asked.url)
    assert "回到刚才的页面" in text(page) and 'name="next" value="/password/"' in text(page)
    assert (
        client.post("/login/", {"username": "wangfang", "password": PASSWORD, "next": "/password/"}).url == "/password/"
    )


def test_log_in_leads_to_no_other_site(client: Client, user: User) -> None:
    answer = client.post("/login/", {"username": "wangfang", "password": PASSWORD, "next": "https://evil.example/"})
    assert answer.url == "/"


@pytest.mark.parametrize(
    ("roles", "address"),
    [
        ([], "/"),
        (["officer"], "/v/wangjiagou/work/claims/new/"),
        (["committee"], "/admin/"),
        (["supervisor"], "/admin/"),
        (["administrator"], "/admin/"),
        (["committee", "officer"], "/v/wangjiagou/work/claims/new/"),
        (["grid_officer"], "/v/wangjiagou/work/"),
    ],
)
def test_each_role_lands_where_its_work_is(
    client: Client, village: Village, user: User, roles: list[str], address: str
) -> None:
    for role in roles:
        Membership.objects.create(village=village, user=user, role=role)
    assert client.post("/login/", {"username": "wangfang", "password": PASSWORD}).url == address


def test_a_wrong_password_says_what_to_do(client: Client, user: User) -> None:
    page = client.post("/login/", {"username": "wangfang", "password": "wrong"})
    assert page.status_code == 200
    assert "登录名或密码不对" in text(page) and "村级管理员" in text(page)
    assert 'value="wangfang"' in text(page), "the name is not typed twice"


def test_five_wrong_passwords_lock_and_say_how_long_and_whom_to_ask(client: Client, user: User) -> None:
    for _time in range(settings.AXES_FAILURE_LIMIT):
        page = client.post("/login/", {"username": "wangfang", "password": "wrong"})
    assert page.status_code == 429
    assert "15 分钟" in text(page) and "5 次" in text(page) and "村级管理员" in text(page)
    assert page.headers["Retry-After"] == "900"
    assert_valid_html(page.content)
    right = client.post("/login/", {"username": "wangfang", "password": PASSWORD})
    assert right.status_code == 429, "the right password does not open a locked name"
    User.objects.create_user("lihua", PASSWORD, name="李华")
    assert client.post("/login/", {"username": "lihua", "password": PASSWORD}).status_code == 302, (
        "others are not locked"
    )


def test_who_is_logged_in_with_another_role_is_told_so(client: Client, user: User) -> None:
    client.force_login(user)
    page = client.get("/login/?next=/admin/")
    assert page.status_code == 200 and "您现在是以“王芳”登录的" in text(page)


def test_the_admin_has_the_same_log_in(client: Client, db: None) -> None:
    assert client.get("/admin/login/?next=/admin/").url == "/login/?next=/admin/"


def test_log_out_is_a_post_and_says_so(client: Client, user: User) -> None:
    client.force_login(user)
    assert client.get("/logout/").status_code == 405
    page = client.post("/logout/", follow=True)
    assert "已退出" in text(page) and "登录" in text(page) and "王芳" not in text(page)


@pytest.mark.parametrize(
    ("password", "sentence"),
    [("short-7", "至少要 10 位"), ("73920184756", "不能全是数字"), ("wangfang77", "太像"), ("1q2w3e4r5t", "太常见")],
)
def test_each_password_rule_is_told_before_and_after(client: Client, user: User, password: str, sentence: str) -> None:
    client.force_login(user)
    assert "至少 10 位" in text(client.get("/password/"))
    form = {"old_password": PASSWORD, "new_password1": password, "new_password2": password}
    page = client.post("/password/", form)
    assert page.status_code == 200 and sentence in text(page)
    assert 'aria-invalid="true"' in text(page)


def test_the_password_is_changed(client: Client, user: User) -> None:
    client.force_login(user)
    new = "he-shui-8-qing"
    page = client.post(
        "/password/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new}, follow=True
    )
    assert "密码已改好" in text(page)
    client.post("/logout/")
    assert client.post("/login/", {"username": "wangfang", "password": new}).status_code == 302


# ------------------------------------------------------------------------------------------------- refusals, faults


def test_a_refusal_becomes_a_message_on_the_page_before(client: Client, gallery: None, village: Village) -> None:
    origin = f"http://testserver{ABOUT}"
    page = client.post("/gallery/refuse/", headers={"referer": origin}, follow=True)
    assert page.redirect_chain == [(origin, 302)]
    assert "已报 4 次" in text(page) and "单号用过了" in text(page), "each of several refusals is said"


def test_a_refusal_without_a_page_before_is_a_page_of_its_own(client: Client, gallery: None, db: None) -> None:
    for answer in (
        client.get("/gallery/refuse/"),
        client.post("/gallery/refuse/"),
        client.post("/gallery/refuse/", headers={"referer": "https://evil.example/"}),
        client.post("/gallery/refuse/", headers={"referer": "http://testserver/", "hx-request": "true"}),
    ):
        assert answer.status_code == 409
        assert "已报 4 次" in text(answer) and "返回首页" in text(answer)
        assert_valid_html(answer.content)


def test_what_is_not_allowed_is_403_in_words(client: Client, gallery: None, db: None) -> None:
    answer = client.get("/gallery/forbid/")
    assert answer.status_code == 403 and "只有积分信息员" in text(answer)


def test_a_fault_is_owned_and_tells_nothing_of_the_machine(gallery: None, db: None) -> None:
    answer = Client(raise_request_exception=False).get("/gallery/fault/")
    assert answer.status_code == 500
    assert "不怪您" in text(answer) and "RuntimeError" not in text(answer)
    assert_valid_html(answer.content)


def test_no_such_page_offers_a_way_on(client: Client, village: Village) -> None:
    for address in ("/nowhere/", "/v/none/about/"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert "没有这个页面" in text(answer) and "全部村庄" in text(answer)
        assert_valid_html(answer.content)


def test_a_form_without_its_token_says_nothing_was_saved(user: User) -> None:
    answer = Client(enforce_csrf_checks=True).post("/login/", {"username": "wangfang", "password": PASSWORD})
    assert answer.status_code == 403
    assert "没有保存" in text(answer)
    assert_valid_html(answer.content)


# ------------------------------------------------------------------------------------------ views of one village

OFFICE = "/v/wangjiagou/office/3/"


def test_a_page_for_roles_asks_for_log_in_and_comes_back(client: Client, gallery: None, village: Village) -> None:
    assert client.get(OFFICE).url == f"/login/?next={OFFICE}"


def test_a_page_for_roles_opens_for_one_of_them(client: Client, gallery: None, officer: User) -> None:
    client.force_login(officer)
    assert text(client.get(OFFICE)) == "王家沟村 3 officer"


@pytest.mark.parametrize("role", [None, "committee", "supervisor", "grid_officer"])
def test_others_read_why_it_does_not_open(
    client: Client, gallery: None, village: Village, user: User, role: str | None
) -> None:
    if role:
        Membership.objects.create(village=village, user=user, role=role)
    client.force_login(user)
    answer = client.get(OFFICE)
    assert answer.status_code == 403
    assert "积分信息员或村级管理员" in text(answer) and "王芳" in text(answer) and "换个账号登录" in text(answer)
    assert_valid_html(answer.content)


def test_a_role_elsewhere_or_one_that_ended_opens_nothing(
    client: Client, gallery: None, village: Village, officer: User
) -> None:
    other = Village.objects.create(slug="anping", name="安坪村", town=village.town)
    client.force_login(officer)
    assert client.get(f"/v/{other.slug}/office/3/").status_code == 403
    Membership.objects.filter(village=village, user=officer).update(active=False)
    assert client.get(OFFICE).status_code == 403
    assert client.get("/v/nowhere/office/3/").status_code == 404


# ---------------------------------------------------------------------------------------------------------- headers


def test_no_inline_script_or_style_is_allowed_or_used(client: Client, gallery: None, village: Village) -> None:
    for address in ("/", ABOUT, "/login/", "/about/", "/gallery/"):
        page = client.get(address)
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy and "unsafe" not in policy
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", text(page)), address


def test_headers_of_every_page(client: Client, village: Village) -> None:
    headers = client.get(ABOUT).headers
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY" and headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Cookie" in headers["Vary"]


def test_pages_of_the_signed_in_stay_in_no_cache(client: Client, user: User) -> None:
    assert "no-store" not in client.get(ABOUT).headers.get("Cache-Control", "")
    client.force_login(user)
    assert client.get(ABOUT).headers["Cache-Control"] == "private, no-store"


def test_the_switches_cookies_are_plain_and_unreadable_to_scripts(client: Client, db: None) -> None:
    client.post("/large-text/", {"large": "1", "next": "/"})
    cookie = client.cookies["large_text"]
    assert cookie["samesite"] == "Lax" and cookie["httponly"] and cookie["max-age"] == 365 * 24 * 3600
