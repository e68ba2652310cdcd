"""What tests of pages share: valid HTML, accessibility, pictures."""

import os
import shutil
from pathlib import Path
from typing import Any

import html5lib
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

PROJECT = Path(__file__).resolve().parent.parent
ARTEFACTS = Path(os.environ.get("ARTEFACTS") or PROJECT / "var" / "artefacts")
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--font-render-hinting=none",
)


def chromium() -> str | None:
    """Where Chromium is, or None."""
    return next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


def assert_valid_html(html: str | bytes) -> None:
    """Fail with line, column and source when a strict HTML5 parser has anything to say."""
    text = html.decode() if isinstance(html, bytes) else html
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(text)
    lines = text.splitlines()
    found = []
    for (line, column), code, details in parser.errors:
        source = lines[line - 1].strip()[:160] if 0 < line <= len(lines) else ""
        found.append(f"line {line}, column {column}: {code} {dict(details)}\n    {source}")
    assert not found, "not valid HTML:\n" + "\n".join(found)


def assert_accessible(page: Page, *, context: Any = None) -> None:
    """Fail when axe finds anything serious or critical on the page as it stands."""
    # No preload: axe would write inline styles to read imported sheets, which the content policy rightly refuses.
    results = Axe().run(page, context=context, options={"preload": False, "resultTypes": ["violations"]})
    bad = [v for v in results.response["violations"] if v["impact"] in ("serious", "critical")]
    found = []
    for violation in bad:
        nodes = "\n".join(f"    {node['html'][:200]}\n    {node['failureSummary']}" for node in violation["nodes"][:5])
        found.append(f"{violation['impact']} {violation['id']}: {violation['help']}\n{nodes}")
    assert not found, f"not accessible: {page.url}\n" + "\n".join(found)


def picture(page: Page, name: str, *, full_page: bool = True) -> Path:
    """Keep a screenshot as an artefact."""
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    path = ARTEFACTS / f"{name}.png"
    page.screenshot(path=path, full_page=full_page)
    return path
