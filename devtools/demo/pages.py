"""Product pages: one that sells tea, with reviews, and one that will be shown next week."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import User
from devtools.demo.page_contents import (
    ALTS,
    IDENTITY,
    NEXT_PAGE,
    NEXT_TITLE,
    PAGE,
    REVIEWS,
    TITLE,
)
from devtools.demo.tea_pictures import PICTURES
from landing.creation import add_page
from landing.drafts import rows_of
from landing.editing import save_section
from landing.models import Page, ProductSet
from landing.offers import label_variant, save_set
from landing.photo_names import WIDTHS
from landing.photos import add_photo, values_of
from landing.publishing import publish
from landing.reviews import reply_to, write_review
from orders.models import OrderLine
from orders.statuses import Status
from stores.identity import save_identity
from stores.menu.edit import change_product
from stores.models import LegalIdentity, Product, Store
from stores.photos import clean_photo_in_widths

DAY = timedelta(days=1)
SALE_PRICE = Decimal(24000)  # of the tea that was 28,000
SET_PRICE = Decimal(89000)
LABELS = ["우전 First flush · 40 g", "세작 Second flush · 80 g"]


def load_pages(people: dict[str, User], store: Store) -> None:
    owner, now = people["owner"], timezone.now()
    save_identity(LegalIdentity(store=store, **IDENTITY))
    first, second, pot = Product.objects.filter(section__store=store).order_by("pk")
    first.price = SALE_PRICE
    change_product(first, ["price"], by=owner, now=now - 5 * DAY)
    page = _page(store, TITLE, [first, second], PAGE, now - 30 * DAY)
    for variant, label in zip(page.variants.all(), LABELS, strict=True):
        label_variant(variant, label, by=owner)
    bundle = ProductSet(page=page, name="선물 세트 Gift set")
    save_set(bundle, bundle.name, SET_PRICE, {first: 1, second: 1, pot: 1}, by=owner)
    publish(page, by=owner, seen=page.revision, now=now - 30 * DAY)
    _review(store, people["customer"], now)
    later = _page(store, NEXT_TITLE, [second, pot], NEXT_PAGE, now - DAY)
    publish(later, by=owner, seen=later.revision, publish_at=now + 7 * DAY, now=now - DAY)


def _page(
    store: Store,
    title: str,
    products: list[Product],
    sections: list[tuple[str, dict[str, Any]]],
    now: datetime,
) -> Page:
    """A draft with its photos: a section stores what the library has of them."""
    blank = [(kind, values | _photos(values, {})) for kind, values in sections]
    page = add_page(store, title, products, blank, by=store.owner, now=now)
    names = dict.fromkeys(name for _kind, values in sections for name in _names(values))
    shown = {name: _add_photo(page, name, now) for name in names}
    for row, (_kind, values) in zip(rows_of(page.draft), sections, strict=True):
        if photos := _photos(values, shown):
            new = values | photos
            save_section(page, row["id"], new, by=store.owner, seen=page.revision, now=now)
    return page


def _names(values: dict[str, Any]) -> Iterable[str]:
    return [*filter(None, [values.get("photo")]), *values.get("photos", ())]


def _photos(values: dict[str, Any], shown: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The fields that show photos, without those that are not in `shown`."""
    fields: dict[str, Any] = {}
    if "photo" in values:
        fields["photo"] = shown.get(values["photo"])
    if "photos" in values:
        fields["photos"] = [shown[name] for name in values["photos"] if name in shown]
    return fields


def _add_photo(page: Page, name: str, now: datetime) -> dict[str, Any]:
    upload = SimpleUploadedFile("photo.webp", PICTURES[name]())
    return values_of(add_photo(page, clean_photo_in_widths(upload, WIDTHS), ALTS[name], now=now))


def _review(store: Store, ann: User, now: datetime) -> None:
    """By neighbours: Ann has yet to write hers."""
    received = OrderLine.objects.filter(order__store=store, order__status=Status.COMPLETED)
    lines = received.exclude(order__customer=ann).order_by("-pk")
    for days, (line, demo) in enumerate(zip(lines, REVIEWS, strict=False), start=1):
        review = write_review(line, demo.rating, demo.text, now=now - 3 * days * DAY)
        if demo.reply:
            reply_to(review, demo.reply, by=store.owner, now=now - 2 * days * DAY)
