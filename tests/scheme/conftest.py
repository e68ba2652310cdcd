from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import translation

from tests.scheme import scene
from tests.scheme.scene import Rules
from villagegov.kernel import clock


@pytest.fixture(autouse=True)
def _now_in_chinese() -> Iterator[None]:
    with clock.frozen(scene.NOW), translation.override("zh-hans"):
        yield


@pytest.fixture
def rules(db: None) -> Rules:
    return scene.rules()


@pytest.fixture
def office(rules: Rules) -> Client:
    """The administrator's browser."""
    client = Client()
    client.force_login(rules.administrator, backend="django.contrib.auth.backends.ModelBackend")
    return client
