"""Many orders through Stripe at once, while calls fail, payers change their minds and messages get lost."""

import random
import threading
from contextlib import contextmanager, suppress
from datetime import timedelta

from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.utils import timezone

from bench.payments_courier import Courier
from core.actors import SYSTEM
from core.lifecycle import MoveRefused, move
from orders.lifecycle import Status
from orders.models import Order
from orders.services import expire_unpaid_orders
from payments.gateways.base import GatewayError
from payments.gateways.stripe import client
from payments.lifecycle import OPEN, OWED
from payments.lookups import look_up_due_payments
from payments.models import Payment, Refund, WebhookEvent
from payments.offers import PaymentRefused
from payments.refunds import send_due_refunds
from payments.services import confirm_payment, start_payment
from payments.webhooks import retry_parked
from tests.factories import ProductFactory, StoreFactory, UserFactory, place
from tests.stubs.stripe.books import Refused

AT_ONCE = 8
STEPS = [timedelta(minutes=20)] * 12 + [timedelta(hours=6)] * 60  # of the clock
client.READ_SECONDS = 1  # instead of a wait that only makes the run longer


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


@contextmanager
def site():
    """The site over HTTP in this process, with its hasty calls; gives its address."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(get_wsgi_application())
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


class Town:
    def __init__(self, stub, address, seed):
        stub.webhook_url = f"{address}/pay/webhooks/stripe/"
        self.stub, self.random = stub, random.Random(seed)
        self.courier = Courier(stub, self.random)
        self.product = ProductFactory(store=StoreFactory())
        self.owner = self.product.section.store.owner
        self.unexpected = []

    @property
    def troubles(self):
        return [*sorted(set(self.unexpected)), *sorted(set(self.courier.troubles))]

    def sell(self, orders):
        numbers = iter(range(orders))
        threads = [
            threading.Thread(target=self._customer, args=(numbers,)) for _n in range(AT_ONCE)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def reconcile(self):
        """Move the clock on, with the faults going on, until nothing is open; returns how often."""
        now = timezone.now()
        self._end_of_vouchers()
        for done, step in enumerate(STEPS, 1):
            with self._noted():
                expire_unpaid_orders(now)
            for sweep in (look_up_due_payments, retry_parked, send_due_refunds):
                with self._noted():
                    sweep(now)
            brought = self.courier.bring()
            if not (brought or is_anything_open()):
                return done
            now += step
        return len(STEPS)

    def _customer(self, numbers):
        customer = UserFactory()
        for _number in numbers:
            with self._noted():
                self._buy(customer)
        connections.close_all()

    def _buy(self, customer):
        order = place(customer, self.product, fulfilment="pickup")
        payment = self._led(order)
        if payment:
            self._pay(payment)
        self.courier.bring()
        if payment and self._happens(0.85):
            with suppress(GatewayError):
                confirm_payment(payment, {})
        self._afterwards(Order.objects.get(pk=order.pk), payment)

    def _led(self, order):
        """The payment, as soon as the payer is at Stripe; none where they lose patience."""
        for _try in range(3):
            with suppress(GatewayError):
                start_payment(order, "stripe")
                return order.payments.get()
        return None

    def _pay(self, payment):
        """Most pay at once; some too late, some by a voucher, some never, some while they cancel."""
        chance = self.random.random()
        if chance < 0.08:
            return
        if chance < 0.12:
            move(payment.order, "expire", by=SYSTEM, now=payment.order.pay_by)
        if chance > 0.97:
            move(payment.order, "cancel", by=payment.order.customer)
        how = "later" if 0.12 < chance < 0.17 else "pay"
        with suppress(Refused):  # the page was closed
            self.stub.pay(payment.session, how)

    def _afterwards(self, order, payment):
        """The store accepts or rejects, buyers cancel, and somebody sends money back by hand."""
        chance = self.random.random()
        with suppress(MoveRefused):
            if chance < 0.1:
                move(order, "reject", by=self.owner, note="Sold out")
            elif chance < 0.15:
                move(order, "cancel", by=order.customer)
            elif chance < 0.5:
                move(order, "accept", by=self.owner, minutes=20)
        if payment and self._happens(0.04):
            self._send_back_by_hand(payment)

    def _send_back_by_hand(self, payment):
        books = self.stub.books_of
        intent = self.stub.session_of(payment)["payment_intent"]
        amount = self.random.choice(["1000", "5000", str(int(payment.amount))])
        if intent and books.find("pi", intent)["latest_charge"]:
            with self.stub.lock, suppress(Refused):  # more than is left
                books.refund({"payment_intent": intent, "amount": amount})

    def _end_of_vouchers(self):
        """Days later they are paid, or not."""
        books = self.stub.books_of
        for session in books.listed("cs"):
            if session["status"] == "complete" and session["payment_status"] == "unpaid":
                (books.deposit if self._happens(0.5) else books.fail_deposit)(session)

    def _happens(self, chance):
        return self.random.random() < chance

    @contextmanager
    def _noted(self):
        """Nothing but a refusal is expected of the site, whatever fails outside."""
        try:
            yield
        except (MoveRefused, PaymentRefused):
            pass
        except Exception as error:
            self.unexpected.append(f"{type(error).__name__}: {error}"[:300])


def is_anything_open():
    return (
        Order.objects.filter(status=Status.PENDING).exists()
        or Payment.objects.filter(status__in=OPEN).exists()
        or Refund.objects.filter(status=OWED).exists()
        or WebhookEvent.objects.filter(next_try_at__isnull=False).exists()
    )
