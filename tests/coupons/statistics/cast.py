"""What the tests of statistics do with coupons: claim, use, pay, at a given time."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from core.actors import SYSTEM
from core.days import DAY
from core.lifecycle import move
from coupons.claims import claim
from coupons.models import CampaignDay, SiteDay, StoreDay
from coupons.statistics.statements import COLUMNS
from tests.coupons.conftest import claimant, draft
from tests.coupons.test_use import order_with
from tests.factories import ProductFactory, UserFactory, paid_for


def of_the_site(**fields):
    """A campaign without a store."""
    campaign = draft(None, **fields)
    move(campaign, "publish", by=UserFactory(is_staff=True, is_superuser=True))
    return campaign


def tonight(noon, nights=1):
    """One in the morning after so many nights."""
    return noon + timedelta(hours=13) + DAY * (nights - 1)


def claimed(campaign, at, user=None):
    return claim(campaign, user or claimant(), press=uuid4(), now=at)


def used(campaign, at, user=None, product=None):
    """An order paid then, of 9,000 and a fee of 3,000, less 3,000."""
    product = product or ProductFactory(store=campaign.store)
    return paid(order_with(product, claimed(campaign, at, user), now=at), at)


def paid(order, at):
    paid_for(order, at=at)
    move(order, "pay", by=SYSTEM, now=at)
    order.refresh_from_db()
    return order


def figures(rows):
    """By day: what is not zero, money as whole numbers."""
    return {
        row.day: {name: int(getattr(row, name)) for name in COLUMNS if getattr(row, name)}
        for row in rows.order_by("day")
    }


def figures_everywhere():
    """Of each table's only row."""
    return [next(iter(figures(table.objects.all()).values())) for table in TABLES]


def everything():
    return [list(table.objects.order_by("pk").values()) for table in TABLES]


TABLES = (CampaignDay, StoreDay, SiteDay)
BILL = Decimal(12_000)
