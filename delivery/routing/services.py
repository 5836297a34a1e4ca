import structlog
from django.conf import settings
from django.core.cache import cache

from delivery.routing.base import NoRoute, Point, Provider, ProviderFailed, Route
from delivery.routing.cache import cached_route, store_route
from delivery.routing.osrm import Osrm
from delivery.routing.straight import straight_line
from delivery.routing.tmap import TMap

log = structlog.get_logger(__name__)

REST_SECONDS = 30  # for which this process does not call a provider that failed


def route_between(start: Point, end: Point) -> Route:
    """The route from `start` to `end`: always an answer, within 2 seconds.

    It may call another machine, so never use it under a lock or in a list.
    """
    provider = configured_provider()
    if provider is None or start.rounded() == end.rounded():
        return straight_line(start, end)
    known = cached_route(provider.name, start, end)
    return known or _asked(provider, start, end) or straight_line(start, end)


def known_route(start: Point, end: Point) -> Route | None:
    """The route if it is cached: queries the database only, never another machine."""
    provider = configured_provider()
    return cached_route(provider.name, start, end) if provider else None


def configured_provider() -> Provider | None:
    if settings.TMAP_APP_KEY:
        return TMap(settings.TMAP_URL, settings.TMAP_APP_KEY)
    if settings.OSRM_URL:
        return Osrm(settings.OSRM_URL, settings.OSRM_PROFILE)
    return None


def _asked(provider: Provider, start: Point, end: Point) -> Route | None:
    rest = f"routing.rest.{provider.name}"
    no_way = "routing.no_way.{}.{},{},{},{}".format(provider.name, *start.rounded(), *end.rounded())
    if cache.get_many([rest, no_way]):
        return None
    try:
        route = provider.ask(start, end)
    except NoRoute:
        cache.set(no_way, True, REST_SECONDS)
        log.info("no_route", provider=provider.name)
    except ProviderFailed as failure:
        cache.set(rest, True, REST_SECONDS)
        log.warning("route_provider_failed", provider=provider.name, reason=str(failure))
    else:
        store_route(route, start, end)
        return route
    return None
