"""One Redis on a unix socket, for the queue and the cache."""

import signal
import subprocess
import time

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from villagegov.embedded import process
from villagegov.embedded.errors import EmbeddedError
from villagegov.embedded.places import Places
from villagegov.embedded.programs import Programs

START_SECONDS = 20.0


class Redis:
    name = "Redis"

    def __init__(self, places: Places) -> None:
        self.places = places
        self.socket = places.sockets / "redis.sock"
        self.log = places.logs / "redis.log"
        self.child: subprocess.Popen[bytes] | None = None

    def environment(self) -> dict[str, str]:
        return {"REDIS_URL": f"unix://{self.socket}?db=0"}

    def answers(self) -> bool:
        try:
            once = Retry(NoBackoff(), 0)  # the default tries for four seconds
            with redis.Redis(unix_socket_path=str(self.socket), socket_timeout=5, retry=once) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def start(self, programs: Programs) -> None:
        data = self.places.account.own(self.places.redis_data)
        save = "" if self.places.temporary else "60 1"
        options = {"port": "0", "unixsocket": self.socket, "unixsocketperm": "700", "dir": data, "save": save}
        options |= {"appendonly": "no", "stop-writes-on-bgsave-error": "no", "databases": "64", "daemonize": "no"}
        command = [programs.redis, *(word for key, value in options.items() for word in (f"--{key}", value))]
        with self.log.open("ab") as log:
            self.child = process.spawn(command, account=self.places.account, output=log, cwd="/")
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            if self.child.poll() is not None or time.monotonic() > deadline:
                raise EmbeddedError(f"Redis did not start. Its log is {self.log}")
            time.sleep(0.02)

    def stop(self) -> None:
        if self.child is not None:
            ask = signal.SIGKILL if self.places.temporary else signal.SIGTERM
            process.stop(self.child, ask, signal.SIGKILL, 20)
            self.child = None
