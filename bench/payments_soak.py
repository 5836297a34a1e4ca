"""Many orders through every provider, while calls fail, people change their minds and messages are lost."""

import random
import threading
from contextlib import contextmanager
from datetime import timedelta

from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.utils import timezone
from django.utils.module_loading import import_string

from bench.payments_shops import open_shop
from core.lifecycle import MoveRefused
from jobs.models import Job
from orders.baskets import OrderRefused
from orders.models import Order
from orders.services import expire_unpaid_orders
from orders.statuses import Status
from payments.dispute_lifecycle import OPEN as DISPUTED
from payments.disputes import look_up_due_disputes
from payments.gateways.paypal import api as paypal
from payments.gateways.stripe import client as stripe
from payments.gateways.toss import client as toss
from payments.lifecycle import OPEN, OWED, SENT
from payments.methods import PaymentRefused
from payments.models import Dispute, Payment, Refund, WebhookEvent
from payments.polling import look_up_due_payments, look_up_sent_refunds
from payments.refunds import send_due_refunds
from payments.saved_methods import forget_due
from payments.webhooks import retry_parked
from tests.factories import UserFactory

JOBS = 50  # before the worker checks whether any buyer is left
AT_ONCE = 8  # buyers; half as many run the sweeps
SWEEPS = (
    *(look_up_due_payments, retry_parked, look_up_due_disputes),
    *(send_due_refunds, look_up_sent_refunds, forget_due),
)
# Of simulated time: longer than the two months in which a sent refund is looked up.
STEPS = [timedelta(minutes=20)] * 12 + [timedelta(hours=6)] * 20 + [timedelta(days=1)] * 70
FORGOTTEN_AFTER, APPEALED_AFTER = 12, 20  # of them
for provider in (paypal, stripe, toss):
    provider.READ_SECONDS = 1  # a longer wait would only make the run longer


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


@contextmanager
def site():
    """The site over HTTP in this process, with short time limits; yields its URL."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(get_wsgi_application())
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


class Town:
    def __init__(self, providers, address, seed):
        self.random, self.unexpected = random.Random(seed), []
        for provider in providers:
            provider.address = address
        self.shops = [open_shop(provider, self.random) for provider in providers]

    @property
    def troubles(self):
        couriers = [trouble for shop in self.shops for trouble in shop.courier.troubles]
        return sorted({*self.unexpected, *couriers})

    def sell(self, orders):
        """Sell as many in each shop; the worker and the scheduler run at the same time."""
        numbers, over = iter(range(orders)), threading.Event()
        worker = threading.Thread(target=at_once, args=([lambda: self._work(over)],))
        worker.start()
        at_once([lambda: self._customer(numbers)] * AT_ONCE)
        over.set()
        worker.join()

    def reconcile(self):
        """Advance the time, with faults, until nothing is open; returns the number of steps."""
        began = now = timezone.now()
        for shop in self.shops:  # days later
            shop.provider.end_deposits(lambda: self.random.random() < 0.5)
        for done, step in enumerate(STEPS, 1):
            with self._noted():
                expire_unpaid_orders(now)
            at_once([lambda at=now: self._sweep(at)] * (AT_ONCE // 2))
            brought = sum(shop.courier.bring() for shop in self.shops)
            for shop in self.shops:
                shop.send_back_what_needs_an_account()
                shop.provider.forget_keys(now - began)
                if done == FORGOTTEN_AFTER:
                    shop.provider.decide_disputes(lambda: self.random.random() < 0.6)
                    shop.provider.expire_unfinished()
                    shop.provider.fail_refunds(lambda: self.random.random() < 0.05)
                if done == APPEALED_AFTER:
                    shop.provider.win_lost_disputes(lambda: self.random.random() < 0.4)
            if not (brought or is_anything_open()):
                return done
            now += step
        return len(STEPS)

    def _customer(self, numbers):
        customer = UserFactory()
        for number in numbers:
            with self._noted():
                self.shops[number % len(self.shops)].sell_to(customer)
            if self.random.random() < 0.02:
                self._sweep(timezone.now())

    def _work(self, over):
        """Run the jobs of payments; what is left when all have bought is for the sweeps."""
        while not over.wait(0.1):
            for job in Job.objects.order_by("pk")[:JOBS]:
                job.delete()
                if job.task.startswith("payments."):
                    with self._noted():
                        import_string(job.task)(*job.args)

    def _sweep(self, now):
        for sweep in SWEEPS:
            with self._noted():
                sweep(now)

    @contextmanager
    def _noted(self):
        """Only refusals are expected of the site, whatever fails outside."""
        try:
            yield
        except (MoveRefused, PaymentRefused, OrderRefused):
            pass
        except ExceptionGroup as group:
            self.unexpected += [text_of(error) for error in group.exceptions]
        except Exception as error:
            self.unexpected.append(text_of(error))


def text_of(error):
    return f"{type(error).__name__}: {error}"[:300]


def at_once(acts):
    def act_and_close(act):
        try:
            act()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act_and_close, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def is_anything_open():
    return (
        Order.objects.filter(status=Status.PENDING).exists()
        or Payment.objects.filter(status__in=OPEN).exists()
        or Refund.objects.filter(status=OWED).exists()
        or Refund.objects.filter(status=SENT, look_up_at__isnull=False).exists()
        or Dispute.objects.filter(status=DISPUTED).exists()
        or WebhookEvent.objects.filter(next_try_at__isnull=False).exists()
    )
