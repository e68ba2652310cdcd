"""``python -m villagegov.embedded [--temp | --var DIR] -- COMMAND …``"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType

from villagegov.embedded import places, process
from villagegov.embedded.errors import EmbeddedError
from villagegov.embedded.servers import Servers, reset

GRACE_SECONDS = 45.0


class Stopped(Exception):
    """A signal came before the command was there to hear it."""


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m villagegov.embedded", description=__doc__)
    parser.add_argument("--var", type=Path, default=None, help="folder for data, sockets and passwords (var/)")
    parser.add_argument("--temp", action="store_true", help="servers of its own in a folder that is removed at the end")
    parser.add_argument("--reset", action="store_true", help="remove all data of the folder and do nothing else")
    parser.add_argument("command", nargs=argparse.REMAINDER, help="what to run with the servers up")
    options = parser.parse_args(arguments)
    if options.command[:1] == ["--"]:
        del options.command[0]
    if not options.command and not options.reset:
        parser.error("say which command to run, for example: -- python manage.py shell")
    return options


class Runner:
    """Runs the command as a child and passes signals on to it."""

    def __init__(self) -> None:
        self.child: subprocess.Popen[bytes] | None = None
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._hear)

    def _hear(self, number: int, frame: FrameType | None) -> None:
        if self.child is None:
            for other in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                signal.signal(other, signal.SIG_IGN)  # tidy up in peace
            raise Stopped(number)
        if number == signal.SIGINT and _in_foreground():
            return  # the terminal told the command itself
        self.child.send_signal(signal.SIGTERM if number == signal.SIGHUP else number)
        if number != signal.SIGINT:
            signal.alarm(int(GRACE_SECONDS))
            signal.signal(signal.SIGALRM, self._insist)

    def _insist(self, number: int, frame: FrameType | None) -> None:
        if self.child is not None:
            self.child.kill()

    def run(self, command: list[str], environment: dict[str, str]) -> int:
        env = {**os.environ, **environment}
        # `python` and `pytest` mean those of this environment, whether or not it was activated.
        env["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), env.get("PATH", os.defpath)])
        program = shutil.which(command[0], path=env["PATH"])
        if program is None:
            raise EmbeddedError(f"There is no command {command[0]!r}.")
        self.child = process.spawn([program, *command[1:]], own_session=False, env=env)
        code = self.child.wait()
        signal.alarm(0)
        self.child = None
        return code if code >= 0 else 128 - code


def _in_foreground() -> bool:
    try:
        return os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except (OSError, ValueError):
        return False


def main(arguments: list[str]) -> int:
    options = parse(arguments)
    var = (options.var or places.default_var()).absolute()
    try:
        if options.reset:
            for folder in reset(var):
                print(f"removed {folder}")
            return 0
        runner = Runner()
        with Servers(None if options.temp else var) as servers:
            if servers.places.elsewhere and not servers.joined and not options.temp:
                print(
                    f"villagegov: Postgres does not run as root; as {servers.places.account.name} it cannot reach "
                    f"{servers.places.var}, so the data lies in {servers.places.home}",
                    file=sys.stderr,
                )
            try:
                return runner.run(options.command, servers.environment())
            finally:
                for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                    signal.signal(number, signal.SIG_IGN)
    except Stopped as stopped:
        return 128 + int(stopped.args[0])
    except EmbeddedError as error:
        print(f"villagegov: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"villagegov: {error.strerror or error} ({error.filename or 'system'})", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
