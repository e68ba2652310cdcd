"""A register as a village's own sheet would have it, of any length: for the sample, for tests, for measuring."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from villagegov.sheets import Page, as_workbook

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
_GIVEN = "建国秀英桂兰玉梅志强小华德明春芳文军海燕永福丽娟光荣素珍家富红霞天明"
HEADINGS = ("序号", "村民小组", "户号", "户主姓名", "家庭人口", "联系电话", "住址", "是否常住", "现有积分", "备注")


def rows(count: int, seed: int = 7) -> Iterator[tuple[object, ...]]:
    """Invented households, in groups of forty or more."""
    rng = Random(seed)
    groups = max(1, min(40, count // 40))
    for number in range(1, count + 1):
        name = rng.choice(_SURNAMES) + "".join(rng.sample(_GIVEN, rng.choice((1, 2, 2))))
        group = (number - 1) * groups // count + 1
        yield (
            number,
            f"{group}组",
            f"{number:0{max(3, len(str(count)))}d}",
            name,
            rng.randint(1, 7),
            f"1380000{number % 10_000:04d}",
            f"{group}组{rng.randint(1, 90)}号",
            "否" if rng.random() < 0.06 else "是",
            100 + rng.randint(-10, 90),
            "独居老人" if rng.random() < 0.04 else None,
        )


def register_workbook(count: int, seed: int = 7) -> bytes:
    """An .xlsx with a title above its headings and a total below."""
    title: list[tuple[object, ...]] = [("花名册",), HEADINGS]
    total = [("合计", None, f"{count}户")]
    return as_workbook([Page("花名册", (), [*title, *rows(count, seed), *total])])  # type: ignore[list-item]
