"""Mail: files in a folder unless EMAIL_URL is set."""

from config.settings.base import LOCAL_DIR, env

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
# Who sends advertising, with the contact that the law asks for in each such mail.
ADVERTISER = env.str("ADVERTISER", default="") or DEFAULT_FROM_EMAIL
