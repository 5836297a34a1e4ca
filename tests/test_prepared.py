"""Each prepared SELECT has the SQL and the rows of its queryset, in any language and time zone."""

from datetime import time
from decimal import Decimal
from inspect import signature
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model, QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from affiliates.models import PayoutRun
from config.sessions import SessionStore
from core.lifecycle.engine import locked
from core.prepared import Argument, Prepared
from notifications.models import Mail
from orders.adjusting import adjust
from orders.carts import CartOwner, add_to_cart
from orders.statuses import Status
from payments.disputes import record_dispute
from payments.gateways.disputes import ReportedDispute
from payments.models import Payment, WebhookEvent
from payments.refunds.creating import begin
from payments.saved_methods import begin_saving
from recommendations.models import Recommendation
from stores.models import Store
from stores.queries import moment_of
from tests.affiliates.conftest import applied, programme_of
from tests.billing.prepared_samples import BILLING_SAMPLES
from tests.coupons.conftest import claimant
from tests.coupons.prepared_samples import COUPON_SAMPLES
from tests.factories import (
    AddressFactory,
    OptionFactory,
    OptionGroupFactory,
    OrderFactory,
    ProductFactory,
    StoreFactory,
    UserFactory,
    add_line,
    paid_for,
)
from tests.orders.prepared_samples import ORDER_SAMPLES
from tests.page_factories import published_page, set_of
from tests.shipping.world import sent_order, ships
from tests.ticketing.factories import make_event
from tests.ticketing.prepared_samples import TICKETING_SAMPLES, sold_ticket

for model in apps.get_models():
    if hasattr(model, "MOVES"):
        locked(model)  # otherwise prepared by the first move of such a row


def guest_order(**fields):
    return OrderFactory(customer=None, guest_key=uuid4().hex, **fields)


def adjusted_order():
    order = guest_order()
    adjust(order, "delivery_fee", Decimal(500))
    return order


def stored_session():
    session = SessionStore()
    session.create()
    return session


def started_payment():
    return Payment.objects.create(order=guest_order(), gateway="sandbox", amount=1, currency="KRW")


def payment():
    return paid_for(guest_order()).payments.get()


def stored_message():
    event = WebhookEvent.objects.create(gateway="stripe", event_id="evt_1")
    return [event.gateway, event.event_id]


def dispute():
    reported = ReportedDispute("du_1", "open", Decimal(1000), "KRW", timezone.now())
    return record_dispute(payment(), reported)


def refund():
    return begin(payment(), Decimal(1), "Sold out")


def filled_cart(owner):
    """The cart of a dish with options, at a store with hours; its arguments."""
    product = ProductFactory()
    for day in range(3):
        product.store.hours.create(weekday=day, opens=time(9), closes=time(21))
    options = [OptionFactory(group=OptionGroupFactory(product=product)) for _ in range(2)]
    add_to_cart(owner, product, [option.pk for option in options], 2)
    add_to_cart(owner, ProductFactory(store=product.store), [], 1)
    return [owner.user.pk if owner.user else owner.visitor_key, product.store.slug]


def cart_of_user():
    return filled_cart(CartOwner(user=UserFactory()))


def cart_of_visitor():
    return filled_cart(CartOwner(visitor_key=uuid4()))


def shown_page():
    """With a set, and what sending costs."""
    product = ProductFactory(stock=5)
    page = published_page(ships(product.store), [product])
    set_of(page, Decimal(15000), {product: 2})
    return [page.slug, timezone.now()]


def store_and_page():
    page = published_page(StoreFactory())
    return [page.store_id, page.slug]


def partner():
    return applied(programme_of(StoreFactory()), UserFactory())


def payout_run():
    run = {"currency": "KRW", "made_at": timezone.now()}
    return PayoutRun.objects.create(programme=programme_of(StoreFactory()), **run)


def verified_customer():
    user = claimant()
    return [user.pk, user.email]


def queued_mail():
    OrderFactory(status=Status.PAID, by_moves=True)
    return Mail.objects.get()


def listed_store():
    """A store with a menu and hours, in Seoul; its slug."""
    product = ProductFactory()
    Store.objects.update(latitude=37.57, longitude=126.98)
    OptionFactory(group=OptionGroupFactory(product=product))
    product.store.hours.create(weekday=1, opens=time(9), closes=time(21))
    return product.store


def owner_and_slug():
    store = StoreFactory()
    return [store.owner_id, store.slug]


def recommended():
    """One of the reader's own list; its area, the day and the moment."""
    store = listed_store()
    row = Recommendation.objects.create(user=UserFactory(), rank=0, store=store, reason="near")
    now = timezone.now()
    return [row.user_id, "1:2", timezone.localtime(now).date(), *moment_of(now)]


def listed_at(*coordinates):
    listed_store()
    return [1, time(12), 0, *coordinates]


HERE = (37.5725, 126.9769)

# For each of them: creates rows for it to find, and returns its arguments.
SAMPLES = {
    "accounts.queries.addresses_of": lambda: [AddressFactory().user_id],
    "accounts.queries.default_address_of": lambda: [AddressFactory(is_default=True).user_id],
    "accounts.emails.verified_addresses": verified_customer,
    "accounts.models.user_by_id": lambda: [UserFactory().pk],
    "config.sessions.valid_session": lambda: [stored_session().session_key, timezone.now()],
    "core.lifecycle.engine.locked.Event": lambda: [make_event(StoreFactory()).pk],
    "core.lifecycle.engine.locked.Page": lambda: [published_page(StoreFactory()).pk],
    "core.lifecycle.engine.locked.Parcel": lambda: [sent_order("ready").parcels.get().pk],
    "core.lifecycle.engine.locked.Order": lambda: [guest_order().pk],
    "core.lifecycle.engine.locked.Partner": lambda: [partner().pk],
    "core.lifecycle.engine.locked.PayoutRun": lambda: [payout_run().pk],
    "core.lifecycle.engine.locked.Ticket": lambda: [sold_ticket().pk],
    "core.lifecycle.engine.locked.Payment": lambda: [payment().pk],
    "core.lifecycle.engine.locked.SavedMethod": lambda: [
        begin_saving(UserFactory(), "sandbox", "KRW").pk
    ],
    "core.lifecycle.engine.locked.Refund": lambda: [refund().pk],
    "core.lifecycle.engine.locked.Dispute": lambda: [dispute().pk],
    **BILLING_SAMPLES,
    **COUPON_SAMPLES,
    **ORDER_SAMPLES,
    "landing.pages.page_of_store": store_and_page,
    "landing.pages.version_by_slug": shown_page,
    "notifications.outbox.due_mails_of": lambda: [queued_mail().event_key, timezone.now()],
    "notifications.queries.numbers_of_header": lambda: [cart_of_user()[0]],
    "orders.cart_baskets.cart_of_user": cart_of_user,
    "orders.cart_baskets.cart_of_visitor": cart_of_visitor,
    "orders.cart_baskets.lock_cart_of_user": lambda: [*cart_of_user(), uuid4()],
    "orders.cart_baskets.lock_cart_of_visitor": lambda: [*cart_of_visitor(), uuid4()],
    "orders.carts.pieces_of_visitor": lambda: cart_of_visitor()[:1],
    "orders.placing.order_by_token": lambda: [guest_order().checkout_token],
    "orders.queries.adjustments_of_order": lambda: [adjusted_order().pk],
    "orders.queries.history_of_order": lambda: [guest_order().pk],
    "orders.queries.lines_of_order": lambda: [add_line(guest_order(), "Rice", 1000).order.pk],
    "orders.queries.product_to_add": lambda: [OptionGroupFactory().product_id],
    "orders.queries.order_of_guest": lambda: [guest_order().guest_key],
    "payments.queries.open_payments": lambda: [started_payment().order_id],
    "payments.queries.payments_to_show": lambda: [[paid_for(guest_order()).pk, guest_order().pk]],
    "payments.queries.payment_by_key": lambda: [payment().key],
    "payments.queries.payment_of_gateway": lambda: ["sandbox", started_payment().key],
    "payments.webhooks.locked_event": stored_message,
    "recommendations.serving.recommendations_of": recommended,
    "stores.access.memberships_of": lambda: owner_and_slug()[:1],
    "stores.menu.read.menu_options": lambda: [listed_store().pk],
    "stores.menu.read.menu_products": lambda: [listed_store().pk],
    "stores.queries.first_stores": listed_at,
    "stores.queries.first_stores_near": lambda: listed_at(*HERE),
    "stores.queries.member_with_store": owner_and_slug,
    "stores.queries.store_by_slug": lambda: [listed_store().slug, UserFactory().pk],
    "stores.queries.store_by_slug_with_distance": lambda: [listed_store().slug, 1, *HERE],
    **TICKETING_SAMPLES,
}


def content(row, *within):
    """A row as plain data, with all rows that were loaded with it."""
    if isinstance(row, QuerySet):
        return [content(each, *within) for each in row]
    if not isinstance(row, Model) or row in within:
        return row
    loaded = {**row.__dict__, **row._state.fields_cache}
    loaded |= loaded.pop("_prefetched_objects_cache", {})
    del loaded["_state"]
    return {name: content(value, row, *within) for name, value in loaded.items()}


def observed(queryset):
    """The SQL of a queryset, and what its rows contain."""
    with CaptureQueriesContext(connection) as asked:
        rows = list(queryset())
    return [query["sql"] for query in asked], [content(row) for row in rows]


@pytest.fixture(params=Prepared.declared, ids=lambda prepared: prepared.name)
def prepared(request, db):
    return request.param


def test_its_sql_and_its_rows_are_those_of_its_queryset(prepared):
    values = SAMPLES[prepared.name]()
    sql, rows = observed(lambda: prepared.queryset(*values))

    for _first_and_later in range(2):
        prepared_sql, prepared_rows = observed(lambda: prepared.all(*values))
        assert prepared_sql[0] == sql[0]
        assert prepared_rows == rows != []
        # Those of prefetched rows differ in `= ANY (keys)` for `IN (keys)`.
        assert len(prepared_sql) == len(sql)


def test_its_rows_are_the_same_where_postgresql_prepares_it(prepared, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "PREPARE_STATEMENTS", True)
    values = SAMPLES[prepared.name]()
    _sql, rows = observed(lambda: prepared.queryset(*values))

    # From the sixth EXECUTE on, PostgreSQL may use a plan for any values.
    for _use in range(8):
        sql, prepared_rows = observed(lambda: prepared.all(*values))
        assert prepared_rows == rows

    assert all(each.startswith("EXECUTE ") for each in sql)


def test_its_sql_depends_on_nothing_but_its_arguments(prepared):
    arguments = [*map(Argument, range(len(signature(prepared.queryset).parameters)))]

    def statement():
        sql, values = prepared.queryset(*arguments).query.sql_with_params()
        return sql, [value for value in values if not isinstance(value, Argument)]

    with translation.override("en"), timezone.override("UTC"):
        one = statement()
    with translation.override("ko"), timezone.override("Asia/Seoul"):
        assert statement() == one


def test_every_sample_is_of_a_prepared_select():
    assert SAMPLES.keys() == {prepared.name for prepared in Prepared.declared}
