"""PostgreSQL is restarted under a busy site: a server of its own, real processes, real calls."""

import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from functools import cache

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from core.lifecycle import move
from devtools.stubs.providers import every_provider
from jobs.queue import enqueue
from live.dsn import dsn_of
from live.messages import invalidation_of
from live.postgres_backplane import PostgresBackplane
from live.publish import Outbox
from live.tokens import make_token
from notifications.models import Mail
from notifications.tasks import send_due_mails
from orders.carts import CartOwner, add_to_cart
from orders.models import Order, OrderMove
from payments.gateways.paypal.api import api_of
from payments.lifecycle import CAPTURED, SENT
from payments.models import Payment, Refund, WebhookEvent
from payments.polling import look_up_due_payments
from payments.services import confirm_payment, start_payment
from payments.tasks import send_refund
from payments.webhooks import retry_parked
from stores.models import Product
from tests import store_factories
from tests.browsing import session_of
from tests.factories import CategoryFactory, ProductFactory, StoreFactory, UserFactory, place
from tests.job_runner import run_jobs
from tests.live.streaming import LiveProcess, Stream, free_port
from tests.processes import gunicorn, manage, said_by, wait_until
from tests.shoppers import PATIENCE, Crowd, Shopper

pytestmark = pytest.mark.slow
ORDERS, AT_ONCE = 200, 10
WAYS = {"stripe": "noodles", "toss": "noodles", "paypal": "pizza"}  # and a store that accepts them
REFUND, TOPIC = "POST /v1/refunds", "order.J7K3MNPQ"
LASTING = {"DJANGO_SETTINGS_MODULE": "tests.lasting_settings"}


@pytest.fixture(autouse=True)
def _category_of_this_database(monkeypatch):
    """This database has no initial rows once it is flushed."""
    monkeypatch.setattr(store_factories, "korean", cache(CategoryFactory))


@pytest.fixture
def shop(restartable):
    """Exactly as many pieces as are ordered, and nothing else in the database."""
    call_command("flush", interactive=False, verbosity=0)
    pieces = Counter(WAYS[way_of(number)] for number in range(ORDERS))
    noodles, pizza = StoreFactory(slug="noodles"), StoreFactory(slug="pizza", currency="USD")
    return {
        "noodles": ProductFactory(store=noodles, stock=pieces["noodles"]),
        "pizza": ProductFactory(store=pizza, price=Decimal("9.50"), stock=pieces["pizza"]),
    }


@pytest.fixture
def port():
    return free_port()


@pytest.fixture
def providers(port, settings):
    with every_provider(f"http://127.0.0.1:{port}", stripe_delivers="once") as all_three:
        for name, value in all_three.environment.items():
            setattr(settings, name, value)
        api_of.cache_clear()
        yield all_three


@pytest.fixture
def site(restartable, port, providers):
    """The site in the processes that serve it in production, paid through the stubs."""
    address = f"http://127.0.0.1:{port}"
    environment = {
        **providers.environment,
        **LASTING,
        "SITE_URL": address,
        "TRUSTED_PROXIES": "1",
    }
    with gunicorn(port, **environment) as process:
        wait_until(lambda: "Booting worker" in said_by(process), process)
        process.address = address
        yield process
        sys.stdout.write(said_by(process))  # shown if the test fails


@contextmanager
def away(server):
    """The server is stopped immediately, and started again after the block."""
    server.cut_down()
    connection.close()
    yield
    server.postgres("start")


def way_of(number):
    return list(WAYS)[number % len(WAYS)]


def comes_back(number):
    """Every fifth payer closes the window at the provider; at Toss that would mean not paying."""
    return number % 5 or way_of(number) == "toss"


def start_shopping(number, shop, site, providers, crowd):
    """A call that places the one order of a new customer."""
    customer, way = UserFactory(), way_of(number)
    add_to_cart(CartOwner(user=customer), shop[WAYS[way]], [], 1)
    shopper = Shopper(site.address, crowd, session_of(customer), providers, way)
    return lambda: shopper.buy(WAYS[way], comes_back=comes_back(number))


def reconcile(providers):
    """The scheduled jobs of several minutes; PayPal repeats messages that were not accepted."""
    providers.deliver()
    assert providers.paypal.messages.resend() == 0
    minutes_later = timezone.now() + timedelta(minutes=6)
    for sweep in (look_up_due_payments, retry_parked):
        sweep(minutes_later)
    run_jobs()
    send_due_mails()


def taken_by(providers):
    """The key and the amount of each capture in the providers' books."""
    sessions = providers.stripe.books_of.objects["cs"].values()
    windows, captures = providers.toss.ledger.payments, providers.paypal.ledger.captures
    return [
        *((s["client_reference_id"], s["amount_total"]) for s in sessions if s["payment_intent"]),
        *((w["orderId"], w["totalAmount"]) for w in windows.values() if w["approvedAt"]),
        *((c["custom_id"], Decimal(c["amount"]["value"])) for c in captures.values()),
    ]


def test_200_checkouts_end_right_though_the_database_is_restarted_amid_them(
    restartable, shop, site, providers
):
    crowd = Crowd()
    purchases = [start_shopping(number, shop, site, providers, crowd) for number in range(ORDERS)]

    with ThreadPoolExecutor(AT_ONCE) as street:
        bought = [street.submit(buy) for buy in purchases]
        wait_until(lambda: sum(each.done() for each in bought) >= ORDERS // 3, site)
        crowd.open.clear()
        with away(restartable):
            wait_until(lambda: len(crowd.refusals) >= AT_ONCE, site)  # all clients met the outage
        crowd.open.set()
        [each.result(PATIENCE) for each in bought]
    reconcile(providers)

    assert {answer.headers["Retry-After"] for answer in crowd.refusals} == {"5"}
    assert "Internal Server Error" not in said_by(site)
    assert Counter(Order.objects.values_list("status", flat=True)) == {"paid": ORDERS}
    assert Counter(OrderMove.objects.values_list("verb", flat=True)) == {
        "start": ORDERS,
        "pay": ORDERS,
    }
    ours = Payment.objects.filter(status=CAPTURED).values_list("key", "captured")
    assert sorted(taken_by(providers)) == sorted(ours)
    assert Payment.objects.count() == len(ours) == ORDERS
    assert not WebhookEvent.objects.exclude(next_try_at=None)
    assert list(Product.objects.values_list("stock", flat=True)) == [0, 0]
    assert set(Mail.objects.values_list("state", flat=True)) == {"sent"}


def test_a_worker_sends_a_refund_once_despite_a_database_restart(restartable, providers):
    stripe, payment = providers.stripe, paid_by_stripe(providers)
    move(payment.order, "reject", by=payment.order.store.owner, note="Sold out")
    stripe.slow_seconds = PATIENCE
    stripe.misbehave("slow", on=REFUND)

    with manage("worker", **providers.environment, **LASTING) as worker:
        wait_until(lambda: REFUND in [call for call, *_rest in stripe.asked], worker)
        with away(restartable):
            stripe.closing.set()  # only now Stripe does it, and answers into the outage
            wait_until(lambda: stripe.books()[payment.key]["refunded"], worker)
        refund = Refund.objects.get(payment=payment)
        Refund.objects.update(next_try_at=timezone.now())  # hours later
        enqueue(send_refund, refund.pk)
        wait_until(lambda: Refund.objects.get(payment=payment).status == SENT, worker)

    assert len(stripe.books_of.objects["re"]) == 1


def paid_by_stripe(providers):
    order = place(UserFactory(), ProductFactory())
    start_payment(order, "stripe")
    payment = order.payments.get()
    providers.stripe.pay(payment.session)
    return confirm_payment(payment, {})


def test_the_live_process_and_its_publishers_reconnect_to_the_database(restartable):
    dsn = dsn_of(connection.settings_dict)
    live = LiveProcess({"LIVE_DATABASE_DSN": dsn, "REDIS_URL": ""}).start()
    teller, page = Outbox(lambda: PostgresBackplane(dsn)), Stream(live, make_token([TOPIC]))
    assert [page.event(), page.event()] == [("hello", ""), ("gap", "")]

    with away(restartable):
        wait_until(lambda: live.get("health/")[0] == 503)
        teller.add([invalidation_of(TOPIC)])

    assert page.event(PATIENCE) == ("gap", "")
    assert teller.drain(PATIENCE)
    assert live.get("health/")[0] == 200
    teller.add([invalidation_of(TOPIC)])
    assert page.event()[0] == "news"
    page.close()
    live.end()
