"""The sample's printed accounts by village, one per role. Passwords come from the site's secret; nothing keeps them."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Collection, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from points.services.accounts import PASSWORD_ALPHABET


@dataclass(frozen=True)
class PrintedAccount:
    username: str
    role: object
    """Lazily translated."""
    path: str
    """Where this person's work begins."""


#: By village, a line for each role. 王家沟村 has two members of different constituencies, so that a claim can be
#: approved with what is printed.
PRINTED_BY_VILLAGE: dict[str, tuple[PrintedAccount, ...]] = {
    "王家沟村": (
        PrintedAccount("cunmin", gettext_lazy("villager"), "/v/wangjiagou/my/"),
        PrintedAccount("xinxiyuan", gettext_lazy("information officer"), "/v/wangjiagou/work/claims/new/"),
        PrintedAccount("zhishu", gettext_lazy("committee member (branch committee)"), "/admin/"),
        PrintedAccount("daibiao1", gettext_lazy("committee member (representatives)"), "/admin/"),
        PrintedAccount("jiandu", gettext_lazy("supervisor"), "/v/wangjiagou/work/objections/"),
        PrintedAccount("wangge1", gettext_lazy("grid officer"), "/v/wangjiagou/"),
        PrintedAccount("guanliyuan", gettext_lazy("village administrator"), "/admin/"),
        PrintedAccount("zhenguan", gettext_lazy("town viewer"), "/"),
    ),
    "安坪村": (
        PrintedAccount("apcunmin", gettext_lazy("villager"), "/v/anping/my/stars/"),
        PrintedAccount("apxinxi", gettext_lazy("information officer"), "/v/anping/work/"),
        PrintedAccount("apzhishu", gettext_lazy("branch secretary"), "/v/anping/work/stars/"),
        PrintedAccount("apjiandu", gettext_lazy("supervisor"), "/v/anping/work/"),
        PrintedAccount("apzuzhang1", gettext_lazy("group leader"), "/v/anping/work/"),
        PrintedAccount("apguanli", gettext_lazy("village administrator"), "/v/anping/work/stars/"),
    ),
    "祝村": (
        PrintedAccount("zccunmin", gettext_lazy("villager"), "/v/zhucun/my/demands/"),
        PrintedAccount("zcxinxi", gettext_lazy("information officer"), "/v/zhucun/work/demands/"),
        PrintedAccount("zcwangge", gettext_lazy("grid officer"), "/v/zhucun/work/visits/"),
        PrintedAccount("zczhishu", gettext_lazy("branch secretary"), "/v/zhucun/work/demands/study/"),
        PrintedAccount("zcjiandu", gettext_lazy("supervisor"), "/v/zhucun/work/"),
        PrintedAccount("zcguanli", gettext_lazy("village administrator"), "/v/zhucun/work/grids/"),
    ),
    "和平村": (
        PrintedAccount("hpcunmin", gettext_lazy("villager"), "/v/heping/my/demands/"),
        PrintedAccount("hpxinxi", gettext_lazy("information officer"), "/v/heping/work/demands/"),
        PrintedAccount("hpwangge", gettext_lazy("grid officer"), "/v/heping/work/visits/"),
        PrintedAccount("hpzhishu", gettext_lazy("secretary, party group, owners’ committee"), "/v/heping/work/"),
        PrintedAccount("hpyewei2", gettext_lazy("member of both"), "/v/heping/work/"),
        PrintedAccount("hpjiandu", gettext_lazy("supervisor"), "/v/heping/work/"),
        PrintedAccount("hpguanli", gettext_lazy("village administrator"), "/v/heping/work/grids/"),
    ),
}
PRINTED = tuple(account for accounts in PRINTED_BY_VILLAGE.values() for account in accounts)
PRINTED_NAMES = frozenset(account.username for account in PRINTED)
#: Hashing a password takes half a second by design. It needs no database and not Python's lock, so it is done beside
#: the loading, in the order in which the villages are loaded.
_beside = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sample-password")
_hashes: dict[str, Future[str]] = {}


def begin_hashing(villages: Collection[str]) -> None:
    for account in (account for name in villages for account in PRINTED_BY_VILLAGE[name]):
        if account.username not in _hashes:
            _hashes[account.username] = _beside.submit(make_password, sample_password(account.username))


def hashed(username: str) -> str:
    """The stored form of a printed account's password; waits until it is there."""
    return _hashes[username].result() if username in _hashes else make_password(sample_password(username))


def sample_password(username: str) -> str:
    """Three groups of four: can be read out, and is another one on every machine."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), f"villagegov sample {username}".encode(), hashlib.sha256)
    letters = [PASSWORD_ALPHABET[byte % len(PASSWORD_ALPHABET)] for byte in digest[:12]]
    return "-".join("".join(letters[start : start + 4]) for start in (0, 4, 8))


def table(names: dict[str, str]) -> str:
    """The printed accounts that exist, with ``names`` by user name, in columns that hold with Chinese letters too."""
    head: Sequence[str] = (_("role"), _("name of the person"), _("user name"), _("password"), _("begin at"))
    villages = {village: _rows(accounts, names) for village, accounts in PRINTED_BY_VILLAGE.items()}
    cells = [head, *(row for rows in villages.values() for row in rows)]
    widths = [max(width(row[column]) for row in cells) for column in range(len(head))]
    lines = [_line(head, widths), "  ".join("-" * size for size in widths)]
    for village, rows in villages.items():
        lines += [village, *(_line(row, widths) for row in rows)] if rows else []
    return "\n".join(lines)


def _rows(accounts: Sequence[PrintedAccount], names: dict[str, str]) -> list[Sequence[str]]:
    return [
        (
            f"  {account.role}",
            names[account.username],
            account.username,
            sample_password(account.username),
            account.path,
        )
        for account in accounts
        if account.username in names
    ]


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell + " " * (size - width(cell)) for cell, size in zip(row, widths, strict=True)).rstrip()


def width(text: str) -> int:
    """Columns on a terminal: a Chinese letter takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
