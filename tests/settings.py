"""The site's settings for tests: as the embedded default has them (plain HTTP, movable clock), on whatever servers.

Each xdist worker has its own database (made by pytest-django), Redis database, cache prefix and folders.
"""

import atexit
import os
import re
import shutil
import tempfile
from pathlib import Path

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
FILES = Path(tempfile.mkdtemp(prefix=f"villagegov-tests-{WORKER}-"))
atexit.register(shutil.rmtree, FILES, ignore_errors=True)

os.environ.setdefault("VILLAGEGOV_EMBEDDED", "1")
os.environ["MEDIA_ROOT"] = str(FILES / "media")
os.environ["STATIC_ROOT"] = str(FILES / "static")
(FILES / "static").mkdir()

from villagegov.settings import *  # noqa: E402, F403
from villagegov.settings import CACHES, DATABASES, REDIS_URL, STORAGES, _broker  # noqa: E402

if "owner" not in DATABASES:
    raise SystemExit("Tests make databases as owner. Set OWNER_DATABASE_URL too, or run: make test")

_number = 1 + int(WORKER.removeprefix("gw") or 0)
_tcp, _socket = re.sub(r"/\d*$", f"/{_number}", REDIS_URL), re.sub(r"db=\d+", f"db={_number}", REDIS_URL)
REDIS_URL = _socket if REDIS_URL.startswith("unix:") else _tcp
CELERY_BROKER_URL = _broker(REDIS_URL)
CACHES["default"] |= {"LOCATION": REDIS_URL, "KEY_PREFIX": f"tests-{WORKER}"}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
