"""The one field for codes at the checkout: a partner's code, which may carry a coupon, or a coupon's."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from affiliates.attribution import attribute, code_of_visit
from affiliates.codes import active_code
from affiliates.cookies import has_visit, read_visit
from affiliates.models import PartnerCode
from core.text import VisibleCharField
from core.throttle import Limit, TooMany, count
from coupons.typed_codes import coupon_of_campaign
from orders.baskets import Basket
from orders.carts import CartOwner
from orders.checkout_parts import CheckoutPart
from orders.models import Order
from orders.placing import find_placed
from orders.typed_codes import TypedCode, TypedCodeRefused, resolve
from stores.models import Store

PART = "affiliates"
MAX_TYPED = 40
TYPED_CODES = Limit("typed-codes", times=30, seconds=60)


class CodeForm(forms.Form):
    """`fills` are fields of parts that follow, `text` says what the typed code does.

    Validation only finds out what the code is; `submit` claims what it gives. Nothing is queried for who
    types no code and came by no link.
    """

    code = VisibleCharField(
        label=pgettext_lazy("partner", "Code"),
        max_length=MAX_TYPED,
        required=False,
        widget=forms.TextInput(
            attrs={"class": "form-control", "autocomplete": "off", "autocapitalize": "characters"}
        ),
        error_messages={"max_length": gettext_lazy("This is too long for a code.")},
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        basket: Basket,
        buyer: CartOwner,
        prefix: str,
        now: datetime | None = None,
    ) -> None:
        super().__init__(data, prefix=prefix)
        self.basket, self.buyer, self.now = basket, buyer, now or timezone.now()
        self.fills: Mapping[str, str] = {}
        self.text = ""
        self.found: TypedCode | None = None

    def submit(self) -> None:
        """Claim what the typed code gives, once a page however often that is sent."""
        if not self.is_bound or not self.is_valid() or self.found is None:
            return
        found, token = self.found, _token_of(self.data)
        try:
            if found.claim is not None and find_placed(self.buyer, token) is None:
                found = found.claim(token)
        except TypedCodeRefused as refusal:
            if self.cleaned_data["typed"] is None:
                self.add_error("code", str(refusal))
                return
            found = TypedCode(str(refusal))  # it counts for the partner in any case
        fills = found.fills.items()
        self.fills = {name: value for name, value in fills if found.is_new or name not in self.data}
        self.text = found.text

    def clean(self) -> dict[str, Any]:
        typed, chosen = self.cleaned_data.get("code", ""), None
        if not typed and not has_visit(self.buyer.cookies):
            return {}
        if not getattr(self.basket, "store", None) and not self.basket.load():
            return {}
        store = self.basket.store
        if typed:
            chosen = self._resolved(typed, store)
        visit = read_visit(self.buyer.cookies, store.pk)
        came_by = code_of_visit(store, visit, self.now)
        return {"typed": chosen, "came_by": came_by, "visit": visit}

    def _resolved(self, typed: str, store: Store) -> PartnerCode | None:
        try:
            _count_try(self.buyer)
            partner_code = active_code(typed)
            if partner_code is not None and partner_code.partner.programme.store_id != store.pk:
                partner_code = None
            found = self._found(typed, partner_code, store)
        except TypedCodeRefused as refusal:
            self.add_error("code", str(refusal))
            return None
        if found is None:
            self.add_error("code", _("We do not know this code. Compare it with what you hold."))
            return None
        self.found = found
        return partner_code

    def _found(self, typed: str, code: PartnerCode | None, store: Store) -> TypedCode | None:
        if code is not None:
            return _of_partner(code, self.buyer.user, self.now)
        return resolve(typed, store, self.buyer.user, self.now)


def _of_partner(code: PartnerCode, user: User | None, now: datetime) -> TypedCode:
    """Counts for the partner in any case; why a coupon cannot be claimed is only a text."""
    if code.campaign is None:
        return TypedCode(_("The code of a partner of this store. Thank you."))
    try:
        return coupon_of_campaign(code.campaign, user, now)
    except TypedCodeRefused as refusal:
        return TypedCode(str(refusal))


def _count_try(buyer: CartOwner) -> None:
    """Against guessing codes; raises TypedCodeRefused."""
    who = f"user-{buyer.user.pk}" if buyer.user else str(buyer.visitor_key)
    try:
        count(TYPED_CODES, who)
    except TooMany as refusal:
        raise TypedCodeRefused(_("Too many codes were tried. Wait a minute.")) from refusal


def _token_of(data: Mapping[str, Any]) -> UUID:
    """The token of the page that was sent: the same when it is sent twice."""
    try:
        return UUID(str(data.get("checkout_token", "")))
    except ValueError:
        return uuid4()


def store_attribution(order: Order, data: dict[str, Any]) -> None:
    if data:
        attribute(order, **data)


def brings_visit(buyer: CartOwner) -> bool:
    return has_visit(buyer.cookies)


CHECKOUT_PART = CheckoutPart(
    PART,
    CodeForm,
    "affiliates/_checkout.html",
    on_placed=store_attribution,
    in_summary=True,
    is_optional=True,
    needs_basket=False,
    concerns=brings_visit,
)
