"""The test settings for processes whose database is restarted: persistent connections, durable commits."""

from tests import settings as tests
from tests.settings import *  # noqa: F403

DATABASES = {"default": {**tests.DATABASES["default"], "CONN_MAX_AGE": 60, "OPTIONS": {}}}
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
