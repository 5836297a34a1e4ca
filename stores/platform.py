"""The platform's own store: what the site itself sells, such as the plans of billing, is an order of it.

It has no owner, no members and no menu, and is archived from its first day (a constraint): so no list,
search, board, statistics, limit or sitemap knows of it. There is one a currency, made when first needed.
"""

from datetime import datetime

from django.utils import timezone

from stores.models import Store

NAME = "Jumun"


def platform_store(currency: str, now: datetime | None = None) -> Store:
    """May be called by several at once: constraints ensure that there is one."""
    now = now or timezone.now()
    # No owner's store can have this slug: those that are made of names do not begin with a hyphen.
    fields = {"name": NAME, "slug": f"-{currency.lower()}", "archived_at": now}
    return Store.objects.get_or_create(is_platform=True, currency=currency, defaults=fields)[0]
