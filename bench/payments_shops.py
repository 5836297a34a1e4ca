"""A store for each provider, with its buyers and sellers."""

from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal

from bench.payments_charges import Charger
from bench.payments_courier import Courier
from core.actors import SYSTEM
from core.lifecycle import MoveRefused, move
from core.money import round_money
from orders.models import Order
from payments.gateways.base import GatewayError
from payments.lifecycle import UNSENT
from payments.methods import PaymentRefused
from payments.models import Payment, Refund
from payments.refunds import RefundRefused, refund_part
from payments.services import confirm_payment, start_payment
from tests.factories import ProductFactory, StoreFactory, place

# The behaviour of each hundred payers and of the sellers of each hundred paid orders.
PAYERS = {"leave": 8, "pay late": 4, "pay and cancel": 3, "later": 6, "pay": 79}
STORES = {"reject": 10, "cancel": 5, "accept": 25, "refund": 15, "call off": 5, "nothing": 40}
PARTS = (Decimal("0.2"), Decimal("0.5"), Decimal("0.7"), Decimal(1))


@dataclass
class Shop:
    """`provider` is a bench.payments_faults.Faulty."""

    provider: object
    courier: Courier
    product: object
    chance: object

    def __post_init__(self):
        self.store = self.product.section.store
        self.owner, self._by_hand = self.store.owner, set()

    def sell_to(self, customer):
        order = self._ordered(customer)
        self.courier.bring()
        if order is None:
            return
        self._deal_with(Order.objects.get(pk=order.pk))
        if self._happens(0.04):
            self._send_back_by_hand(order)
        if self._happens(0.06):
            self._dispute(order)

    def _ordered(self, customer):
        """An order that was to be paid at a page, or by a saved card; None if there was no card."""
        if self._happens(0.3):
            return Charger(self).sell_to(customer)
        order = place(customer, self.product, fulfilment="pickup")
        while self._is_tried_again(order):
            pass
        return order

    def send_back_what_needs_an_account(self):
        """The payer of a virtual account is asked for their bank account, and refunded in the dashboard."""
        owed = Refund.objects.filter(status__in=UNSENT, payment__gateway=self.provider.code)
        for refund in owed.exclude(key__in=self._by_hand).select_related("payment"):
            if self.provider.needs_account(refund.payment):
                self._by_hand.add(refund.key)
                with suppress(self.provider.no):
                    self.provider.send_back(refund.payment, refund.amount)

    def _is_tried_again(self, order):
        """Pay once; many who are declined try again."""
        payment = self._led(order)
        if not payment:
            return False
        declined = self.provider.is_declined()
        with suppress(self.provider.no):  # the page was closed
            self._pay(payment, "decline" if declined else self._one_of(PAYERS))
        return declined and self._happens(0.7)

    def _led(self, order):
        """The payment, once the payer is at the provider; None if they give up."""
        for _try in range(3):
            with suppress(GatewayError, PaymentRefused):
                start_payment(order, self.provider.code)
                return order.payments.first()
        return None

    def _pay(self, payment, how):
        if how == "leave":
            return
        with suppress(MoveRefused):
            if how == "pay late":
                move(payment.order, "expire", by=SYSTEM, now=payment.order.pay_by)
            if how == "pay and cancel":
                move(payment.order, "cancel", by=payment.order.customer)
        came_back = self.provider.approve(payment, how)
        if self._happens(0.3):
            self.courier.bring()
        if self._happens(0.85):
            with suppress(GatewayError):
                confirm_payment(Payment.objects.get(pk=payment.pk), came_back)

    def _deal_with(self, order):
        with suppress(MoveRefused, RefundRefused):
            match self._one_of(STORES):
                case "reject":
                    move(order, "reject", by=self.owner, note="Sold out")
                case "cancel":
                    move(order, "cancel", by=order.customer)
                case "accept":
                    move(order, "accept", by=self.owner, minutes=20)
                case "refund":
                    move(order, "accept", by=self.owner, minutes=20)
                    self._send_back(order)
                case "call off":
                    move(order, "accept", by=self.owner, minutes=20)
                    move(order, "cancel_by_store", by=self.owner, note="The stove broke")

    def _send_back(self, order):
        """Once or twice, possibly more than is left."""
        for _time in range(1 + self._happens(0.3)):
            refund_part(order, self._part(order), reason="A dish was missing", by=self.owner)

    def _send_back_by_hand(self, order):
        for payment in order.payments.all():
            with suppress(self.provider.no):  # more than is left, or nothing came
                self.provider.send_back(payment, self._part(order))

    def _dispute(self, order):
        for payment in order.payments.filter(gateway=self.provider.code).exclude(session=""):
            with suppress(self.provider.no):
                self.provider.dispute(payment)

    def _part(self, order):
        return round_money(order.total * self.chance.choice(PARTS), order.currency)

    def _one_of(self, often):
        return self.chance.choices(list(often), list(often.values()))[0]

    def _happens(self, chance):
        return self.chance.random() < chance


def open_shop(provider, chance):
    store = StoreFactory(currency=provider.currency, delivery_fee=0)
    product = ProductFactory(store=store, price=provider.price)
    return Shop(provider, Courier(provider, chance), product, chance)
