"""Canonical bytes and their hashes: what a ledger entry is checked against for ever.

The bytes are stored as they were hashed and never rebuilt from columns. Formats are versioned by their ``v``; a
change of form is a new version, never a migration. Canonical form: RFC 8785. Leaf hash: RFC 6962, section 2.1.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping

import rfc8785

#: Bytes of randomness before the data of a commitment, so that short data cannot be guessed from the hash.
SALT_BYTES = 32


def canonical(record: Mapping[str, object]) -> bytes:
    """The one byte string of a JSON record."""
    return rfc8785.dumps(dict(record))  # type: ignore[arg-type]


def leaf_hash(data: bytes) -> bytes:
    """SHA-256 of 0x00 and the data: a leaf of a Merkle tree after RFC 6962."""
    return hashlib.sha256(b"\x00" + data).digest()


def new_salt() -> bytes:
    return secrets.token_bytes(SALT_BYTES)


def commitment(salt: bytes, data: bytes) -> str:
    """Hex SHA-256 of salt and data: stands in the record for data that may have to be erased."""
    return hashlib.sha256(salt + data).hexdigest()
