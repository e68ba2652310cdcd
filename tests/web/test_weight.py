"""A public page must come over a poor line: everything it loads, compressed."""

import gzip
import re
from pathlib import Path

from django.contrib.staticfiles import finders
from django.test import Client

from points.models import Village

#: Bytes over the line for a first visit; a second visit loads the page alone.
STYLES_AND_SCRIPTS = 16_000
FRAME = 2_500


def compressed(data: bytes) -> int:
    return len(gzip.compress(data, 9))


def test_a_public_page_is_light(client: Client, gallery: None, village: Village) -> None:
    page = client.get("/v/wangjiagou/about/").content
    files = re.findall(r'(?:href|src)="/?static/([^"]+)"', page.decode())
    assert len(files) <= 9, files
    weights = {name: compressed(Path(str(finders.find(name))).read_bytes()) for name in files}
    assert sum(weights.values()) <= STYLES_AND_SCRIPTS, weights
    assert compressed(page) <= FRAME


def test_only_the_entry_page_loads_the_larger_scripts(client: Client, village: Village) -> None:
    for address in ("/", "/v/wangjiagou/about/", "/login/"):
        page = client.get(address).content.decode()
        assert "htmx" not in page and "autocomplete.min" not in page
