"""Primary keys."""

import uuid

from uuid_utils.compat import uuid7


def new_id() -> uuid.UUID:
    """A UUIDv7 as a real ``uuid.UUID``, ordered by time. Made here, so a form carries it before there is a row."""
    return uuid7()


def as_uuid(text: str) -> uuid.UUID | None:
    """What somebody typed into an address or a form as a key; None for what is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
