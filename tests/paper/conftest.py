"""The village of tests/claims, an officer at the sheet, slip books."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from points.enums import SlipBooks
from points.models import SlipBook, VillageSettings
from points.services import slips
from tests.claims.conftest import NOW, build_world
from villagegov.db.keys import new_id
from villagegov.kernel import clock

SHEET = "/v/wjg/work/claims/sheet/"
COLUMNS = ("slip_number", "household", "item", "day", "quantity", "vouched_name", "note")


@pytest.fixture
def frozen() -> Iterator[datetime]:
    with clock.frozen(NOW):
        yield NOW


@pytest.fixture
def world(db: None, frozen: datetime) -> SimpleNamespace:
    return build_world()


@dataclass
class Sheet:
    """A form of the sheet as a browser sends it."""

    client: Client
    lines: list[dict[str, str]] = field(default_factory=list)

    def line(self, household: str = "", item: str = "", day: str = "", **more: str) -> str:
        """Type a line; its id."""
        key = str(new_id())
        self.lines.append({"line": key, "household": household, "item": item, "day": day, **more})
        return key

    def data(self, act: str) -> dict[str, Any]:
        columns = {name: [line.get(name, "") for line in self.lines] for name in ("line", *COLUMNS)}
        return {**columns, "act": act}

    def press(self, act: str = "save") -> Any:
        return self.client.post(SHEET, self.data(act))

    def look(self, number: int = -1, **more: str) -> dict[str, Any]:
        """What the page asks as a line is left."""
        position = len(self.lines) if number < 0 else number + 1
        answer = self.client.post(f"{SHEET}line/", {**self.lines[number], "position": position, **more})
        assert answer.status_code == 200, answer.content
        found: dict[str, Any] = answer.json()
        return found


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def sheet(world: SimpleNamespace) -> Sheet:
    return Sheet(client_of(world.officer))


@pytest.fixture
def book(world: SimpleNamespace) -> Callable[..., SlipBook]:
    """``book(1, 50)``: a book of group 1; slip books are used by the village from then on."""

    def give(first: int, last: int, *, rule: SlipBooks = SlipBooks.WARN, **more: Any) -> SlipBook:
        VillageSettings.objects.filter(village=world.village).update(slip_books=rule)
        values = {"prefix": "WJG-", "digits": 4, "group": world.groups[0], "issued_to": "李组长"}
        values |= {"issued_on": date(2026, 11, 1), "id": new_id(), **more}
        return slips.issue_book(
            village=world.village, first=first, last=last, by=world.officer, at=clock.now(), **values
        )

    return give
