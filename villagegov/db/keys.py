"""Primary keys."""

import uuid

from uuid_utils.compat import uuid7


def new_id() -> uuid.UUID:
    """A UUIDv7 as a real ``uuid.UUID``, ordered by time. Made here, so a form carries it before there is a row."""
    return uuid7()
