"""A tenant in Seoul at a test clock."""

from billing.clocks.tenants import open_clock
from billing.subscribing import subscribe
from core.actors import SYSTEM
from tests.billing.collection_world import give_card
from tests.billing.subscribers import DATA, noon

LIST = "/admin/billing/billingclock/"


def new_clock(day="2026-03-01"):
    return open_clock("A clock", DATA, currency="KRW", now=noon(day), by=SYSTEM)


def subscribed_clock(version, day="2026-03-01"):
    """Active, or in its trial, since the day, with a card that pays."""
    clock = new_clock(day)
    give_card(clock.tenant)
    subscribe(clock.tenant, version, now=clock.now, by=SYSTEM)
    return clock


def numbers(clock):
    """(number, total) of each invoice, the first one first; without the number of the tenant."""
    prefix = f"T{clock.tenant.number}-"
    rows = clock.tenant.invoices.order_by("pk").values_list("number", "total")
    return [(number.removeprefix(prefix), int(total)) for number, total in rows]


def done(works):
    """(kind, key) of what was done."""
    return [(work.kind, work.key) for work in works]


def press(boss, clock, button, follow=True, **data):
    """The page that follows, as text."""
    response = boss.post(f"{LIST}{clock.pk}/{button}/", data, follow=follow)
    return response.content.decode()


def page_of(boss, clock):
    return boss.get(f"{LIST}{clock.pk}/change/").content.decode()
