"""A first draft of a page, from what the store says of its products."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _

from accounts.models import User
from landing.creation import add_page
from landing.editing import save_section
from landing.models import Page
from landing.photo_names import WIDTHS
from landing.photos import add_photo, values_of
from stores.models import Product, Store
from stores.photos import clean_photo_in_widths


def start_page(store: Store, title: str, products: Sequence[Product], *, by: User) -> Page:
    """A draft that sells the products, its opening with the first one's description and photo."""
    page = add_page(store, title, products, starting_sections(title, products), by=by)
    pictured = next((product for product in products if product.photo), None)
    if pictured is not None:
        _show_photo_of(page, pictured, by)
    return page


def starting_sections(title: str, products: Sequence[Product]) -> list[tuple[str, dict[str, Any]]]:
    """What most pages need, in the usual order; sections without a text are not shown to visitors."""
    text = next((product.description for product in products if product.description), "")
    return [
        ("hero", {"headline": title, "text": text, "photo": None}),
        ("offers", {}),
        ("story", {"heading": _("Why it is special"), "text": "", "photo": None, "side": "right"}),
        ("gallery", {"heading": "", "photos": []}),
        ("reviews", {"heading": ""}),
        ("faq", {"heading": "", "items": []}),
        ("shipping", {"heading": "", "text": ""}),
    ]


def _show_photo_of(page: Page, product: Product, by: User) -> None:
    """Copy the product's photo, as the product may get another."""
    try:
        with product.photo.open() as file:
            upload = SimpleUploadedFile("photo.webp", file.read())
        photo = add_photo(page, clean_photo_in_widths(upload, WIDTHS), product.name)
    except (OSError, ValidationError):  # the draft is good without it
        return
    row = page.draft["sections"][0]
    values = {**row["values"], "photo": values_of(photo)}
    save_section(page, row["id"], values, by=by, seen=page.revision)
