"""Windows on a running site, and small pictures of what they show."""

from __future__ import annotations

import io
import sys
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.sizes import SIZES
from tests.support import PROJECT

TARGET = PROJECT / "docs" / "pictures"
#: Longest picture, in pixels of the page.
TALLEST = {"desk": 1000, "phone": 1100}
COLOURS, MOST_BYTES = 64, 150_000
#: Not of the handbook's matter: the banner of a moved day, bars that follow the reading.
PLAIN = ".moved { display: none !important } html { scroll-behavior: auto !important }"


class Studio:
    """Windows by person and width, opened when first needed."""

    def __init__(self, browser: Browser, url: str, passwords: dict[str, str]) -> None:
        self.browser, self.url, self.passwords = browser, url, passwords
        self.windows: dict[tuple[str, str], BrowserContext] = {}

    def page(self, who: str, width: str) -> Page:
        if (who, width) not in self.windows:
            self.windows[who, width] = self._open(who, width)
        return self.windows[who, width].pages[0]

    def _open(self, who: str, width: str) -> BrowserContext:
        options: dict[str, Any] = {**SIZES[width], "base_url": self.url, "bypass_csp": True}
        context = self.browser.new_context(**options, locale="zh-CN", timezone_id="Asia/Shanghai")
        context.set_default_timeout(20_000)
        page = context.new_page()
        if who:
            page.goto("/login/")
            page.get_by_label("登录名").fill(who)
            page.get_by_label("密码", exact=True).fill(self.passwords[who])
            page.get_by_role("main").get_by_role("button", name="登录").click()
            page.wait_for_url(lambda address: "/login/" not in address)
        return context

    def take(self, name: str, width: str, page: Page, *, tall: bool = True, sees: str = "", at: str = "") -> None:
        """A picture once the heading is ``sees``, from the top or ``at`` a part; ``tall`` goes beyond the screen."""
        page.get_by_role("heading", name=sees).first.wait_for()
        page.wait_for_load_state()
        page.add_style_tag(content=PLAIN)
        page.evaluate("document.activeElement && document.activeElement.blur()")
        page.mouse.move(0, 0)
        size = SIZES[width]["viewport"]
        if tall:
            height = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": size["width"], "height": min(max(height, 300), TALLEST[width])})
        page.evaluate("window.scrollTo(0, 0)")
        if at:
            page.locator(at).evaluate("node => node.scrollIntoView()")
        page.wait_for_timeout(150)
        keep(name, page.screenshot())
        page.set_viewport_size(size)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def keep(name: str, png: bytes) -> None:
    """Fewer colours, and smaller where that is not enough."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    colours = COLOURS
    while True:
        target = io.BytesIO()
        image.quantize(colours, dither=Image.Dither.NONE).save(target, "PNG", optimize=True)
        if target.tell() <= MOST_BYTES:
            break
        if colours > 24:
            colours //= 2
        else:
            image = image.resize((image.width * 4 // 5, image.height * 4 // 5), Image.Resampling.LANCZOS)
    (TARGET / f"{name}.png").write_bytes(target.getvalue())
    say(f"  {name}.png  {image.width}x{image.height}  {target.tell() // 1000} kB")
