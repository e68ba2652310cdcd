"""Who does what on the disclosure board."""

from __future__ import annotations

from points.enums import Role
from points.models import User, Village
from points.queries import access

#: Write postings and hand them in.
WRITERS = (Role.OFFICER, Role.COMMITTEE, Role.ADMINISTRATOR)
#: Check before posting; withhold a question; take down.
CHECKERS = (Role.SUPERVISOR,)
#: See the desk.
OFFICE = (*WRITERS, *CHECKERS)
#: Answer questions.
ANSWERERS = (Role.OFFICER, Role.SUPERVISOR, Role.ADMINISTRATOR)
#: Say what is owed.
KEEPERS = (Role.ADMINISTRATOR,)


def may_write(user: User, village: Village) -> bool:
    return access.has_role(user, village, *WRITERS)


def may_check(user: User, village: Village) -> bool:
    return access.has_role(user, village, *CHECKERS)
