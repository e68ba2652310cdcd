"""The Chinese catalogue is whole: every text of the code is in it, translated, with the same placeholders."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

PROJECT = Path(__file__).resolve().parents[2]
CATALOGUE = PROJECT / "villagegov" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
SOURCES = ("villagegov", "points", "councils", "boards", "templates")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def key(entry: polib.POEntry) -> tuple[str, str]:
    return entry.msgctxt or "", entry.msgid


def texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_every_entry_is_translated_and_none_is_a_guess(catalogue: polib.POFile) -> None:
    bad = [entry.msgid for entry in catalogue if entry.fuzzy or entry.obsolete or not all(texts(entry))]
    assert not bad


def test_placeholders_are_kept(catalogue: polib.POFile) -> None:
    bad = []
    for entry in catalogue:
        wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        bad += [entry.msgid for text in texts(entry) if set(PLACEHOLDER.findall(text)) != wanted]
    assert not bad


def test_the_compiled_catalogue_is_that_of_the_text(catalogue: polib.POFile) -> None:
    compiled = {key(entry): texts(entry) for entry in polib.mofile(str(CATALOGUE.with_suffix(".mo")))}
    assert compiled == {key(entry): texts(entry) for entry in catalogue}


def test_the_catalogue_holds_the_texts_of_the_code_and_no_others(catalogue: polib.POFile, tmp_path: Path) -> None:
    if not shutil.which("xgettext"):
        if os.environ.get("CI"):
            pytest.fail("CI needs gettext: apt-get install gettext")
        pytest.skip("gettext is not installed")
    ignore = shutil.ignore_patterns("__pycache__", "locale")  # or texts would go into the copy of that one
    for name in SOURCES:
        shutil.copytree(PROJECT / name, tmp_path / name, ignore=ignore)
    (tmp_path / "locale").mkdir()
    command = [sys.executable, "-m", "django", "makemessages", "-l", "zh_Hans", "--no-location", "--no-wrap"]
    # Without settings, so that the copy's own folder is the one it writes to.
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found = {key(e) for e in polib.pofile(str(next((tmp_path / "locale").rglob("*.po")))) if not e.obsolete}
    known = {key(entry) for entry in catalogue}
    assert sorted(found - known) == [], "texts without a translation"
    assert sorted(known - found) == [], "translations of texts that are gone"
