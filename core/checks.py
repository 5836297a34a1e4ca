"""System checks of settings that depend on each other."""

from collections.abc import Iterable, Iterator, Sequence

from django.conf import settings
from django.core.checks import Error

KEYS = "keys"  # the tag of checks that gunicorn repeats in its log


def missing_halves(groups: Iterable[Sequence[str]], id: str) -> list[Error]:
    """An error for each name that is not set while another of its group is set."""
    return [
        Error(f"{known} is set, but {missing} is not.", hint="See .env.example.", id=id)
        for group in groups
        for known, missing in _halves(group)
    ]


def _halves(group: Sequence[str]) -> Iterator[tuple[str, str]]:
    known = [name for name in group if getattr(settings, name, "")]
    return ((known[0], name) for name in group if known and name not in known)
