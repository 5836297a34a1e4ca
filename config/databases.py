from typing import Any

from config.environment import Environment


def site_database(env: Environment, url: str) -> dict[str, Any]:
    """The database of DATABASE_URL, or this checkout's private PostgreSQL where that `url` is empty."""
    if url:
        return env.postgres("DATABASE_URL")
    from devtools.postgres.server import SITE  # not in production, where the package may be missing

    return SITE.database()
