"""Factories. One cast everywhere: Ann buys, Bea sells, Cy rides, Dan is a stranger."""

import uuid
from datetime import timedelta
from decimal import Decimal

import factory
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from factory.django import DjangoModelFactory

from accounts.models import Role
from core.actors import SYSTEM, Guest
from core.lifecycle import move, start
from delivery.lifecycle import Status as DeliveryStatus
from delivery.models import Delivery, Rider, WorkingArea
from devtools.orders import place_cart
from orders.carts import CartOwner, add_to_cart
from orders.events import OrderPlaced
from orders.models import Order, OrderLine
from orders.placing import Contact
from orders.statuses import Status
from payments.lifecycle import CAPTURED
from payments.models import Payment
from tests.store_factories import (  # noqa: F401  tests import them from here
    PASSWORD,
    AddressFactory,
    CategoryFactory,
    InvitationFactory,
    ListedStoreFactory,
    MemberFactory,
    MenuSectionFactory,
    OptionFactory,
    OptionGroupFactory,
    ProductFactory,
    StoreFactory,
    UserFactory,
)
from tests.walking import Usual, Walk, ride, sought_delivery

NOTE, NOBODY = "Sold out of noodles", "Nobody opened the door"
CONTACT = Contact(
    name="Ann",
    email="ann@example.com",
    phone="010-1234-5678",
    address="서울특별시 종로구 세종대로 175",
)


def place(customer, product, quantity=1, options=(), fulfilment="delivery", **fields):
    """An order placed as the checkout page does, waiting for payment."""
    cart_owner = CartOwner(user=customer) if customer else CartOwner(visitor_key=uuid.uuid4())
    cart = add_to_cart(cart_owner, product, [option.pk for option in options], quantity)
    fields.setdefault("contact", CONTACT)
    fields["now"] = fields.get("now") or timezone.now()
    return place_cart(cart, cart_owner, fulfilment=fulfilment, **fields)


PACKED = (Status.READY, Status.DISPATCHED, Status.COMPLETED)

# The legal moves from a new order to each status.
WALKS = {
    Status.PENDING: [],
    Status.EXPIRED: ["expire"],
    Status.PAID: ["pay"],
    Status.CANCELLED: ["pay", "cancel"],
    Status.REJECTED: ["pay", "reject"],
    Status.ACCEPTED: ["pay", "accept"],
    Status.READY: ["pay", "accept", "prepare"],
    Status.DISPATCHED: ["pay", "accept", "prepare", "dispatch"],
    Status.COMPLETED: ["pay", "accept", "prepare", "dispatch", "complete"],
}


class OrderFactory(DjangoModelFactory):
    """An order in `status` with its history, and a delivery with `rides` by `rider`; a pickup skips them.

    With `by_moves` it also has what follows from its moves: notices, mails, jobs.
    """

    class Meta:
        model = Order
        skip_postgeneration_save = True

    customer = factory.SubFactory(UserFactory)
    store = factory.SubFactory(StoreFactory)
    fulfilment = "delivery"
    email, phone = "ann@example.com", "010-1234-5678"
    address = factory.LazyAttribute(
        lambda order: "서울특별시 종로구 세종대로 175" if order.fulfilment == "delivery" else ""
    )
    currency = "KRW"
    total = Decimal(9000)
    subtotal = factory.SelfAttribute("total")
    pay_by = factory.LazyAttribute(lambda order: order.placed_at + timedelta(minutes=10))
    placed_at = factory.LazyFunction(timezone.now)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        status = kwargs.pop("status", Status.PENDING)
        by_moves = kwargs.pop("by_moves", Usual.by_moves)
        rides, rider = kwargs.pop("rides", ()), kwargs.pop("rider", None)
        with transaction.atomic():
            order = super()._create(model_class, *args, **kwargs)
            OrderLine.objects.create(
                order=order,
                name="Naengmyeon",
                unit_price=order.subtotal,
                quantity=1,
                total=order.subtotal,
            )
        start(order, by=order.customer or Guest(order.guest_key), event=OrderPlaced)
        if by_moves or not may_skip(order, status):
            walk(order, status, rider)
        elif status != Status.PENDING:
            skip_to(order, status, rides, rider)
        return order


@transaction.atomic
def add_line(order, name, price):
    """One more line, as if it had been ordered with the others."""
    Order.objects.filter(pk=order.pk).update(
        subtotal=F("subtotal") + price, total=F("total") + price
    )
    return order.lines.create(name=name, unit_price=price, quantity=1, total=price)


def paid_for(order, at=None):
    """The order with a captured payment of its total, in any status; `at` is the time of capture."""
    payment = Payment.objects.create(
        order=order, gateway="sandbox", amount=order.total, currency=order.currency
    )
    Payment.objects.filter(pk=payment.pk).update(
        status=CAPTURED, captured=order.total, captured_at=at or timezone.now(), look_up_at=None
    )
    order.refresh_from_db()
    return order


class RiderFactory(DjangoModelFactory):
    """A rider on shift around the store of StoreFactory."""

    class Meta:
        model = Rider
        django_get_or_create = ("user",)
        skip_postgeneration_save = True

    user = factory.SubFactory(UserFactory, role=Role.RIDER)
    is_on_shift = True

    @factory.post_generation
    def area(self, create, extracted, **fields):
        if not self.areas.exists():
            WorkingAreaFactory(rider=self, is_active=True, **fields)


class WorkingAreaFactory(DjangoModelFactory):
    class Meta:
        model = WorkingArea

    rider = factory.SubFactory(RiderFactory)
    label = "Jongno"
    line = "서울특별시 종로구 종로 1"
    latitude, longitude = 37.5702, 126.9831
    radius_km = Decimal(5)


class DeliveryFactory(DjangoModelFactory):
    """A delivery brought to `status` by legal moves, by `rider` if given."""

    class Meta:
        model = Delivery

    @classmethod
    def _create(cls, model_class, status=DeliveryStatus.SEARCHING, rider=None, **order_fields):
        rider = rider or (RiderFactory() if RIDES[status] else None)
        verbs = RIDES[status]
        if not order_fields.get("by_moves", Usual.by_moves):
            order_fields["rides"] = [verb for verb in verbs if verb not in ENDING]
            verbs = [verb for verb in verbs if verb in ENDING]
        delivery = OrderFactory(status=Status.ACCEPTED, rider=rider, **order_fields).delivery
        for verb in verbs:
            by = SYSTEM if verb == "stop" else rider.user
            move(delivery, verb, by=by, note=NOBODY if verb in ENDING else "")
        return delivery


ENDING = ("fail", "stop")
RIDES = {
    DeliveryStatus.SEARCHING: [],
    DeliveryStatus.ASSIGNED: ["accept"],
    DeliveryStatus.PICKED_UP: ["accept", "pick_up"],
    DeliveryStatus.DELIVERED: ["accept", "pick_up", "deliver"],
    DeliveryStatus.FAILED: ["accept", "pick_up", "fail"],
    DeliveryStatus.STOPPED: ["accept", "stop"],
}


def may_skip(order, status):
    """Whether no rows but the order's and its delivery's follow; parcels and tickets do."""
    return order.fulfilment in ("delivery", "pickup") or (
        order.fulfilment == "shipping" and status not in PACKED
    )


def skip_to(order, status, rides=(), rider=None):
    """As `walk`, but by the rows alone; `rides` are further moves of the delivery."""
    steps, delivery = Walk(order), None
    verbs = [verb for verb in WALKS[status] if not is_skipped(order, verb, status)]
    carried = [verb for verb in verbs if order.is_delivery and verb in CARRYING]
    rides = [each for verb in carried for each in CARRYING[verb]] + [*rides]
    for verb in verbs[: len(verbs) - len(carried)]:
        now = order.pay_by + timedelta(seconds=1) if verb == "expire" else None
        steps.step(verb, actor_of(order, verb), note=NOTE, now=now)
    if order.is_delivery and "accept" in verbs:
        delivery = sought_delivery(order)
    if rides:
        ride(steps, delivery, rides, rider or RiderFactory())
    for each in (steps, delivery):
        if each:
            each.save()
    order.refresh_from_db()


def walk(order, status, rider=None):
    for verb in WALKS[status]:
        if order.fulfilment == "delivery" and verb in CARRYING:
            carry(order, CARRYING[verb], rider)
            continue
        if is_skipped(order, verb, status):
            continue
        by = actor_of(order, verb)
        late = order.pay_by + timedelta(seconds=1) if verb == "expire" else None
        details = {"minutes": 20} if verb == "accept" else {}
        move(order, verb, by=by, note=NOTE, now=late, **details)


def is_skipped(order, verb, status):
    """Whether an order of its kind comes to the status without this step."""
    if order.kind.completes_when_paid:
        return verb not in {Status.CANCELLED: ["cancel"], Status.EXPIRED: ["expire"]}.get(
            status, ["pay"]
        )
    return verb == "dispatch" and not order.kind.carried_by


# The moves of a delivery by its rider.
CARRYING = {"dispatch": ["accept", "pick_up"], "complete": ["deliver"]}


def carry(order, verbs, rider=None):
    """Make these moves of the order's delivery as a rider."""
    delivery = Delivery.objects.get(order=order)
    rider = delivery.rider or rider or RiderFactory()
    for verb in verbs:
        move(delivery, verb, by=rider.user)
    order.refresh_from_db()


def actor_of(order, verb):
    if verb in ("pay", "expire", "revive"):
        return SYSTEM
    if verb == "cancel":
        return order.customer or Guest(order.guest_key)
    return order.store.owner
