"""Taking a register over from a workbook: what a person waits for at the preview and at the confirmation.

Beside it stands django-import-export on the same file into the same table, in the two ways it is used: as it comes,
row by row with the differences, and in bulk without them. It keeps no history, audit, pinyin or opening balances.
Each is measured in a process of its own, so that the peak of memory is its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import django

from tests.support import PROJECT

HEAD = ("户号", "户主姓名", "村民小组", "家庭人口", "联系电话", "家庭住址", "现有积分")
JOINED = date(2026, 1, 1)
#: Memory of a process, as the machine counts it, is in KiB.
MIB = 1024


def run(sizes: Any) -> list[dict[str, Any]]:
    from tests.bench import scene
    from tests.bench.report import row, say

    say("importing …")
    typist = scene.user("registrar")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "register.xlsx"
        _write(file, sizes.register)
        ours, _again, rows, bulk = (_measure(way, file, typist) for way in ("ours", "again", "rows", "bulk"))
    what = f"{sizes.register:,} households from a workbook"
    beside = {"django-import-export": rows, "the same in bulk": bulk}
    found = [row(f"{what}: preview", ours["preview"], "s"), row(f"{what}: confirm", ours["confirm"], "s")]
    found.append(row("the same file again: preview", _again["preview"], "s"))
    for name, theirs in beside.items():
        found.append(row(f"{what}, in all", ours["rate"], "rows/s", beside=name, than=theirs["rate"]))
    for name, theirs in beside.items():
        found.append(row(f"{what}: peak memory", ours["peak"], "MiB", beside=name, than=theirs["peak"]))
    found.append(row("of which Django itself, before the file", ours["before"], "MiB"))
    return found


def _write(file: Path, count: int) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    page = book.create_sheet("花名册")
    page.append(HEAD)
    for n in range(count):
        page.append(
            (f"{n + 1:05d}", f"李小{n}", f"{n % 10 + 1}组", n % 6 + 1, f"138{n:08d}", f"{n % 10 + 1}组{n}号", n % 90)
        )
    book.save(file)


def _measure(way: str, file: Path, typist: Any) -> dict[str, float]:
    """``again`` looks at the file once more in the village that ``ours`` has just filled."""
    from points.enums import Role
    from points.models import Household, Membership, Village
    from tests.bench import scene

    slug = f"import-{'ours' if way == 'again' else way}"
    if way != "again":
        village, _item = scene.village(slug, 0, typist)
        Membership.objects.create(village=village, user=typist, role=Role.ADMINISTRATOR)
        scene.analyze()
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.importing", way, slug, str(file)],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    made = Household.objects.filter(village=Village.objects.get(slug=slug)).count()
    assert made == found["rows"], f"{way}: {made} households of {found['rows']}"
    return found


# ------------------------------------------------------------------------------------ in a process of its own


def child(way: str, slug: str, file: str) -> dict[str, float]:
    from points.models import User, Village

    village, user = Village.objects.get(slug=slug), User.objects.get(username="registrar")
    act = _ours if way in ("ours", "again") else _theirs
    found = {"before": _peak(), **act(village, user, Path(file), way)}
    spent = found["preview"] + found.get("confirm", 0)
    return {**found, "peak": _peak(), "rate": found["rows"] / spent}


def _ours(village: Any, user: Any, file: Path, way: str) -> dict[str, float]:
    from points.queries import imports
    from points.services import register_import
    from points.sheets.comparison import Kind
    from tests.bench import scene
    from villagegov.kernel import clock

    found: dict[str, float] = {}
    with _timed(found, "preview"), file.open("rb") as content:
        kept = register_import.keep(
            village=village, file=content, name=file.name, joined_on=JOINED, by=user, at=scene.POSTED
        )
        look = imports.compare(kept, clock.local_day(scene.POSTED))
    if way == "again":
        assert not look.does_something, look.counts
        return {**found, "rows": look.counts[Kind.SAME]}
    with _timed(found, "confirm"):
        done = register_import.confirm(
            village=village, import_id=kept.pk, digest=look.digest, with_groups=True, by=user, at=scene.POSTED
        )
    return {**found, "rows": done.added}


def _theirs(village: Any, _user: Any, file: Path, way: str) -> dict[str, float]:
    from import_export import fields, resources, widgets
    from tablib import Dataset

    from points.models import Group, Household

    class GroupWidget(widgets.ForeignKeyWidget):  # type: ignore[misc]
        groups = {f"{group.number}组": group for group in Group.objects.filter(village=village)}

        def clean(self, value: Any, row: Any = None, **more: Any) -> Any:
            return self.groups[value]

    class Register(resources.ModelResource):  # type: ignore[misc]
        number = fields.Field("number", HEAD[0])
        head_name = fields.Field("head_name", HEAD[1])
        group = fields.Field("group", HEAD[2], GroupWidget(Group))
        members = fields.Field("members", HEAD[3], widgets.IntegerWidget())
        phone = fields.Field("phone", HEAD[4])
        address = fields.Field("address", HEAD[5])

        class Meta:
            model = Household
            import_id_fields = ("number",)
            fields = ("number", "head_name", "group", "members", "phone", "address")
            use_bulk = way == "bulk"
            batch_size = 1000
            skip_diff = way == "bulk"

        def get_queryset(self) -> Any:
            return Household.objects.filter(village=village)

        def before_save_instance(self, instance: Any, row: Any, **more: Any) -> None:
            instance.village, instance.joined_on = village, JOINED

    found: dict[str, float] = {}
    for name, dry in (("preview", True), ("confirm", False)):
        with _timed(found, name), file.open("rb") as content:
            result = Register().import_data(Dataset().load(content, format="xlsx"), dry_run=dry, raise_errors=True)
    return {**found, "rows": result.total_rows}


@contextmanager
def _timed(found: dict[str, float], name: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    found[name] = round(time.perf_counter() - started, 3)


def _peak() -> float:
    """Of this program; what ``getrusage`` says counts whoever started it too."""
    status = Path("/proc/self/status").read_text()
    return round(int(status.partition("VmHWM:")[2].split()[0]) / MIB, 1)


def main(arguments: list[str], act: Callable[..., dict[str, float]] = child) -> None:
    django.setup()
    sys.stdout.write(json.dumps(act(*arguments)) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
