"""Who vouches: a name as it is typed, and the log-in behind it where there is one."""

from __future__ import annotations

from collections.abc import Sequence

from points.models import User


def voucher_names(users: Sequence[User]) -> list[str]:
    """Names as they are offered; people of one name with their log-in name."""
    names = [user.name for user in users]
    return [f"{user.name} ({user.username})" if names.count(user.name) > 1 else user.name for user in users]


def vouchers_named(text: str, users: Sequence[User]) -> list[tuple[User, str]]:
    """Whom the name means, with the name as it is offered; several people where it is not enough."""
    known = list(zip(users, voucher_names(users), strict=True))
    return [(user, label) for user, label in known if text == label] or [
        (user, label) for user, label in known if text == user.name
    ]
