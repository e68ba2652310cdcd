"""Who sees and does what in the admin."""

from points.enums import Role

ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
#: Who watches over it may read it.
WATCH = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})
OFFICE = frozenset({Role.COMMITTEE, Role.SUPERVISOR, Role.ADMINISTRATOR})
