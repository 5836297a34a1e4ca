"""Warns of a proxy that TRUSTED_PROXIES does not count: all visitors share one address, and its limits."""

import ipaddress
from collections.abc import Callable

import structlog
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponseBase

log = structlog.get_logger(__name__)

HEADERS = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED")
HINT = "Set TRUSTED_PROXIES to the number of proxies: limits count all visitors as one address."


class ProxyWarningMiddleware:
    """Logs once a process. The first of all: redirects to HTTPS would never end behind such a proxy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if settings.TRUSTED_PROXIES:
            raise MiddlewareNotUsed
        self.get_response, self.has_warned = get_response, False

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not self.has_warned and is_proxy_unknown(request):
            self.has_warned = True
            log.warning("proxy_not_trusted", hint=HINT)
        return self.get_response(request)


def is_proxy_unknown(request: HttpRequest) -> bool:
    """Whether a proxy sent it that is not trusted. A client on the internet may send such headers itself."""
    is_forwarded = any(header in request.META for header in HEADERS)
    return is_forwarded and not settings.TRUSTED_PROXIES and _is_near(request)


def _is_near(request: HttpRequest) -> bool:
    """From this machine, its Unix socket or a private network."""
    try:
        return not ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_global
    except ValueError:
        return True
