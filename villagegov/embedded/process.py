"""Children that cannot outlive their parent, and the unprivileged user they run as when we are root."""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Account:
    """The operating-system user the servers run as."""

    uid: int
    gid: int
    name: str

    @property
    def is_me(self) -> bool:
        return self.uid == os.geteuid()

    def can_enter(self, folder: Path) -> bool:
        """Whether this user reaches ``folder``; asked of the kernel, because modes alone do not tell."""
        if self.is_me:
            return os.access(folder, os.R_OK | os.X_OK)
        child = os.fork()
        if child == 0:
            code = 1
            try:
                os.setgroups([])
                os.setgid(self.gid)
                os.setuid(self.uid)
                code = 0 if os.access(folder, os.X_OK) else 1
            finally:
                os._exit(code)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0

    def own(self, folder: Path, mode: int = 0o700) -> Path:
        """Make ``folder`` if needed and give it to this user."""
        folder.mkdir(parents=True, exist_ok=True)
        if not self.is_me:
            os.chown(folder, self.uid, self.gid)
        folder.chmod(mode)
        return folder


def server_account(data: Path) -> Account:
    """Who runs the servers: ourselves, or, as root (whom Postgres refuses), an unprivileged user.

    Data that is already there keeps its owner, so that it does not matter which users the machine gains later.
    """
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), "")
    try:
        entry = pwd.getpwuid(data.stat().st_uid)
        if entry.pw_uid == 0:
            raise KeyError
    except (FileNotFoundError, NotADirectoryError, KeyError):
        entry = pwd.getpwnam("nobody")
    return Account(entry.pw_uid, entry.pw_gid, entry.pw_name)


def _die_with_parent(death_signal: int) -> Callable[[], None]:
    """A hook for the child: the kernel sends it ``death_signal`` as soon as this process is gone, even by kill -9."""
    parent = os.getpid()
    prctl = ctypes.CDLL(None, use_errno=True).prctl if sys.platform == "linux" else None

    def hook() -> None:
        if prctl is not None:
            prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
            if os.getppid() != parent:  # the parent died before the line above
                os._exit(1)

    return hook


def spawn(
    command: Sequence[object],
    *,
    account: Account | None = None,
    own_session: bool = True,
    death_signal: int = signal.SIGTERM,
    output: IO[bytes] | int | None = None,
    env: Mapping[str, str] | None = None,
    cwd: str | os.PathLike[str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a child that ends with us; in a session of its own it does not hear the terminal's Ctrl-C."""
    other = account is not None and not account.is_me
    return subprocess.Popen(
        [str(word) for word in command],
        stdin=subprocess.DEVNULL if own_session else None,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        env=env,
        cwd=cwd,
        start_new_session=own_session,
        user=account.uid if account and other else None,
        group=account.gid if account and other else None,
        extra_groups=[] if other else None,
        preexec_fn=_die_with_parent(death_signal),  # noqa: PLW1509 - the launcher has one thread
    )


def stop(child: subprocess.Popen[bytes], ask: int, insist: int, seconds: float) -> None:
    """Ask ``child`` to end with one signal and insist with another when it takes longer than ``seconds``."""
    if child.poll() is not None:
        return
    child.send_signal(ask)
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        child.send_signal(insist)
        try:
            child.wait(5)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
