"""Which release of code and templates this is: part of the key of whatever is kept in a store that outlives it."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings

#: What decides how a page looks; compiled catalogues among them.
SUFFIXES = frozenset({".py", ".html", ".css", ".js", ".mo"})
FOLDERS = ("boards", "councils", "points", "static", "templates", "villagegov")


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """Changes with every release: names, sizes and times of the files. Looked up once for each process."""
    found = hashlib.sha256()
    base = Path(settings.BASE_DIR)
    for folder in FOLDERS:
        for path in sorted((base / folder).rglob("*")):
            if path.suffix in SUFFIXES and path.is_file():
                state = path.stat()
                found.update(f"{path.relative_to(base)}|{state.st_size}|{state.st_mtime_ns}\n".encode())
    return found.hexdigest()[:16]
