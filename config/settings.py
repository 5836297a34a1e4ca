"""Every setting, each from an environment variable named in .env.example; bad values raise an error."""

import logging
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config import admin_looks, local_secret, logs
from config.databases import site_database
from config.environment import read_environment
from config.origins import origin_of, tile_origins
from config.sign_in import sign_in_settings
from config.storage import s3_storage
from core.money import CURRENCIES
from live.dsn import dsn_of

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_DIR = BASE_DIR / ".local"

env = read_environment(BASE_DIR / ".env")

DEBUG = env.switch("DEBUG", default=False)
DATABASE_URL = env.str("DATABASE_URL", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SECRET_KEY = env.secret("SECRET_KEY", default="")
if not SECRET_KEY:
    if DATABASE_URL and not DEBUG:
        raise ImproperlyConfigured("Set SECRET_KEY: a long random string kept out of the code.")
    SECRET_KEY = local_secret.read_or_create(LOCAL_DIR / "secret_key")

# The number of proxies before us that append to X-Forwarded-For; 0 ignores the header.
TRUSTED_PROXIES = env.whole("TRUSTED_PROXIES", default=0)
ALLOW_SANDBOX_PAYMENTS = DEBUG or env.switch("ALLOW_SANDBOX_PAYMENTS", default=False)

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.google",
    "axes",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "health_check",
    "jobs",
    "core",
    "accounts",
    "stores",
    "orders",
    "payments",
    "delivery",
    "notifications",
    "checkout",
    "config",
]
if find_spec("devtools"):  # not in a container
    INSTALLED_APPS.append("devtools")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.CacheMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "core.middleware.BadInputMiddleware",
    "core.outage.OutageMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "core.not_found.NotFoundMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context_processors.default_address",
                "notifications.context_processors.header",
            ],
        },
    },
]

# Databases, cache and jobs
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **site_database(env, DATABASE_URL),
        "CONN_MAX_AGE": env.whole("CONN_MAX_AGE", default=60),  # seconds
        "CONN_HEALTH_CHECKS": True,
    }
}

# Per process on purpose: only values that may differ between processes are cached (limits are in PostgreSQL).
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

JOB_WORKERS = env.whole("JOB_WORKERS", default=2, least=1)  # processes of manage.py worker
JOB_TIMEOUT = env.whole("JOB_TIMEOUT", default=120, least=1)  # seconds a job may take

# People
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL, LOGIN_REDIRECT_URL = "account_login", "accounts:start"
GOOGLE_CLIENT_ID = env.str("GOOGLE_CLIENT_ID", default="")
GOOGLE_CLIENT_SECRET = env.str("GOOGLE_CLIENT_SECRET", default="")
vars().update(
    sign_in_settings(
        debug=DEBUG,
        failures=env.whole("SIGN_IN_FAILURES", default=6, least=1),
        google_id=GOOGLE_CLIENT_ID,
        google_secret=GOOGLE_CLIENT_SECRET,
    )
)

# Languages and places
LANGUAGES = [("en", _("English")), ("ko", _("Korean"))]
LANGUAGE_CODE = env.one_of("LANGUAGE_CODE", dict(LANGUAGES), default="en")
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale_packages"]
TIME_ZONE = env.time_zone("TIME_ZONE", default="Asia/Seoul")
USE_TZ = True
FORMAT_MODULE_PATH = "config.formats"
DEFAULT_CURRENCY = env.one_of("DEFAULT_CURRENCY", dict(CURRENCIES), default="KRW")

# Payments
STRIPE_SECRET_KEY = env.str("STRIPE_SECRET_KEY", default="")
STRIPE_WEBHOOK_SECRET = env.str("STRIPE_WEBHOOK_SECRET", default="")
STRIPE_URL = env.web_address("STRIPE_URL", default="https://api.stripe.com")
STRIPE_PAGES_URL = env.web_address("STRIPE_PAGES_URL", default="https://checkout.stripe.com")
PAYPAL_CLIENT_ID = env.str("PAYPAL_CLIENT_ID", default="")
PAYPAL_CLIENT_SECRET = env.str("PAYPAL_CLIENT_SECRET", default="")
PAYPAL_WEBHOOK_ID = env.str("PAYPAL_WEBHOOK_ID", default="")
PAYPAL_URL = env.web_address("PAYPAL_URL", default="https://api-m.paypal.com")
PAYPAL_PAGES_URL = env.web_address("PAYPAL_PAGES_URL", default="https://www.paypal.com")
TOSS_CLIENT_KEY = env.str("TOSS_CLIENT_KEY", default="")
TOSS_SECRET_KEY = env.str("TOSS_SECRET_KEY", default="")
# Those of payments/gateways/toss/methods.py.
TOSS_KNOWN_METHODS = (
    *("CARD", "TRANSFER", "VIRTUAL_ACCOUNT", "TOSSPAY", "NAVERPAY", "KAKAOPAY"),
    *("SAMSUNGPAY", "APPLEPAY", "PAYCO"),
)
TOSS_METHODS = env.some_of(
    "TOSS_METHODS", TOSS_KNOWN_METHODS, default=["CARD", "TOSSPAY", "TRANSFER", "VIRTUAL_ACCOUNT"]
)
TOSS_DEPOSIT_HOURS = env.whole("TOSS_DEPOSIT_HOURS", default=24, least=1)
TOSS_URL = env.web_address("TOSS_URL", default="https://api.tosspayments.com")
TOSS_WIDGET_URL = env.web_address(
    "TOSS_WIDGET_URL", default="https://js.tosspayments.com/v2/standard"
)
TOSS_WIDGET_ORIGIN = origin_of(TOSS_WIDGET_URL)
PAYMENT_WAYS = env.choices_by("PAYMENT_WAYS", dict(CURRENCIES))  # codes of gateways by currency
BANK_TRANSFER_ACCOUNT = env.str("BANK_TRANSFER_ACCOUNT", default="")
# The origins of the pages to which gateways send the payer, by code
PAYMENT_PAGES = {"stripe": origin_of(STRIPE_PAGES_URL), "paypal": origin_of(PAYPAL_PAGES_URL)}

# Deliveries
RIDER_MOST_JOBS = env.whole("RIDER_MOST_JOBS", default=3, least=1)  # open at once, for each rider

# Files
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "media/"
MEDIA_ROOT = env.path("MEDIA_ROOT", default=LOCAL_DIR / "media")
S3_BUCKET = env.str("S3_BUCKET", default="")
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ORIGIN = ""
if S3_BUCKET:
    S3_ENDPOINT_URL = env.str("S3_ENDPOINT_URL", default="")
    S3_ACCESS_KEY = env.str("S3_ACCESS_KEY", default="")
    S3_SECRET_KEY = env.str("S3_SECRET_KEY", default="")
    MEDIA_ORIGIN = S3_ENDPOINT_URL or f"https://{S3_BUCKET}.s3.amazonaws.com"
    STORAGES["default"] = s3_storage(
        S3_BUCKET, endpoint=S3_ENDPOINT_URL, access_key=S3_ACCESS_KEY, secret_key=S3_SECRET_KEY
    )
WHITENOISE_USE_FINDERS = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # bytes of form fields; photos are counted separately
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# Unpaid orders that may hold stock at the same time, for longer than the usual ten minutes
HOLDS_PER_BUYER = env.whole("HOLDS_PER_BUYER", default=3)
HOLDS_PER_NETWORK = env.whole("HOLDS_PER_NETWORK", default=6)
HOLDS_PER_STORE = env.whole("HOLDS_PER_STORE", default=30)

# Days after which the personal data of orders is erased; 0 disables it
PERSONAL_DATA_DAYS = env.whole("PERSONAL_DATA_DAYS", default=365)

# Mail: files in a folder unless EMAIL_URL is set
vars().update(
    env.mail("EMAIL_URL")
    if env.str("EMAIL_URL", default="")
    else {
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": str(LOCAL_DIR / "mails"),
    }
)
EMAIL_TIMEOUT = env.whole("EMAIL_TIMEOUT", default=10, least=1)  # seconds for each step of SMTP
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Jumun <orders@localhost>")
SITE_URL = env.web_address("SITE_URL", default="http://localhost:8000")  # for mails and payers
SITE_ORIGIN = origin_of(SITE_URL)

# Live pages: the stream process, and the backplane that carries messages to it
LIVE_URL = env.str("LIVE_URL", default="")  # for browsers; without one, pages poll every 15 s
LIVE_BIND = env.str("LIVE_BIND", default="127.0.0.1:8001")
LIVE_ORIGIN = "" if LIVE_URL.startswith("/") else origin_of(LIVE_URL)
REDIS_URL = env.str("REDIS_URL", default="")
LIVE_DATABASE_DSN = env.str("LIVE_DATABASE_DSN", default="") or dsn_of(DATABASES["default"])

# Routes: T Map if its key is set, else OSRM if its URL is, else a straight line
TMAP_APP_KEY = env.str("TMAP_APP_KEY", default="")
TMAP_URL = env.web_address("TMAP_URL", default="https://apis.openapi.sk.com")
OSRM_URL = env.web_address("OSRM_URL", default="")
OSRM_PROFILE = env.str("OSRM_PROFILE", default="driving")

# The map tiles; without them maps show their pins and lines on a plain ground
TILE_URL = env.str("TILE_URL", default="")
TILE_ATTRIBUTION = env.str(
    "TILE_ATTRIBUTION",
    default='&copy; <a href="https://www.openstreetmap.org/copyright">OpenStreetMap</a>',
)

# Safety
SECURE_COOKIES = not DEBUG
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = env.switch("SECURE_SSL_REDIRECT", default=not DEBUG)
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 0 if DEBUG else env.whole("HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEBUG
SECURE_REFERRER_POLICY = "same-origin"
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "core.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "connect-src": [SELF, *([LIVE_ORIGIN] if LIVE_ORIGIN else [])],
        "img-src": [
            SELF,
            "data:",
            *([MEDIA_ORIGIN] if MEDIA_ORIGIN else []),
            *tile_origins(TILE_URL),
        ],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

# Looks
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
MESSAGE_TAGS = {40: "danger"}
UNFOLD = admin_looks.UNFOLD

# One line for a refused request: Django's own.
DJANGO_STRUCTLOG_STATUS_4XX_LOG_LEVEL = logging.INFO
LOGGING = logs.logging_of(env.log_level("LOG_LEVEL", default="INFO"), readable=DEBUG)
