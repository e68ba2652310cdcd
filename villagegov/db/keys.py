"""Primary keys."""

import uuid

from uuid_utils.compat import uuid7


def new_id() -> uuid.UUID:
    """A UUIDv7 as a real ``uuid.UUID``: ordered by time, made in the application, so a form can carry it before the row is."""
    return uuid7()
