from live.backplane import Backplane
from live.postgres_backplane import PostgresBackplane
from live.redis_backplane import RedisBackplane


def backplane_of(dsn: str, redis_url: str) -> Backplane:
    """Redis if a URL is given, else the site's PostgreSQL; does not connect yet."""
    return RedisBackplane(redis_url) if redis_url else PostgresBackplane(dsn)
