"""Counts the visitors of a campaign's page, each once a day, without storing who they are."""

import re
from datetime import date, datetime

from django.db import connection
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from core.days import day_of
from core.throttle import client_address
from coupons.models import Campaign
from stores.access import Right, may

# Parts of the User-Agent of programs that read pages by themselves.
PROGRAMS = re.compile(
    r"bot|crawl|spider|yeti|slurp|preview|headless|monitor|lighthouse|facebookexternalhit|kakaotalk-scrap"
    r"|curl|wget|python|java/|go-http|okhttp|httpclient|libwww",
    re.IGNORECASE,
)
# Headers by which browsers say that they only prefetch.
PURPOSE_HEADERS = ("Sec-Purpose", "Purpose", "X-Moz")

# One statement, whose commit does not wait for the disk.
INSERT = """
WITH durability AS (SELECT set_config('synchronous_commit', 'off', true))
INSERT INTO coupons_pageview (day, campaign_id, visitor) SELECT %s, %s, %s FROM durability
ON CONFLICT DO NOTHING
"""


def count_view(request: HttpRequest, campaign: Campaign, now: datetime) -> None:
    if not _is_by_a_program(request) and not _is_by_an_insider(request, campaign):
        day = day_of(now)
        with connection.cursor() as cursor:
            cursor.execute(INSERT, [day, campaign.pk, visitor_hash(request, day)])


def visitor_hash(request: HttpRequest, day: date) -> int:
    """Of the user, or else of the network and browser; with another key every day. 64 bits, signed."""
    user, agent = request.user, request.headers.get("User-Agent", "")
    who = f"user {user.pk}" if user.is_authenticated else f"{client_address(request)} {agent}"
    digest = salted_hmac(f"coupons.page_views {day}", who, algorithm="sha256").digest()
    return int.from_bytes(digest[:8], signed=True)


def _is_by_a_program(request: HttpRequest) -> bool:
    agent = request.headers.get("User-Agent", "")
    prefetches = any("prefetch" in request.headers.get(name, "") for name in PURPOSE_HEADERS)
    return request.method != "GET" or not agent or prefetches or bool(PROGRAMS.search(agent))


def _is_by_an_insider(request: HttpRequest, campaign: Campaign) -> bool:
    """Who works for the site or for the campaign's store."""
    user, store = request.user, campaign.store
    if not user.is_authenticated:
        return False
    return user.is_staff or (store is not None and any(may(user, store, right) for right in Right))
