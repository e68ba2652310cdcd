"""The site's settings for tests: the embedded default (plain HTTP, movable clock) whatever servers are used."""

import os
import tempfile

os.environ.setdefault("VILLAGEGOV_EMBEDDED", "1")
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
_files = tempfile.mkdtemp(prefix=f"villagegov-tests-{WORKER}-")
os.environ["MEDIA_ROOT"] = f"{_files}/media"
os.environ["STATIC_ROOT"] = f"{_files}/static"

from villagegov.settings import *  # noqa: E402, F403
from villagegov.settings import CACHES, STORAGES  # noqa: E402

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
CACHES["default"]["KEY_PREFIX"] = f"tests-{WORKER}"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
