"""A village on 12 October 2026 with claims of every kind of disclosure in publicity, and deductions to be told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.test import Client

from points.enums import ClaimState, Disclosure, Role
from points.models import Claim, Household, Item, User
from tests.factories import Cast, ClaimFactory, HouseholdFactory, ItemFactory, make_village, member, publicised
from villagegov.kernel import clock

TODAY = date(2026, 10, 12)
DECIDED = date(2026, 10, 10)
UNTIL = date(2026, 10, 16)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    """Tests that talk to a live server move the site's day instead."""
    with clock.frozen(TODAY):
        yield


@dataclass
class Scene:
    cast: Cast
    health: Item
    informant: Item
    neighbour: User

    @property
    def village(self) -> Any:
        return self.cast.village

    @property
    def slug(self) -> str:
        return str(self.cast.village.slug)

    def url(self, tail: str) -> str:
        return f"/v/{self.slug}/{tail}"

    def publicise(self, household: Household, item: Item | None = None, **more: Any) -> Claim:
        values = {"note": "夜里十点多，李大爷家门口", "village": self.village, "typed_by": self.cast.officer, **more}
        return publicised(
            household=household,
            item=item or self.cast.award,
            day=values.pop("day", DECIDED),
            until=values.pop("until", UNTIL),
            **values,
        )

    def to_tell(self, household: Household, item: Item | None = None, **more: Any) -> Claim:
        """An approved deduction whose household does not know yet."""
        return ClaimFactory(
            village=self.village,
            household=household,
            item=item or self.cast.deduction,
            typed_by=self.cast.officer,
            day=date(2026, 10, 8),
            state=ClaimState.TELLING,
            submitted_at=clock.moment(date(2026, 10, 9)),
            decided_at=clock.moment(DECIDED),
            review_round=1,
            **more,
        )


@pytest.fixture
def scene(db: None) -> Scene:
    cast = make_village(households=0, slug="wangjiagou", name="王家沟村")
    names = ("李小华", "李华", "欧阳明", "陈秀英")
    cast.households = [
        HouseholdFactory(village=cast.village, group=cast.groups[index % 2], number=f"{index + 1:03d}", head_name=name)
        for index, name in enumerate(names)
    ]
    cast.villager = member(cast.village, Role.VILLAGER, cast.households[0], name="李小华")
    items = {"scheme": cast.scheme, "category": cast.category}
    return Scene(
        cast=cast,
        health=ItemFactory(**items, code=53, name="照护失能家人", disclosure=Disclosure.CATEGORY),
        informant=ItemFactory(**items, code=4, name="举报违法行为", disclosure=Disclosure.NONE),
        neighbour=member(cast.village, Role.VILLAGER, cast.households[3], name="陈秀英"),
    )


def client_of(user: User | None) -> Client:
    """A browser of this person, or of nobody."""
    client = Client()
    if user is not None:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text_of(response: Any) -> str:
    return response.content.decode()
