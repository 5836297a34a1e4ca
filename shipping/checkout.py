"""The checkout's part of shipping: where a parcel goes decides what sending it costs.

Its fields are those of the page's address, so this form only reads them.
"""

from collections.abc import Mapping
from typing import Any

from django import forms

from accounts.models import Address
from core.countries import KOREA, all_countries
from core.text import VisibleCharField
from orders.baskets import Basket
from orders.carts import CartOwner
from orders.checkout_parts import CheckoutPart
from shipping.pricing import PART


class DestinationForm(forms.Form):
    """Incomplete destinations are none: the page's own form says what is missing."""

    place = forms.CharField(required=False)
    country = forms.CharField(required=False)
    region = VisibleCharField(required=False)
    postcode = VisibleCharField(required=False)

    def __init__(self, data: Any, *, buyer: CartOwner, prefix: str) -> None:
        super().__init__(data, prefix=prefix)
        self._buyer = buyer

    def add_prefix(self, field_name: str) -> str:
        """The address is named as on every checkout."""
        return field_name

    def clean(self) -> dict[str, str]:
        data = self.cleaned_data
        saved = self._saved(data.get("place", ""))
        if saved is not None:
            return {"country": KOREA, "region": "", "postcode": saved.postcode}
        country = data.get("country", "")
        return {
            "country": country if country in all_countries() else "",
            "region": data.get("region", ""),
            "postcode": data.get("postcode", ""),
        }

    def _saved(self, place: str) -> Address | None:
        if self._buyer.user is None or not place.isdecimal() or len(place) > 18:
            return None
        return Address.objects.filter(user=self._buyer.user, pk=int(place)).first()


def destination_form(
    data: Mapping[str, Any] | None, *, basket: Basket, buyer: CartOwner, prefix: str
) -> DestinationForm | None:
    """None before the page was posted: the destination is not known yet."""
    return DestinationForm(data, buyer=buyer, prefix=prefix) if data is not None else None


CHECKOUT_PART = CheckoutPart(PART, destination_form, "shipping/_checkout.html", is_optional=True)
