"""Keys of external services that must be set together; those of payments are in payments/checks.py."""

from typing import Any

from django.core.checks import Error

from core.checks import missing_halves

TOGETHER = (
    ("GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET"),
    ("S3_ACCESS_KEY", "S3_SECRET_KEY"),
)


def check_keys(app_configs: Any, **kwargs: Any) -> list[Error]:
    return missing_halves(TOGETHER, "config.E002")
