"""The engine of lifecycles, tested with orders and their payments."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone, translation

from accounts.models import Role
from core.actors import SYSTEM, Guest
from core.events import Reaction, publish
from core.lifecycle import MoveForbidden, MoveRefused, UnknownMove, lock, move, open_moves, start
from jobs.models import Job
from orders.events import OrderAccepted, OrderPaid, OrderPlaced
from orders.models import Order
from orders.statuses import Status
from payments.models import Payment
from stores.models import Store
from tests.factories import OrderFactory, StoreFactory, UserFactory

REASON = "Sold out of noodles"


@pytest.fixture
def order(ann, store):
    return OrderFactory(customer=ann, store=store, status=Status.PAID)


def job(pk):
    """A job for tests, found by its name."""


def test_a_move_writes_the_status_and_one_history_row(order, bea):
    now = timezone.now()

    record = move(order, "accept", by=bea, now=now, minutes=20, note="  Soon  ")

    order.refresh_from_db()
    assert (order.status, order.ready_by) == (Status.ACCEPTED, now + timedelta(minutes=20))
    assert (record.verb, record.source, record.target) == ("accept", "paid", "accepted")
    assert (record.actor, record.actor_kind, record.at) == (bea, "user", now)
    assert record.note == "Soon"
    assert [row.verb for row in order.history.all()] == ["start", "pay", "accept"]


def test_a_guest_and_the_system_are_recorded_without_a_user(db, store):
    order = OrderFactory(customer=None, guest_key="secret", store=store, status=Status.PAID)

    move(order, "cancel", by=Guest("secret"))

    kinds = list(order.history.values_list("verb", "actor", "actor_kind"))
    assert kinds == [
        ("start", None, "guest"),
        ("pay", None, "system"),
        ("cancel", None, "guest"),
    ]


def test_history_is_in_the_order_of_the_moves_despite_the_clock(order, bea):
    move(order, "accept", by=bea, minutes=20, now=timezone.now() - timedelta(days=1))

    assert order.history.last().verb == "accept"


def test_a_note_too_long_for_the_history_is_cut(order, bea):
    record = move(order, "reject", by=bea, note="x" * 700)

    assert len(record.note) == 500


def test_an_unknown_verb_is_refused(order, bea):
    with pytest.raises(UnknownMove):
        move(order, "explode", by=bea)


def test_a_refused_move_changes_nothing_but_shows_the_row_as_it_is(order, bea):
    stale = Order.objects.get(pk=order.pk)
    move(order, "accept", by=bea, minutes=20)

    with pytest.raises(MoveRefused):
        move(stale, "reject", by=bea, note=REASON)

    assert (stale.status, stale.ready_by) == (order.status, order.ready_by)
    assert order.history.count() == 3


def test_permissions_are_checked_on_the_reloaded_row(order, bea, dan):
    stale = Order.objects.select_related("store").get(pk=order.pk)
    order.store.owner = dan
    order.store.save(update_fields=["owner"])

    with pytest.raises(MoveForbidden):
        move(stale, "accept", by=bea, minutes=20)


def test_an_anonymous_user_does_not_own_a_store_without_owner(db):
    order = OrderFactory(
        customer=None, guest_key="secret", store=StoreFactory(owner=None), status=Status.PAID
    )
    anonymous = AnonymousUser()

    assert open_moves(order, anonymous) == []
    with pytest.raises(MoveForbidden):
        move(order, "accept", by=anonymous, minutes=20)
    with pytest.raises(MoveForbidden):
        move(order, "cancel", by=anonymous)


def test_a_failing_reaction_undoes_the_move_and_its_fields(order, bea, wiring):
    def fail(event):
        raise MoveRefused("The stove is out")

    wiring({OrderAccepted: Reaction([fail], [job])})
    waiting = Job.objects.count()

    with pytest.raises(MoveRefused, match="stove"):
        move(order, "accept", by=bea, minutes=20)

    fresh = Order.objects.get(pk=order.pk)
    assert (order.status, order.ready_by) == (fresh.status, fresh.ready_by) == (Status.PAID, None)
    assert [row.verb for row in order.history.all()] == ["start", "pay"]
    assert Job.objects.count() == waiting


def test_an_error_of_the_database_in_a_reaction_undoes_the_move(order, bea, wiring):
    def break_a_rule(event):
        Order.objects.filter(pk=event.order.pk).update(total=-1)

    wiring({OrderAccepted: Reaction([break_a_rule])})

    with pytest.raises(Exception, match="total_not_negative"):
        move(order, "accept", by=bea, minutes=20)

    assert Order.objects.get(pk=order.pk).status == order.status == Status.PAID


def test_reactions_see_the_move_made_and_run_in_the_order_of_the_page(order, bea, wiring):
    seen = []
    wiring(
        {
            OrderAccepted: Reaction(
                [
                    lambda event: seen.append(("first", event.order.status, event.record.verb)),
                    lambda event: seen.append(("second", event.order.ready_by is not None, "")),
                ],
                [job],
            )
        }
    )

    Job.objects.all().delete()
    move(order, "accept", by=bea, minutes=20)

    assert seen == [("first", "accepted", "accept"), ("second", True, "")]
    assert [job.args for job in Job.objects.all()] == [[order.pk]]


def test_a_reaction_may_move_the_same_row_on(ann, store, wiring):
    order = OrderFactory(customer=ann, store=store)
    statuses = []

    def cancel_it(event):
        move(event.order, "cancel", by=ann)

    wiring({OrderPaid: Reaction([cancel_it, lambda event: statuses.append(event.order.status)])})

    record = move(order, "pay", by=SYSTEM)

    assert (record.verb, record.target) == ("pay", "paid")
    assert order.status == Status.CANCELLED
    assert statuses == [Status.CANCELLED]
    assert [row.verb for row in order.history.all()] == ["start", "pay", "cancel"]


def test_a_row_started_within_a_failing_reaction_is_rolled_back(ann, store, wiring):
    order = Order.objects.create(
        customer=ann, store=store, fulfilment="pickup", subtotal=0, total=0, pay_by=timezone.now()
    )

    def fail(event):
        raise ValueError

    wiring({OrderPlaced: Reaction([fail])})

    with pytest.raises(ValueError), transaction.atomic():
        start(order, by=ann, event=OrderPlaced)

    assert order.history.count() == 0


def test_an_event_without_reactions_is_no_error(order, wiring):
    wiring({})

    publish(OrderPaid(order, None))


def test_a_locked_order_has_its_store_as_it_is_now(order, dan, django_assert_num_queries):
    before = order.store
    Store.objects.update(owner=dan)

    with django_assert_num_queries(1):
        lock(order)
        assert order.store.owner_id == dan.pk

    assert order.store is not before


def test_a_lock_forgets_rows_that_were_loaded_before(order, bea):
    stale = Order.objects.prefetch_related("history").get(pk=order.pk)
    move(order, "accept", by=bea, minutes=20)

    lock(stale)

    assert [row.verb for row in stale.history.all()] == ["start", "pay", "accept"]
    assert stale.status == Status.ACCEPTED


def test_locking_a_row_locks_its_root_first_and_reuses_it(order, django_assert_num_queries):
    payment = Payment.objects.create(order=order, gateway="sandbox", amount=1, currency="KRW")

    with django_assert_num_queries(2) as asked:
        lock(payment)
        same = payment.order

    tables = ["orders_order" in query["sql"].split("FROM")[1][:20] for query in asked]
    assert tables == [True, False]
    assert all("FOR NO KEY UPDATE" in query["sql"] for query in asked)
    assert same is order


def test_open_moves_name_what_a_button_needs(order, bea):
    buttons = [(button.verb, str(button.label), button.style) for button in open_moves(order, bea)]

    assert buttons == [("accept", "Accept", "primary"), ("reject", "Reject", "outline-danger")]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_refusal_speaks_the_language_of_the_reader(order, bea, language):
    with translation.override(language):
        expected = translation.gettext("Please give a reason: the customer will read it.")
        with pytest.raises(MoveRefused) as refused:
            move(order, "reject", by=bea)

    assert str(refused.value) == expected


def test_an_admin_needs_the_permission_and_the_staff_flag(order):
    with_flag_only = UserFactory(is_staff=True)
    everything_but_staff = UserFactory(is_superuser=True, role=Role.OWNER)

    assert open_moves(order, with_flag_only) == []
    assert open_moves(order, everything_but_staff) == []
