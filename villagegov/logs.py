"""Structured logs without personal data: one JSON object a line.

What goes in: when, how severe, which logger, the constant text of the message, and named numbers or ids. What stays
out: arguments of foreign messages, query strings, bodies, cookies, user names, exception texts (they quote rows). A
traceback is kept as file, line and function, which is what finds the fault.
"""

import json
import logging
import time
import traceback
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

#: Names of `extra=` that may be logged. Ids and counts only; never a name, a note or an address.
FIELDS = (
    "event",
    "method",
    "route",
    "status",
    "milliseconds",
    "village",
    "job",
    "task",
    "task_id",
    "count",
    "run",
    "signal",
)
OWN_LOGGERS = ("villagegov", "points", "councils", "boards")
logger = logging.getLogger("villagegov.request")


class JsonFormatter(logging.Formatter):
    """Formats records of our own loggers whole, those of libraries without their arguments."""

    def format(self, record: logging.LogRecord) -> str:
        own = record.name.split(".", 1)[0] in OWN_LOGGERS
        line: dict[str, Any] = {
            "at": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created)) + f".{int(record.msecs):03d}Z",
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage() if own else str(record.msg),
        }
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__qualname__
            line["trace"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(record.exc_info[2])
            ][-12:]
        return json.dumps(line, ensure_ascii=False, default=str)


class RequestLogMiddleware:
    """One line per request: method, the route's pattern (never the address itself), status, time taken."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.monotonic()
        response = self.get_response(request)
        match = request.resolver_match
        logger.info(
            "request",
            extra={
                "method": request.method if request.method in {"GET", "HEAD", "POST"} else "other",
                "route": match.route if match else "",
                "status": response.status_code,
                "milliseconds": round((time.monotonic() - started) * 1000),
            },
        )
        return response


def nobody(request: HttpRequest | None = None, *args: Any, **kwargs: Any) -> str:
    """How the lock-out names a client in its log lines: not at all."""
    return "a client"


def client_ip(request: HttpRequest) -> str:
    """The address the lock-out counts by. Behind our proxy it is the one the proxy itself appended."""
    if settings.BEHIND_PROXY:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").rsplit(",", 1)[-1].strip()
        if forwarded:
            return str(forwarded)
    return str(request.META.get("REMOTE_ADDR", ""))
