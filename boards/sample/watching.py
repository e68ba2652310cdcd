"""What the supervisors of the sample do: they look into the claims that chance picked."""

from __future__ import annotations

from datetime import date, datetime
from random import Random

from boards.sample.setting import Setting
from councils.enums import Finding
from councils.queries import samples as queries
from councils.services import samples

#: What was found besides "in order", by its share of hundred, with the words that go with it.
SELDOM = (
    (4, Finding.WRONG, "问了组长和两户邻居，当天只做了半天，按一次记不合适，已报管理员更正。"),
    (4, Finding.UNCLEAR, "当事人外出务工，电话没有打通，单子上没有照片。"),
)
IN_ORDER = ("", "", "看了照片，问了邻居，属实。", "到现场看过，属实。", "核对了签到表。")


def check_sample(setting: Setting, month: date, *, leave: int = 0, at: datetime) -> None:
    """The head of the supervision committee goes through a month's sample, all but ``leave``."""
    village, supervisor = setting.village, setting.users["jiandu"]
    sample = queries.of_month(village, month)
    if sample is None:
        return
    rows = queries.claims_of(village, sample)
    barred = queries.obstacles(supervisor, village, rows)
    rng = Random(f"sample:{month:%Y-%m}")
    for row in rows[: len(rows) - leave]:
        if row.pk not in barred:
            finding, words = _found(rng)
            samples.record_finding(sampled=row, finding=finding, words=words, by=supervisor, at=at)


def _found(rng: Random) -> tuple[Finding, str]:
    dice = rng.randrange(100)
    for share, finding, words in SELDOM:
        if dice < share:
            return finding, words
        dice -= share
    return Finding.IN_ORDER, rng.choice(IN_ORDER)
