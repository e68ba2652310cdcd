"""Settings. Everything that differs from place to place comes from the environment; no secret has a default.

``python -m villagegov.embedded -- COMMAND`` sets it for one machine; docker-compose.yml shows production's.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from redis.backoff import NoBackoff
from redis.retry import Retry

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

NEEDED = {
    "SECRET_KEY": "a long random text that signs sessions and forms, for example from: "
    "python -c 'import secrets; print(secrets.token_urlsafe(50))'",
    "DATABASE_URL": "the site's own Postgres login, neither owner nor superuser: postgres://USER:PASSWORD@HOST/NAME",
    "REDIS_URL": "the Redis for queue and cache: redis://HOST:6379/0",
    "ALLOWED_HOSTS": "the host names the site answers to, with commas between them: village.example.cn",
    "MEDIA_ROOT": "the folder for uploaded photos, outside the static files: /srv/villagegov/media",
    "STATIC_ROOT": "the folder manage.py collectstatic fills: /srv/villagegov/static",
}

# True when `python -m villagegov.embedded` started us: one machine, plain HTTP, a clock that may be moved forward.
EMBEDDED: bool = env.bool("VILLAGEGOV_EMBEDDED", default=False)
if EMBEDDED:
    del NEEDED["ALLOWED_HOSTS"]

if _missing := [name for name in NEEDED if not env.str(name, default="").strip()]:
    raise ImproperlyConfigured(
        "the environment is incomplete. Please set:\n"
        + "".join(f"  {name:<14}{NEEDED[name]}\n" for name in _missing)
        + "To try the site on this machine without setting anything: make run"
    )

SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
VILLAGEGOV_MOVABLE_CLOCK = EMBEDDED
#: A Chinese font file for pictures; else the best that is installed.
PICTURE_FONT = env.str("PICTURE_FONT", default="")

# ---------------------------------------------------------------------------------------------------- applications

INSTALLED_APPS = [
    "boards",
    "councils",
    "points",
    "villagegov.web",
    "villagegov.db",
    "villagegov.web.admin_app.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "villagegov.logs.RequestLogMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "villagegov.web.middleware.PreferencesMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "villagegov.web.middleware.PrivacyMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "villagegov.web.middleware.ClockMiddleware",
    "villagegov.web.middleware.DomainErrorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "villagegov.urls"
WSGI_APPLICATION = "villagegov.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "villagegov.web.context.page",
            ],
        },
    },
]

# One markup for every form, from templates/components.
FORM_RENDERER = "villagegov.web.rendering.FormRenderer"

# -------------------------------------------------------------------------------------------- database, cache, queue


def _database(name: str, **more: Any) -> dict[str, Any]:
    """One login. A unix socket is written as ``postgres://USER:PASSWORD@/NAME?host=/folder``."""
    config: dict[str, Any] = env.db_url(name, engine="villagegov.db.backend")
    options = config.setdefault("OPTIONS", {})
    config["HOST"] = options.pop("host", config["HOST"])
    config["PORT"] = str(options.pop("port", config["PORT"]))
    # Compiling a query costs a tenth of a second and more; no page asks one that long. (Debian's and Docker's Postgres
    # compile by default as soon as a plan looks dear.)
    options.setdefault("options", "-c jit=off")
    return {**config, **more}


# `app` runs everything but migrations; it is neither owner nor superuser, so the database can refuse it things.
# Test databases are made and migrated by `owner`; tests run as `app` in the same one.
DATABASES: dict[str, dict[str, Any]] = {
    "default": _database("DATABASE_URL", CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True, TEST={"MIRROR": "owner"}),
}
# Only `migrate` needs the owner: keep it away from the processes that face the network.
if env.str("OWNER_DATABASE_URL", default=""):
    DATABASES["owner"] = _database("OWNER_DATABASE_URL", TEST={"DEPENDENCIES": []})
    if DATABASES["owner"]["USER"] == DATABASES["default"]["USER"]:
        raise ImproperlyConfigured(
            "DATABASE_URL and OWNER_DATABASE_URL name the same login. Make two, as docs/deploy/postgres-init.sh does."
        )

REDIS_URL = env.str("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "villagegov",
        "TIMEOUT": 300,
        # A cache error is a miss, and a quick one: with Redis down nobody waits (redis-py by itself tries for seconds).
        "OPTIONS": {
            "IGNORE_EXCEPTIONS": True,
            "SOCKET_CONNECT_TIMEOUT": 1,
            "SOCKET_TIMEOUT": 1,
            "CONNECTION_POOL_KWARGS": {"retry": Retry(NoBackoff(), 0)},
        },
    }
}
DJANGO_REDIS_LOG_IGNORED_EXCEPTIONS = False


def _broker(url: str) -> str:
    """Celery's name for the same Redis: it spells unix sockets its own way."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    number = dict(item.split("=", 1) for item in parts.query.split("&") if "=" in item).get("db", "0")
    return f"redis+socket://{parts.path}?virtual_host={number}"


CELERY_BROKER_URL = _broker(REDIS_URL)

# ------------------------------------------------------------------------------------------------- people, passwords

AUTH_USER_MODEL = "points.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

# Five wrong passwords lock this name from this address for a quarter of an hour; counted in Postgres.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "villagegov.web.views.locked_out"
AXES_CLIENT_STR_CALLABLE = "villagegov.logs.nobody"
AXES_CLIENT_IP_CALLABLE = "villagegov.logs.client_ip"

# ------------------------------------------------------------------------------------------------- language and time

# Messages outside (e-mail, group robots): off until the operator names where they may go, as HOST or HOST:PORT with
# commas between them, and the address of this site that stands in them. Nothing is ever sent anywhere else.
NOTICE_HOSTS = [host.strip().lower() for host in env.list("NOTICE_HOSTS", default=[]) if host.strip()]
SITE_URL = env.str("SITE_URL", default="").rstrip("/")
if NOTICE_HOSTS and urlsplit(SITE_URL).scheme not in ("http", "https"):
    raise ImproperlyConfigured(
        "NOTICE_HOSTS is set: messages name the address of this site. Set SITE_URL too, for example "
        "https://village.example.cn, or leave NOTICE_HOSTS empty to send none."
    )

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "villagegov" / "locale"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# ---------------------------------------------------------------------------------------------------- files, uploads

STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT"))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env.str("MEDIA_ROOT"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # one deed of many households: a tick for each household of a large village
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# ---------------------------------------------------------------------------------------------------------- security

HTTPS: bool = env.bool("HTTPS", default=not EMBEDDED)
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked from inside, without TLS
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=365 * 24 * 3600) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# True only behind a proxy that sets X-Forwarded-Proto and appends to X-Forwarded-For itself.
BEHIND_PROXY: bool = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --------------------------------------------------------------------------------------------------------------- logs

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "villagegov.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        # Django's own request lines carry paths and exception texts; ours are written by RequestLogMiddleware.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": False},
        "axes": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        # Its warnings quote keys and addresses; what became of a message stands in the village's log.
        "apprise": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "celery": {"level": "WARNING"},
        "gunicorn.http.wsgi": {"level": "ERROR"},  # a warning for every HEAD of a page
    },
}
