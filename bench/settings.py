"""The settings of production, with a database of its own and a page to compare with."""

import os

os.environ["DEBUG"] = "0"
os.environ.setdefault("SECRET_KEY", "only-for-the-bench-43cfe893ca0e24fc25631a44733d3a68")
os.environ["ALLOW_SANDBOX_PAYMENTS"] = "1"
os.environ["TRUSTED_PROXIES"] = "1"  # the load is sent as by a proxy with TLS
os.environ["ALLOWED_HOSTS"] = "127.0.0.1"

from config import settings as site
from config.settings import *  # noqa: F403
from live.dsn import dsn_of

BENCH_DIR = site.LOCAL_DIR / "bench"
DATABASES = {"default": {**site.DATABASES["default"], "NAME": "jumun_bench"}}
ROOT_URLCONF = "bench.urls"
MIDDLEWARE = ["bench.middleware.CountQueries", *site.MIDDLEWARE]
TEMPLATES = [{**site.TEMPLATES[0], "DIRS": [*site.TEMPLATES[0]["DIRS"], "bench/templates"]}]
STATIC_ROOT = BENCH_DIR / "static"
MEDIA_ROOT = BENCH_DIR / "media"
LIVE_DATABASE_DSN = dsn_of(DATABASES["default"])
LIVE_URL = "/live/"
