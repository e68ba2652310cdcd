"""The handbook's pictures, taken anew from the sample village: ``make pictures``.

Starts the site with a fresh sample of its own, looks at it as each role at desk and phone width, and writes small PNG
files with lasting names to docs/pictures/. Debian's chromium-l10n gives the browser's own words in Chinese. With
``--url`` and ``--accounts`` it looks at a site that runs already.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.journeys.picture_scenes import ADMINISTRATOR, BEFORE_THE_BOARD, boards
from tests.journeys.studio import TARGET, Studio, say
from tests.support import CHROMIUM_ARGUMENTS, PROJECT, chromium
from villagegov.kernel import clock, periods

START_SECONDS = 300
#: Of the sample village: on this day the last month is closed and its board drafted.
ISSUE_DAY = 8


# --------------------------------------------------------------------------------------------------------- the site


@contextmanager
def site() -> Iterator[tuple[str, dict[str, str], Callable[[date], None]]]:
    """The site with a fresh sample: its address, the printed passwords, and a way to move its day."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="villagegov-pictures-") as var:
        embedded = [sys.executable, "-m", "villagegov.embedded", "--var", var, "--"]
        log = Path(var) / "start.log"
        with log.open("w") as out:
            run = subprocess.Popen(
                [*embedded, "python", "-m", "villagegov.embedded.run"],
                cwd=PROJECT,
                env={**os.environ, "PORT": str(port), "HOST": "127.0.0.1"},
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

        def days_pass(day: date) -> None:
            command = ["python", "manage.py", "run_due", "--on", day.isoformat()]
            subprocess.run([*embedded, *command], cwd=PROJECT, check=True, stdout=subprocess.DEVNULL)

        try:
            yield f"http://127.0.0.1:{port}", wait_for_accounts(log, run), days_pass
        finally:
            run.send_signal(signal.SIGTERM)
            run.wait(60)


def wait_for_accounts(log: Path, run: subprocess.Popen[bytes]) -> dict[str, str]:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and run.poll() is None:
        found = accounts_in(log.read_text())
        if ADMINISTRATOR in found:
            return found
        time.sleep(1)
    raise SystemExit(f"the site did not start:\n{log.read_text()}")


def accounts_in(text: str) -> dict[str, str]:
    """User names and passwords of the printed table."""
    return dict(re.findall(r"(\w+)\s+(\w{4}-\w{4}-\w{4})\s", text))


def take_all(
    url: str, passwords: dict[str, str], days_pass: Callable[[date], None] | None, only: Sequence[str] = ()
) -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(),
            args=[*CHROMIUM_ARGUMENTS, "--lang=zh-CN"],
            env={**os.environ, "LANG": "zh_CN.UTF-8", "LANGUAGE": "zh_CN"},
        )
        studio = Studio(browser, url, passwords)
        for scene in BEFORE_THE_BOARD:
            if not only or scene.__name__ in only:
                say(scene.__name__)
                scene(studio)
        if days_pass is not None:
            days_pass(periods.add_months(periods.month_of(clock.today()), 1).replace(day=ISSUE_DAY))
        if not only or "boards" in only:
            say("boards")
            boards(studio)
        browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="a site that runs already")
    parser.add_argument("--only", nargs="*", default=(), help="names of scenes; all without it")
    parser.add_argument("--accounts", type=Path, help="what that site printed when it started")
    options = parser.parse_args()
    if options.url:
        take_all(options.url, accounts_in(options.accounts.read_text()), None, options.only)
        return
    with site() as (url, passwords, days_pass):
        take_all(url, passwords, days_pass, options.only)


if __name__ == "__main__":
    main()
