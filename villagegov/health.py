"""``/healthz``: whether the parts answer. A few words and a moment, nothing about anybody."""

from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from points.queries import calendar
from villagegov.kernel import clock

#: Beat runs the sweep every hour; after two hours without one something is wrong.
BEAT_LATE = timedelta(hours=2)


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while the database answers (people can work), 503 otherwise; Redis and beat only degrade."""
    database = _database()
    parts = {"database": database, "redis": _redis(), **_beat(database == "ok")}
    if database != "ok":
        return JsonResponse({"status": "down", **parts}, status=503)
    parts["calendar"] = _calendar()
    well = parts["redis"] == "ok" and parts["beat"] != "late" and parts["calendar"] == "ok"
    return JsonResponse({"status": "ok" if well else "degraded", **parts})


def _calendar() -> str:
    """Whether the days off of this year, and from December on of the next, are known: deadlines lean on them."""
    try:
        return "missing" if calendar.missing_anywhere(clock.today()) else "ok"
    except DatabaseError:
        return "unknown"


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "down"
    return "ok"


def _redis() -> str:
    try:
        once = Retry(NoBackoff(), 0)
        with Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1, retry=once) as client:
            client.ping()
    except (RedisError, OSError):
        return "down"
    return "ok"


def _beat(database_ok: bool) -> dict[str, str | None]:
    """The end of the last scheduled job. "waiting": none has run yet, as in the first hour of a new site."""
    if not database_ok:
        return {"beat": "unknown", "beat_last_run": None}
    try:
        jobs = apps.get_model("points", "JobRun")._default_manager.all()
        last = jobs.order_by("-finished_at").values_list("finished_at", flat=True).first()
    except DatabaseError:
        return {"beat": "unknown", "beat_last_run": None}
    if last is None:
        return {"beat": "waiting", "beat_last_run": None}
    late = clock.now() - last > BEAT_LATE
    return {"beat": "late" if late else "ok", "beat_last_run": last.isoformat(timespec="seconds")}
