"""Live pages: the stream process, and the backplane that carries messages to it."""

from config.settings.base import env
from config.settings.databases import DATABASES
from config.settings.origins import origin_of
from live.dsn import dsn_of

LIVE_URL = env.str("LIVE_URL", default="")  # for browsers; without one, pages poll every 15 s
LIVE_BIND = env.str("LIVE_BIND", default="127.0.0.1:8001")
LIVE_ORIGIN = "" if LIVE_URL.startswith("/") else origin_of(LIVE_URL)
REDIS_URL = env.str("REDIS_URL", default="")
LIVE_DATABASE_DSN = env.str("LIVE_DATABASE_DSN", default="") or dsn_of(DATABASES["default"])
