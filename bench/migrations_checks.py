"""What must be true once all migrations are applied, and the pages of the orders; see bench.migrations."""

import io
import time
from collections import Counter
from collections.abc import Callable, Iterator

from django.core.management import call_command
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import setup_test_environment
from django.urls import reverse
from django.utils.module_loading import import_string

from accounts.models import User
from bench import migrations_walks
from delivery.models import Delivery, DeliveryMove
from jobs.models import Job
from notifications.models import Notice
from notifications.old_words import BATCH
from notifications.tasks import store_old_words
from orders.models import Order, OrderMove
from payments.models import Payment, PaymentMove, Refund, RefundMove

LIFECYCLES = {OrderMove: Order, PaymentMove: Payment, RefundMove: Refund, DeliveryMove: Delivery}
# Each counts what must not be.
RULES = {
    "orders whose total is not their lines and adjustments": (
        "SELECT count(*) FROM orders_order o,"
        " LATERAL (SELECT coalesce(sum(total), 0) AS items, coalesce(sum(discount), 0) AS discount"
        " FROM orders_orderline WHERE order_id = o.id) l,"
        " LATERAL (SELECT coalesce(sum(amount), 0) AS amount FROM orders_adjustment WHERE order_id = o.id) a"
        " WHERE o.subtotal <> l.items OR o.total <> l.items + a.amount OR l.discount <> 0"
    ),
    "stores whose owner is no member": (
        "SELECT count(*) FROM stores_store s LEFT JOIN stores_member m ON m.store_id = s.id"
        " AND m.role = 'owner' WHERE s.owner_id IS DISTINCT FROM m.user_id"
    ),
    "users who are members, or not, and not marked so": (
        "SELECT count(*) FROM accounts_user u"
        " WHERE is_member <> EXISTS (SELECT 1 FROM stores_member WHERE user_id = u.id)"
    ),
    "constraints not validated": "SELECT count(*) FROM pg_constraint WHERE NOT convalidated",
    "triggers switched off": "SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'",
}


def check(named: dict[str, int], providers) -> list[str]:
    """A sentence for whatever is wrong; `named` are keys of orders, `providers` the stubs."""
    setup_test_environment(debug=True)  # which keeps the context of pages, and mails in memory
    misses: list[str] = []
    for each in (_commands, _rules, _verbs, _tasks, _rows):
        misses += _timed(each)
    misses += _timed(lambda: _pages(named), "pages before")
    misses += _timed(lambda: migrations_walks.finish(named, providers), "orders go on")
    misses += _timed(_old_words)
    misses += _timed(lambda: _pages(named), "pages after")
    misses += _timed(_rules)
    return misses


def _timed(act: Callable[[], Iterator[str]], name: str = "") -> list[str]:
    begin = time.monotonic()
    misses = list(act())
    name = name or act.__name__.strip("_").replace("_", " ")
    print(f"{name}: {len(misses)} wrong ({time.monotonic() - begin:.1f} s)")
    return misses


def _commands() -> Iterator[str]:
    for command, options in (("makemigrations", {"check": True, "dry_run": True}), ("check", {})):
        try:
            call_command(command, verbosity=0, stdout=io.StringIO(), **options)
        except (SystemExit, Exception) as error:
            yield f"{command}: {error}"


def _rules() -> Iterator[str]:
    for name, query in RULES.items():
        with connection.cursor() as cursor:
            cursor.execute(query)
            [count] = cursor.fetchone()
        if count:
            yield f"{count:,} {name}"


def _verbs() -> Iterator[str]:
    """All histories speak of moves that exist."""
    for history, model in LIFECYCLES.items():
        verbs = set(history.objects.order_by().values_list("verb", flat=True).distinct())
        for verb in verbs - {"start", *model.MOVES}:
            yield f"{history.__name__} has the unknown verb {verb}"


def _tasks() -> Iterator[str]:
    for task in (
        Job.objects.filter(finished=None).order_by().values_list("task", flat=True).distinct()
    ):
        try:
            import_string(task)
        except ImportError:
            yield f"a job waits whose task is unknown: {task}"


def _rows() -> Iterator[str]:
    """All orders as the pages read them: their kind, their status, their rows' words."""
    failed: Counter[str] = Counter()
    related = ("lines", "adjustments", "history", "payments__refunds__history")
    for order in Order.objects.prefetch_related(*related).iterator(1000):
        try:
            _read(order)
        except Exception as error:
            failed[f"an order cannot be read: {type(error).__name__}: {error}"] += 1
    yield from (f"{count:,} × {error}" for error, count in failed.items())


def _read(order: Order) -> None:
    assert order.kind.completes_from, f"unknown fulfilment {order.fulfilment}"
    words = [order.get_status_display(), order.summary, str(order.kind.label)]
    words += [line.described for line in order.lines.all()]
    words += [str(adjustment) for adjustment in order.adjustments.all()]
    for step in order.history.all():
        assert step.label != step.verb, f"no words for {step.verb}"
    refunds = [refund for payment in order.payments.all() for refund in payment.refunds.all()]
    words += [str(step) for refund in refunds for step in refund.history.all()]
    assert all(words), "an empty word"


def _pages(named: dict[str, int]) -> Iterator[str]:
    """The pages of the orders of every kind, as their buyers, stores, riders and admins see them."""
    clients = _Clients()
    for name, key in named.items():
        order = Order.objects.select_related("customer", "store__owner").get(pk=key)
        owner = order.store.owner
        yield from clients.get(name, order.customer, order.get_absolute_url())
        for page in ("orders:board", "orders:sold", "notifications:inbox"):
            yield from clients.get(name, owner, reverse(page))
        if order.status not in ("pending", "expired"):
            yield from clients.get(name, owner, reverse("orders:sold-order", args=[order.number]))
        if order.customer:
            for page in ("orders:list", "notifications:inbox"):
                yield from clients.get(name, order.customer, reverse(page))
        delivery = Delivery.objects.filter(order=order).select_related("rider__user").first()
        if delivery and delivery.rider:
            ride = reverse("delivery:ride", args=[order.number])
            yield from clients.get(name, delivery.rider.user, ride)
        admin = User.objects.filter(is_superuser=True).first()
        yield from clients.get(name, admin, reverse("admin:orders_order_change", args=[key]))


class _Clients:
    """Signed-in clients; each page of a user is asked for once."""

    def __init__(self) -> None:
        self._clients: dict[int | None, Client] = {}
        self._seen: set[tuple[int | None, str]] = set()

    def get(self, name: str, user: Model | None, url: str) -> Iterator[str]:
        key = user.pk if user else None
        if (key, url) in self._seen:
            return
        self._seen.add((key, url))
        if key not in self._clients:
            self._clients[key] = Client(
                headers={"host": "localhost"}, raise_request_exception=False
            )
            if user:
                self._clients[key].force_login(user)
        response = self._clients[key].get(url)
        if response.status_code != 200:
            yield f"{name}: {response.status_code} at {url}"
        elif url == reverse("notifications:inbox"):
            without = [notice.kind for notice in response.context["notices"] if not notice.title]
            yield from (f"{name}: a notice without words: {kind}" for kind in without)


def _old_words() -> Iterator[str]:
    """The job that stores the words of old notices, to its end."""
    old = Notice.objects.filter(title="").count()
    begin = time.monotonic()
    while job := Job.objects.filter(task__endswith=store_old_words.__name__, finished=None).first():
        job.delete()
        store_old_words(*job.args)
    seconds = time.monotonic() - begin
    print(f"{old:,} notices got their words within {seconds:.0f} s, {BATCH} in each transaction")
    if count := Notice.objects.filter(title="").count():
        yield f"{count:,} notices have no words"
