"""The sample's printed accounts, one per role. Passwords come from the installation's secret; nothing keeps them."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
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


#: Two members of different constituencies, so that a claim can be approved with what is printed.
PRINTED: tuple[PrintedAccount, ...] = (
    PrintedAccount("cunmin", gettext_lazy("villager"), "/v/wangjiagou/my/"),
    PrintedAccount("xinxiyuan", gettext_lazy("information officer"), "/v/wangjiagou/work/claims/new/"),
    PrintedAccount("zhishu", gettext_lazy("committee member (branch committee)"), "/admin/"),
    PrintedAccount("daibiao1", gettext_lazy("committee member (representatives)"), "/admin/"),
    PrintedAccount("jiandu", gettext_lazy("supervisor"), "/v/wangjiagou/work/objections/"),
    PrintedAccount("wangge1", gettext_lazy("grid officer"), "/v/wangjiagou/"),
    PrintedAccount("guanliyuan", gettext_lazy("village administrator"), "/admin/"),
    PrintedAccount("zhenguan", gettext_lazy("town viewer"), "/"),
)
PRINTED_NAMES = frozenset(account.username for account in PRINTED)


def sample_password(username: str) -> str:
    """Three groups of four: can be read out, and is another one on every machine."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), f"villagegov sample {username}".encode(), hashlib.sha256)
    letters = [PASSWORD_ALPHABET[byte % len(PASSWORD_ALPHABET)] for byte in digest[:12]]
    return "-".join("".join(letters[start : start + 4]) for start in (0, 4, 8))


def table(names: dict[str, str]) -> str:
    """The printed accounts that exist, with ``names`` by user name, in columns that hold with Chinese letters too."""
    rows: list[Sequence[str]] = [(_("role"), _("name of the person"), _("user name"), _("password"), _("begin at"))]
    rows += [
        (str(account.role), names[account.username], account.username, sample_password(account.username), account.path)
        for account in PRINTED
        if account.username in names
    ]
    widths = [max(width(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(cell + " " * (size - width(cell)) for cell, size in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return "\n".join([lines[0], "  ".join("-" * size for size in widths), *lines[1:]])


def width(text: str) -> int:
    """Columns on a terminal: a Chinese letter takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
