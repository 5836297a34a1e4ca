"""Requests to routing services: a page waits for them."""

from typing import Any

from core.http import HttpResponse, NoResponse, request_within
from delivery.routing.base import ProviderFailed

ANSWER_SECONDS = 1.5  # leaves a page half a second of two


def ask(method: str, url: str, **request: Any) -> HttpResponse:
    """Send within ANSWER_SECONDS in all. Raises ProviderFailed."""
    try:
        return request_within(ANSWER_SECONDS, method, url, **request)
    except NoResponse as failure:
        raise ProviderFailed(str(failure)) from None
