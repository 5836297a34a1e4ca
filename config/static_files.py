"""Checks that static files were collected: without them every page is a 500."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error
from django.templatetags.static import static

ON_EVERY_PAGE = "css/jumun.css"
MISSING = "Static files are missing: run manage.py collectstatic, then start anew."


def are_missing() -> bool:
    """True if pages cannot be rendered; checked once per process, so it stays true until a restart."""
    try:
        static(ON_EVERY_PAGE)
    except ValueError:  # production's storage has no manifest entry
        return True
    return False


def check_static_files(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """For `manage.py check --deploy`."""
    return [Error(MISSING, id="config.E001")] if are_missing() else []
