"""The settings of tests: the site's, with cheap password hashes and separate mail and media."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ.setdefault("DEBUG", "0")
os.environ.setdefault("ALLOW_SANDBOX_PAYMENTS", "1")
os.environ.setdefault("SECURE_SSL_REDIRECT", "0")
# Captured queries are readable then. Tests of it switch it on, as do real processes (tests/processes.py), and
# PREPARE_STATEMENTS=1 bin/test tests/orders does for all.
os.environ.setdefault("PREPARE_STATEMENTS", "0")
os.environ.setdefault("FEATURES", "food,coupons,products,tickets,billing")
os.environ.setdefault("SECRET_KEY", "only-for-these-tests-aa5f847b024a4b7db334003753baaac0")

from config import settings as site
from config.settings import *  # noqa: F403
from devtools.postgres.server import TESTS

# A kind of commerce of tests only, whose wiring is that of its tests.
INSTALLED_APPS = [*site.INSTALLED_APPS, "tests.popup"]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# The first process deletes the files of all that it starts: those may be killed.
if "TESTS_FILES" not in os.environ:
    os.environ["TESTS_FILES"] = tempfile.mkdtemp(prefix="jumun-tests-")
    atexit.register(shutil.rmtree, os.environ["TESTS_FILES"], ignore_errors=True)
FILES = Path(tempfile.mkdtemp(dir=os.environ["TESTS_FILES"]))
MEDIA_ROOT = FILES / "media"
# Empty: WhiteNoise scans every collected file for every test's client, 45 ms each time.
STATIC_ROOT = FILES / "static"
STATIC_ROOT.mkdir()
STORAGES = {
    **site.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = False
DATABASES = {"default": {**site.DATABASES["default"], "CONN_MAX_AGE": 0}}
if not site.DATABASE_URL:
    DATABASES["default"] |= TESTS.database()
DATABASES["default"]["OPTIONS"] = {"options": "-c synchronous_commit=off"}
LOGGING = {**site.LOGGING, "root": {"handlers": ["console"], "level": "ERROR"}}
