from live.backplane import Backplane
from live.postgres_backplane import PostgresBackplane
from live.redis_backplane import RedisBackplane


def backplane_of(dsn: str, redis_url: str) -> Backplane:
    """Redis where a URL is given, the PostgreSQL that everybody has otherwise; connects to nothing yet."""
    return RedisBackplane(redis_url) if redis_url else PostgresBackplane(dsn)
