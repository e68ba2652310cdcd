"""Random passwords and the secret key of one ``var/``, made once and readable by its owner alone."""

import json
import os
import secrets
from dataclasses import asdict, dataclass

from villagegov.embedded.errors import EmbeddedError
from villagegov.embedded.places import Places


@dataclass(frozen=True)
class Keys:
    secret_key: str
    superuser_password: str
    owner_password: str
    app_password: str


def load(places: Places) -> Keys:
    """Read the keys, or make them when there is no data yet that would need the old ones."""
    path = places.keys
    try:
        return Keys(**json.loads(path.read_text()))
    except FileNotFoundError:
        if places.postgres_data.exists():
            raise EmbeddedError(
                f"{path} is missing, and without it the data in {places.postgres_data} cannot be opened.\n"
                "Put it back, or start afresh: make reset"
            ) from None
    except PermissionError:
        raise EmbeddedError(f"Cannot read {path}. Run as the user who made it, or choose --var DIR.") from None
    except (ValueError, TypeError):
        raise EmbeddedError(f"{path} is damaged. Put it back, or start afresh: make reset") from None
    keys = Keys(secrets.token_urlsafe(50), *(secrets.token_urlsafe(24) for _ in range(3)))
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(asdict(keys), file)
    draft.rename(path)
    return keys
