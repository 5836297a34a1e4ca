"""What tests/site_map.py has of product pages: one of Bea's store, and what Ann says of it."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from landing.models import Page, PagePhoto
from landing.reviews import write_review
from orders.statuses import Status
from tests.factories import OrderFactory
from tests.page_factories import published_page, set_of


@dataclass
class PageWorld:
    page: Page

    @property
    def section(self):
        """The id of a section of its draft."""
        return self.page.draft["sections"][0]["id"]


def make_page_world(store, products, ann):
    """A published page with a set and a photo, and a review of its first product."""
    page = published_page(store, products, title="Cold noodles")
    set_of(page, Decimal(17000), {products[0]: 2})
    size = {"width": 1200, "height": 900}
    photo = PagePhoto(
        page=page, image="pagephoto/0123456789abcdef01234567.webp", at=timezone.now(), **size
    )
    PagePhoto.objects.bulk_create([photo])
    order = OrderFactory(store=store, customer=ann, fulfilment="pickup", status=Status.COMPLETED)
    line = order.lines.get()
    line.product = products[0]
    line.save(update_fields=["product"])
    write_review(line, 5, "So clear.")
    return PageWorld(page)
