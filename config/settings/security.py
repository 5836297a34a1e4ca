"""The secret key, hosts, proxies, cookies, HTTPS and the Content-Security-Policy."""

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config.settings import local_secret
from config.settings.base import DEBUG, LOCAL_DIR, env
from config.settings.databases import DATABASE_URL
from config.settings.files import MEDIA_ORIGIN
from config.settings.live import LIVE_ORIGIN
from config.settings.maps import TILE_URL
from config.settings.origins import tile_origins

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SECRET_KEY = env.secret("SECRET_KEY", default="")
if not SECRET_KEY:
    if DATABASE_URL and not DEBUG:
        raise ImproperlyConfigured("Set SECRET_KEY: a long random string kept out of the code.")
    SECRET_KEY = local_secret.read_or_create(LOCAL_DIR / "secret_key")

# Former keys: what they signed or encrypted is still read.
SECRET_KEY_FALLBACKS = env.former_secrets("SECRET_KEY_FALLBACKS")

# The number of proxies before us that append to X-Forwarded-For; 0 ignores the header.
TRUSTED_PROXIES = env.whole("TRUSTED_PROXIES", default=0)

SESSION_ENGINE = "config.sessions"
SECURE_COOKIES = not DEBUG
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
VISITOR_COOKIE_NAME = "visitor"  # of browsers without a signed-in user: accounts/visitors.py
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
