"""What tests of the phone's pages share."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse

from points.models import User
from tests.factories import Cast
from tests.support import assert_valid_html


def address(cast: Cast, name: str, *args: Any) -> str:
    return reverse(name if ":" in name else f"points:{name}", args=[cast.village.slug, *args])


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text(answer: Any) -> str:
    """The words of a page, which must be valid."""
    assert_valid_html(answer.content)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def hidden(answer: Any, name: str) -> list[str]:
    fields = re.findall(r"<input[^>]*>", answer.content.decode())
    found = [one for one in fields if f'name="{name}"' in one and 'type="hidden"' in one]
    return [unescape(value.group(1)) for one in found if (value := re.search(r'value="([^"]*)"', one))]
