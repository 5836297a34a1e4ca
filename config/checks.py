"""System checks of the whole site: keys that belong together, and collected static files."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import WARNING, CheckMessage, Error
from django.templatetags.static import static

from core.checks import missing_halves
from core.notifications import all_kinds

# Keys that must be set together; those of payments are in payments/checks.py.
PAIRED_KEYS = (
    ("GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET"),
    ("S3_ACCESS_KEY", "S3_SECRET_KEY"),
)
ON_EVERY_PAGE = "css/jumun.css"
NO_ADVERTISER = "Set ADVERTISER: the law asks for name, e-mail, phone and address in advertising."
MISSING_STATIC_FILES = "Static files are missing: run manage.py collectstatic, then restart."


def check_keys(app_configs: Any, **kwargs: Any) -> list[Error]:
    return missing_halves(PAIRED_KEYS, "config.E002")


def static_files_are_missing() -> bool:
    """True if pages cannot be rendered; checked once per process, so it stays true until a restart."""
    try:
        static(ON_EVERY_PAGE)
    except ValueError:  # production's storage has no manifest entry
        return True
    return False


def check_static_files(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """For `manage.py check --deploy`: without its style sheets every page is a 500."""
    return [Error(MISSING_STATIC_FILES, id="config.E001")] if static_files_are_missing() else []


def check_advertiser(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """For `manage.py check --deploy`: advertising must name its sender with address and phone."""
    if settings.ADVERTISER != settings.DEFAULT_FROM_EMAIL or not any(
        kind.advertising for kind in all_kinds()
    ):
        return []
    return [CheckMessage(WARNING, NO_ADVERTISER, id="config.W003")]
