"""The table that is printed, and the file that keeps it."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.support import PROJECT

FOLDER = PROJECT / "var" / "bench"
COLUMNS = ("what", "ours", "beside it", "ratio")


def say(line: str = "") -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def row(
    what: str, value: float, unit: str, *, beside: str = "", than: float | None = None, **more: Any
) -> dict[str, Any]:
    """One measurement. ``than``: the same in the same unit of what it is compared with; the ratio follows."""
    ratio = round(value / than, 3) if than else None
    found = {
        "what": what,
        "value": round(value, 2),
        "unit": unit,
        "beside": beside,
        "than": than,
        "ratio": ratio,
        **more,
    }
    say(f"  {_words(found)}")
    return found


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:,.1f}"


def _words(found: dict[str, Any]) -> str:
    beside = f"   {found['beside']}: {_number(found['than'])}   ratio {found['ratio']}" if found["than"] else ""
    return f"{found['what']}: {_number(found['value'])} {found['unit']}{beside}"


def write(found: dict[str, Any]) -> Path:
    """Print everything and keep it as JSON, under its moment and as ``latest.json``."""
    machine = found["machine"]
    say()
    say(f"{machine['cpu']}, {machine['cores']} cores, {machine['memory_gib']} GiB; "
        f"Python {machine['python']}, Postgres {machine['postgres']} {machine['postgres_settings']}")  # fmt: skip
    before, after = found["load_before"], found["load_after"]
    say(f"load of the machine before {before['one_minute']}, after {after['one_minute']}; "
        f"{found['seconds']} s in all ({found['size']})")  # fmt: skip
    say()
    for line in table(found["results"]):
        say(line)
    FOLDER.mkdir(parents=True, exist_ok=True)
    at = datetime.now(UTC)
    found["at"] = at.isoformat(timespec="seconds")
    text = json.dumps(found, ensure_ascii=False, indent=2) + "\n"
    kept = FOLDER / f"{at:%Y%m%d-%H%M%S}.json"
    kept.write_text(text)
    (FOLDER / "latest.json").write_text(text)
    say()
    say(f"kept in {kept.relative_to(PROJECT)}")
    return kept


def table(results: list[dict[str, Any]]) -> list[str]:
    """Markdown, as docs/bench.md has it."""
    rows = [COLUMNS]
    for found in results:
        beside = f"{found['beside']}: {_number(found['than'])} {found['unit']}" if found["than"] else ""
        ratio = f"{found['ratio']:.2f}" if found["ratio"] is not None else ""
        rows.append((found["what"], f"{_number(found['value'])} {found['unit']}", beside, ratio))
    widths = [max(len(line[n]) for line in rows) for n in range(len(COLUMNS))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in rows
    ]
    return [lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]]
