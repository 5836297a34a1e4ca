"""The database, and the cache."""

from typing import Any

from config.settings.base import env


def site_database(url: str) -> dict[str, Any]:
    """The database of DATABASE_URL, or this checkout's private PostgreSQL where that `url` is empty."""
    if url:
        return env.postgres("DATABASE_URL")
    from devtools.postgres.server import SITE  # not in production, where the package may be missing

    return SITE.database()


DATABASE_URL = env.str("DATABASE_URL", default="")
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **site_database(DATABASE_URL),
        "ENGINE": "core.postgresql",
        "CONN_MAX_AGE": env.whole("CONN_MAX_AGE", default=60),  # seconds
        "CONN_HEALTH_CHECKS": True,
        "PREPARE_STATEMENTS": env.switch("PREPARE_STATEMENTS", default=True),
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Per process on purpose: only values that may differ between processes are cached (limits are in PostgreSQL).
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
