"""The handbook's pictures are there, small, and none is left over."""

import re

from tests.support import PROJECT

DOCS = PROJECT / "docs"
MOST_EACH, MOST_TOGETHER = 150_000, 3_000_000


def test_pictures_of_the_handbook() -> None:
    chapters = [DOCS / "handbook.md", *(DOCS / "handbook").glob("*.md")]
    named = {name for one in chapters for name in re.findall(r"pictures/([a-z-]+\.png)", one.read_text())}
    named |= set(re.findall(r"docs/pictures/([a-z-]+\.png)", (PROJECT / "README.md").read_text()))
    sizes = {path.name: path.stat().st_size for path in (DOCS / "pictures").iterdir()}
    assert set(sizes) == named
    assert max(sizes.values()) < MOST_EACH and sum(sizes.values()) < MOST_TOGETHER


def test_links_inside_the_handbook() -> None:
    text = (DOCS / "handbook.md").read_text()
    headings = {line.lstrip("# ") for line in text.splitlines() if line.startswith("#")}
    for target in re.findall(r"\]\(#([^)]+)\)", text):
        assert target in headings
    for file in re.findall(r"\]\(([a-z]+\.md)\)", text):
        assert (DOCS / file).exists()
