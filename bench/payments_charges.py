"""Charges without the payer in the soak: cards are saved, charged, declined, and vanish."""

from contextlib import suppress

from orders.models import Order
from payments.charging import charge, open_charge
from payments.gateways.base import GatewayError
from payments.methods import PaymentRefused
from payments.models import SavedMethod
from payments.saved_methods import begin_saving, confirm_saving, enter_at, remove_method
from payments.services import start_payment
from tests.factories import place

# The behaviour of each hundred charges.
CHARGES = {
    "charge": 55,
    "killed before it is sent": 10,
    "charged twice": 10,
    "payer at a page": 10,
    "page after it": 10,
    "card vanishes": 5,
}
TRIES = 4  # at saving a card, until its owner gives up


class Charger:
    """Sells to customers of a shop by their saved cards."""

    def __init__(self, shop):
        self.shop, self.provider, self.chance = shop, shop.provider, shop.chance

    def sell_to(self, customer) -> Order | None:
        """The order; None if its buyer could not save a card."""
        card = self._saved(customer)
        if card is None:
            return None
        order = place(customer, self.shop.product, fulfilment="pickup")
        self._charge(order, card, self.chance.choices(list(CHARGES), [*CHARGES.values()])[0])
        return order

    def _charge(self, order, card, how):
        if how == "card vanishes":
            self.provider.vanish(card)
        if how == "payer at a page":
            self._open_page(order)
        with suppress(PaymentRefused):
            (open_charge if how == "killed before it is sent" else charge)(order, card)
        if how == "charged twice":
            with suppress(PaymentRefused):
                charge(order, card)
        if how == "page after it":
            self._open_page(order)
        if self.chance.random() < 0.1:
            with suppress(PaymentRefused):  # it is being charged
                remove_method(card, by=card.user)

    def _open_page(self, order):
        with suppress(GatewayError, PaymentRefused):
            start_payment(order, self.provider.code)

    def _saved(self, customer):
        """A new card, which in one of eight cases will be declined."""
        refused = self.chance.random() < 1 / 8
        how = self.chance.choice(self.provider.refused_cards) if refused else "save"
        method = begin_saving(customer, self.provider.code, self.provider.currency)
        for _try in range(TRIES):
            with suppress(GatewayError):
                enter_at(method)
                break
        method.refresh_from_db()
        with suppress(self.provider.no):
            returned = self.provider.enter_card(method, how)
            for _try in range(TRIES):
                with suppress(GatewayError):
                    confirm_saving(method, returned)
                    break
        method.refresh_from_db()
        return method if method.is_usable else self._given_up(method)

    def _given_up(self, method):
        with suppress(PaymentRefused):
            remove_method(SavedMethod.objects.get(pk=method.pk), by=method.user)
