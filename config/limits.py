"""What owners have a limited number of, and where the limits come from.

Without a SOURCE nothing is limited. It maps the primary key of an owner to core.Allowances with at
most one query; who changes what it returns calls core.limits.allowances_changed.
"""

from django.urls import NoReverseMatch, reverse

from billing.plans.allowances import allowances_of
from config.features import is_on
from core.allowances import MonthlyCount, Resource
from core.limits import Source
from coupons.owner_limits import CAMPAIGNS
from landing.owner_limits import PAGES
from orders.owner_limits import ORDERS
from stores.owner_limits import STAFF, STORES
from ticketing.owner_limits import EVENTS

RESOURCES: list[Resource] = [STORES, STAFF, CAMPAIGNS, PAGES, EVENTS]
COUNTS: list[MonthlyCount] = [ORDERS]
SOURCE: Source | None = allowances_of if is_on("billing") else None
PLANS_PAGE = "billing:plans"  # the URL name of the page where owners change their plan


def plans_page() -> str:
    """The path of PLANS_PAGE, or "" on a site without it."""
    try:
        return reverse(PLANS_PAGE) if PLANS_PAGE else ""
    except NoReverseMatch:  # its feature is switched off
        return ""
