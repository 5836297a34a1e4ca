"""Languages, time zone and currency."""

from django.utils.translation import gettext_lazy as _

from config.settings.base import BASE_DIR, env
from core.currencies import CURRENCIES

LANGUAGES = [("en", _("English")), ("ko", _("Korean"))]
LANGUAGE_CODE = env.one_of("LANGUAGE_CODE", dict(LANGUAGES), default="en")
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale_packages"]
TIME_ZONE = env.time_zone("TIME_ZONE", default="Asia/Seoul")
USE_TZ = True
FORMAT_MODULE_PATH = "config.formats"
DEFAULT_CURRENCY = env.one_of("DEFAULT_CURRENCY", dict(CURRENCIES), default="KRW")
