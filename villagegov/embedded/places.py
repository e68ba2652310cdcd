"""Where everything lies: ``var/`` and, where another user or a short socket path needs it, a folder beside it."""

import hashlib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from villagegov.embedded.errors import EmbeddedError
from villagegov.embedded.process import Account, server_account

PROJECT = Path(__file__).resolve().parents[2]
LONGEST_SOCKET_PATH = 100  # the kernel takes 107 bytes (103 on macOS)
LONGEST_SOCKET_NAME = ".s.PGSQL.5432.lock"
SHARED_ROOT = Path("/var/tmp")  # noqa: S108 - checked for owner and symlink before use


@dataclass(frozen=True)
class Places:
    """The folders of one set of servers."""

    var: Path
    home: Path  # data of the servers: `var` itself unless their user cannot reach it
    sockets: Path
    account: Account
    temporary: bool = False

    @property
    def postgres_data(self) -> Path:
        return self.home / "postgres"

    @property
    def redis_data(self) -> Path:
        return self.home / "redis"

    @property
    def logs(self) -> Path:
        return self.var / "log"

    @property
    def keys(self) -> Path:
        return self.var / "keys.json"

    @property
    def elsewhere(self) -> bool:
        return self.home != self.var


def default_var() -> Path:
    return Path(os.environ.get("VILLAGEGOV_VAR") or PROJECT / "var").absolute()


def _mark(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _trusted(folder: Path, account: Account) -> Path:
    """A folder with a name anyone could have guessed is used only if it is ours and no symlink."""
    folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    status = folder.lstat()
    if stat.S_ISLNK(status.st_mode) or status.st_uid not in (os.geteuid(), account.uid):
        raise EmbeddedError(f"{folder} belongs to someone else. Remove it, or choose another folder with --var DIR.")
    return folder


def prepare(var: Path, *, temporary: bool = False) -> Places:
    """Make the folders and find out where the servers can live. Safe to call while servers run."""
    try:
        var.mkdir(parents=True, exist_ok=True)
        probe = var / f".write-{os.getpid()}"
        probe.touch()
        probe.unlink()
        places = _arrange(var.resolve(), temporary=temporary)
        places.logs.mkdir(exist_ok=True)
        return places
    except OSError as error:
        raise EmbeddedError(
            f"Cannot write to {var} ({error.strerror or error}).\n"
            "Make it writable for you, or choose another folder: VILLAGEGOV_VAR=/some/folder make run"
        ) from None


def _arrange(var: Path, *, temporary: bool) -> Places:
    home = var
    account = server_account(var / "postgres")
    if not account.is_me:
        var.chmod(var.stat().st_mode | 0o011)  # the servers' user may pass through, not list
        if not account.can_enter(var):
            home = SHARED_ROOT / f"villagegov-{_mark(var)}"
            account = server_account(home / "postgres")
            _trusted(home, account).chmod(0o711)
    sockets = home / "run"
    if len(os.fsencode(sockets / LONGEST_SOCKET_NAME)) > LONGEST_SOCKET_PATH:
        sockets = _trusted(Path("/tmp") / f"villagegov-{os.geteuid()}-{_mark(home)}", account)  # noqa: S108
    account.own(sockets)
    return Places(var, home, sockets, account, temporary)


def temporary_var() -> Path:
    """A fresh folder for servers that live as long as one command."""
    return Path(tempfile.mkdtemp(prefix="villagegov-"))
