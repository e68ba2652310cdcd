"""A person at a browser: logs in, looks, and every page looked at is kept as a picture and gone over."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from random import Random
from typing import Any

from PIL import Image
from playwright.sync_api import Locator, Page, Request, Response

from tests.factories import PASSWORD
from tests.support import assert_accessible, assert_valid_html, picture

#: Of a house in Leshan; must not be in what is kept.
GPS = {1: "N", 2: (29.0, 33.0, 7.56), 3: "E", 4: (103.0, 45.0, 55.8)}
CAMERA = "Redmi 9A of Li Jianhua"


@dataclass
class Person:
    """One browser window of one person (or of nobody in particular)."""

    page: Page
    #: What pictures of this window are called: ``main-phone-officer-…``.
    name: str
    trouble: list[str]
    pictures: int = 0
    _document: Response | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self.page.on("response", self._heard)
        self.page.on("console", lambda message: self._said(message.text if message.type == "error" else ""))
        self.page.on("requestfailed", self._failed)

    def _heard(self, response: Response) -> None:
        if response.status >= 400:
            self._complain(f"{response.status} {response.url}")
        request = response.request
        if request.is_navigation_request() and request.frame == self.page.main_frame and response.status == 200:
            self._document = response

    def _failed(self, request: Request) -> None:
        # What was still on its way when the next page was asked for is no fault.
        if request.failure and "ERR_ABORTED" not in request.failure:
            self._complain(f"{request.failure} {request.url}")

    def _said(self, text: str) -> None:
        """htmx tells of a look-up that was given up because the person went on: two lines, the second saying so."""
        if text.startswith("htmx:sendAbort") and self.trouble and "htmx:afterRequest" in self.trouble[-1]:
            self.trouble.pop()
        else:
            self._complain(text)

    def _complain(self, text: str) -> None:
        if text:
            self.trouble.append(f"{self.name}: {text}")

    # ---------------------------------------------------------------------------------------------------- going

    def goes(self, address: str) -> Page:
        self.page.goto(address)
        return self.page

    def comes_back(self, address: str) -> Page:
        """Later: public pages may be kept by the browser for a minute."""
        self.page.goto(address)
        self.page.reload()
        return self.page

    def logs_in(self, username: str) -> Page:
        """On the log-in page, as a person does."""
        page = self.page
        if "/login/" not in page.url:
            page.goto("/login/")
        page.get_by_label("登录名").fill(username)
        page.get_by_label("密码", exact=True).fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="登录").click()
        return page

    def presses(self, name: str, *, within: Locator | None = None, exact: bool = False) -> Page:
        """A button or a link by its words, and the page it leads to."""
        place = within or self.page.get_by_role("main")
        either = place.get_by_role("button", name=name, exact=exact).or_(
            place.get_by_role("link", name=name, exact=exact)
        )
        either.first.click()
        return self.page

    def picks(self, label: str, typed: str, offered: str) -> None:
        """Types a few letters into a field with suggestions and takes one of them."""
        self.page.get_by_role("combobox", name=label).fill(typed)
        self.page.get_by_role("listbox").get_by_role("option").filter(has_text=offered).click()

    # -------------------------------------------------------------------------------------------------- looking

    def sees(self, what: str, *texts: str | Locator) -> Page:
        """These words (or parts) are there; the page is kept as a picture, valid, accessible and fits the screen."""
        for text in texts:
            found = text if isinstance(text, Locator) else self.page.get_by_text(text)
            found.locator("visible=true").first.wait_for()
        self.pictures += 1
        picture(self.page, f"{self.name}-{self.pictures:02d}-{what}")
        assert self._document is not None
        assert_valid_html(self._document.text())
        assert_accessible(self.page)
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{self.page.url} is {wide} px wider than the screen"
        return self.page

    def reads(self) -> str:
        """All words of the page."""
        return self.page.inner_text("body")


def zh(day: date) -> str:
    """``11月29日``, as pages write a day of this year."""
    return f"{day.month}月{day.day}日"


def snapshot(seed: int) -> dict[str, Any]:
    """A photo as a phone takes it: lying on its side, with the place and the owner's name written into it."""
    noise = Random(seed)
    image = Image.new("RGB", (64, 48))
    image.putdata([(noise.randrange(90, 140), noise.randrange(120, 170), 90) for _ in range(64 * 48)])
    image = image.resize((1200, 900))
    exif = Image.Exif()
    exif[0x0112] = 6  # turned
    exif[0x013B] = CAMERA
    exif.get_ifd(0x8825).update(GPS)
    target = BytesIO()
    image.save(target, "JPEG", quality=85, exif=exif, comment=CAMERA.encode())
    return {"name": f"IMG_{20260000 + seed}.jpg", "mimeType": "image/jpeg", "buffer": target.getvalue()}


def until(check: Any, *, seconds: float = 10) -> None:
    """Wait for something that is on its way without a sign on the page."""
    deadline = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
