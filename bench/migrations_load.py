"""Load of the revision that is migrated from, until its input ends; see bench.migrations.

Threads place, pay, sell and deliver orders by that revision's own verbs, and read pages' data. Prints each
statement that took long, as [begin (epoch), seconds, SQL], each error, and how many there were, as JSON.
"""

import json
import random
import sys
import threading
import time
from collections import Counter
from datetime import timedelta
from decimal import Decimal

import django

if __name__ == "__main__":
    django.setup()

from django.db import connection
from django.utils import timezone

from accounts.models import User
from bench.migrations_names import CartOwner
from core.lifecycle import move
from delivery.models import Delivery
from notifications.models import Notice
from notifications.services import read_all_notices
from orders.carts import add_to_cart
from orders.models import Order
from payments.refunds import refund_part, send_refund
from payments.services import confirm_payment, start_payment
from stores.models import Product, Store
from tests.factories import RiderFactory, place

LONG = 0.02  # seconds
ACTION_INTERVAL = 0.01  # seconds between two actions of a thread
SELLERS, READERS = 4, 2  # threads


class Log:
    """What was long or failed, of all threads."""

    def __init__(self):
        self.long, self.errors, self.counts = [], Counter(), Counter()

    def time(self, execute, sql, params, many, context):
        begin, since = time.time(), time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.note(begin, time.perf_counter() - since, str(sql))

    def note(self, begin, seconds, sql):
        self.counts["statements"] += 1
        if seconds >= LONG:
            self.long.append((begin, seconds, " ".join(sql.split())[:100]))


def seller(dice):
    """One order from the cart to its end, which every tenth time is another."""
    product = dice.choice(PRODUCTS)
    buyer = User.objects.get(pk=dice.choice(BUYERS))
    add_to_cart(CartOwner(user=buyer), product, [], 1)
    fulfilment = dice.choice(("delivery", "pickup"))
    order = place(buyer, dice.choice(PRODUCTS_OF[product.section.store_id]), fulfilment=fulfilment)
    start_payment(order, "sandbox")
    confirm_payment(order.payments.get(), {"outcome": "pay"})
    order.refresh_from_db()
    owner = order.store.owner
    if dice.random() < 0.1:
        move(order, "reject", by=owner, note="Closed")
        return send_refund(order.payments.get().refunds.get())
    move(order, "accept", by=owner, minutes=20)
    move(order, "prepare", by=owner)
    if fulfilment == "delivery" and dice.random() < 0.5:
        later = timezone.now() + timedelta(hours=2)
        move(order, "turn_into_pickup", by=owner, now=later)
    elif fulfilment == "delivery":
        return _deliver(Delivery.objects.get(order=order))
    move(order, "complete", by=owner)
    line = order.lines.first()
    return refund_part(order, line.unit_price, reason="Cold", by=owner, pieces=[(line, 1)])


def _deliver(delivery):
    for verb in ("accept", "pick_up", "deliver"):
        move(delivery, verb, by=threading.current_thread().rider)


def reader(dice):
    """What the pages of an order, of a list, of an inbox and of a board read."""
    order = Order.objects.select_related("store", "customer").get(pk=dice.choice(ORDERS))
    for rows in (order.lines, order.adjustments, order.history, order.payments):
        list(rows.all())
    list(Order.objects.filter(customer=order.customer_id).select_related("store")[:20])
    list(Notice.objects.filter(user=order.customer_id or order.store.owner_id)[:20])
    list(Order.objects.sold_by(order.store.owner).filter(status="accepted")[:20])


def writer(dice):
    """Users who sign in, stores that are edited, inboxes that are read."""
    user = User.objects.get(pk=dice.choice(BUYERS))
    User.objects.filter(pk=user.pk).update(last_login=timezone.now())
    read_all_notices(user)
    minimum = Decimal(dice.choice((0, 1000)))
    Store.objects.filter(pk=dice.choice(list(PRODUCTS_OF))).update(minimum_order=minimum)


def work(act, seed, log, over):
    dice, thread = random.Random(seed), threading.current_thread()
    thread.rider = RiderFactory(user__email=f"cy{seed}@load.example").user
    commit = connection._commit

    def timed_commit():
        log.time(lambda *_nothing: commit(), "COMMIT", None, False, None)

    connection._commit = timed_commit
    with connection.execute_wrapper(log.time):
        while not over.wait(ACTION_INTERVAL):
            try:
                act(dice)
                log.counts[act.__name__] += 1
            except Exception as error:
                log.errors[
                    f"{act.__name__}: {type(error).__name__}: {str(error).strip()[:300]}"
                ] += 1
    connection.close()


PRODUCTS = list(Product.objects.filter(option_groups=None, section__store__currency="KRW"))
PRODUCTS_OF = {}
for each in PRODUCTS:
    PRODUCTS_OF.setdefault(each.section.store_id, []).append(each)
BUYERS = list(User.objects.filter(email__startswith="ann").values_list("pk", flat=True))
ORDERS = list(Order.objects.order_by("?").values_list("pk", flat=True)[:2000])


def main() -> int:
    log, over = Log(), threading.Event()
    acts = [seller] * SELLERS + [reader] * READERS + [writer]
    threads = [
        threading.Thread(target=work, args=(act, n, log, over)) for n, act in enumerate(acts)
    ]
    for thread in threads:
        thread.start()
    print("running", flush=True)
    sys.stdin.read()
    over.set()
    for thread in threads:
        thread.join()
    print(json.dumps({"long": log.long, "errors": log.errors, "counts": log.counts}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
