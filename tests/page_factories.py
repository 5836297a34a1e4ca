"""Product pages for tests; tests import them from here."""

from itertools import count

from django.utils import timezone

from landing.creation import add_page
from landing.models import ProductSet, SetItem
from landing.publishing import publish
from stores.models import LegalIdentity
from tests.store_factories import ProductFactory

numbers = count(1)

SECTIONS = (
    (
        "hero",
        {"headline": "Tea from Boseong", "text": "First flush, *hand picked*.", "photo": None},
    ),
    ("offers", {}),
    ("story", {"heading": "The garden", "text": "On a slope.", "photo": None, "side": "right"}),
    ("reviews", {"heading": ""}),
    ("faq", {"heading": "", "items": [{"question": "How long is it fresh?", "answer": "A year."}]}),
)


def identified(store):
    """The store, with all that the law asks it to name."""
    LegalIdentity.objects.get_or_create(
        store=store,
        defaults={
            "legal_name": "냉면집 주식회사",
            "representative": "김베아",
            "business_number": "2208162517",
            "mail_order_number": "2026-서울종로-0123",
            "address": "서울특별시 종로구 율곡로2길 29-1",
            "phone": "02-123-4567",
            "email": "bea@example.com",
        },
    )
    return store


def draft_page(store, products=None, sections=SECTIONS, **fields):
    """A draft page that sells `products`, or a new one for 9,000 with five pieces in stock."""
    products = products or [ProductFactory(store=store, stock=5)]
    title = fields.pop("title", f"Page {next(numbers)}")
    return add_page(identified(store), title, products, sections, by=store.owner, **fields)


def published_page(store, products=None, sections=SECTIONS, **fields):
    """The same, shown to visitors."""
    page = draft_page(store, products, sections, **fields)
    now = fields.get("now") or timezone.now()
    publish(page, by=store.owner, seen=page.revision, now=now)
    return page


def set_of(page, price, pieces):
    """A set of {product: pieces} at that price."""
    bundle = ProductSet.objects.create(page=page, name="A set", price=price)
    for product, number in pieces.items():
        SetItem.objects.create(set=bundle, product=product, pieces=number)
    return bundle
