"""A small world with values for the parameters of the site's URLs (`<pk>`, `<number>` …)."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.core.management.color import no_style
from django.db import connection
from django.utils import timezone

from accounts.opt_in import link_key
from delivery.lifecycle import Status as DeliveryStatus
from delivery.models import Delivery
from notifications.models import Mail, Notice
from orders.models import Order, OrderMove
from payments.models import Payment
from payments.saved_methods import begin_saving, confirm_saving
from stores import restocks
from stores.invitations import key_of
from stores.models import OpeningHours, RestockRequest
from tests import factories
from tests.billing_world import BillingWorld, make_billing_world
from tests.captures import pay, started
from tests.coupon_world import CouponWorld, make_coupon_world
from tests.page_world import PageWorld, make_page_world
from tests.partner_world import PartnerWorld, make_partner_world
from tests.routes import NONSENSE, ValueOf, our_models, routes, values_of, verbs_of
from tests.shipping.return_world import ReturnWorld, make_return_world
from tests.shipping_world import ShippingWorld, make_shipping_world
from tests.ticketing_world import TicketingWorld, make_ticketing_world
from ticketing.models import Place, Seat

NOBODY = "http://127.0.0.1:9"  # connections are refused immediately
PAGED = ("sandbox", "transfer", "toss")  # gateways with a page of this site for the payer
LONG = (Notice, Mail, OrderMove, Place, Seat)  # tables of whose many rows the first are enough
ORDER_APPS = ("orders", "payments", "delivery", "shipping", "landing")  # their URLs name any order


@dataclass
class World:
    """Ann and a guest buy at Bea's store. Cy delivers."""

    ann: object
    bea: object
    cy: object
    order: Order
    guest_order: Order
    payments: list[Payment]
    cards: list[str]
    delivery: Delivery
    ride: Delivery
    coupons: CouponWorld
    partners: PartnerWorld
    returns: ReturnWorld
    parcels: ShippingWorld
    pages: PageWorld
    tickets: TicketingWorld
    billing: BillingWorld

    @property
    def store(self):
        return self.order.store

    @cached_property
    def fillings(self):
        """The values of each URL parameter, by its name."""
        deliveries = [self.delivery.order.number, self.ride.order.number]
        orders = [self.order.number, self.guest_order.number, *deliveries]
        moving = {route.app for route in routes() if "verb" in route.gaps}
        return {
            # The archived store has no rows, so one URL of each view names it.
            "slug": [self.store.slug, ValueOf([], "gone")],
            "store": [self.store.slug],
            "number": [
                *values_of(ORDER_APPS, orders),
                *values_of(["coupons"], self.coupons.numbers),
                *values_of(["affiliates"], self.partners.numbers),
                *values_of(ORDER_APPS, [*self.returns.numbers, *self.parcels.numbers]),
                *values_of(["ticketing"], self.tickets.numbers),
                *values_of(["billing"], self.billing.numbers),
                *values_of([*ORDER_APPS, "ticketing"], [self.tickets.held.ticket.order.number]),
            ],
            "parcel": self.parcels.codes,
            "code": [
                *self.tickets.codes,
                *values_of(["billing"], self.billing.codes),
                *values_of(["affiliates"], [self.partners.code.code]),
                "NOBODY",
            ],
            "key": [
                self.guest_order.guest_key,
                self.returns.guest_key,
                *values_of(["ticketing"], self.tickets.held.keys),
                self.parcels.of_guest.order.guest_key,
                *values_of(["payments"], (each.key for each in self.payments)),
                *values_of(["ticketing"], self.tickets.keys),
                *values_of(["stores"], map(key_of, self.store.invitations.all())),
                *values_of(["stores"], restock_keys(self.store)),
            ],
            "card": [*self.cards, *values_of(["billing"], [self.billing.card.key])],
            "gateway": ["toss", "sandbox", NONSENSE],
            "uidb36": ["1"],
            "verb": [*dict.fromkeys(verbs_of(*moving)), NONSENSE],
            "page": [self.pages.page.slug],
            "plan": [self.tickets.plan.pk],
            "event": self.tickets.events,
            "date": self.tickets.dates,
            "digest": [self.tickets.plan.newest.digest],
            "section": [self.pages.section],
            "version": [1],
            "press": [self.coupons.coupon.press],
            "pk": all_ids(),
            "name": ["20260101-120000-1.log"],
            "place": [0],
            "member": list(self.store.members.values_list("pk", flat=True)),
            "invitation": list(self.store.invitations.values_list("pk", flat=True)),
            "kind": [
                *("section", "product", "group", "option", "svg"),
                *values_of(["shipping"], ["slips", "sheet", "thermal"]),
            ],
            "path": ["store/0123456789abcdef01234567.webp"],
        }


def restock_keys(store):
    """Of what is sold out, and of a request for it: to confirm and to stop it."""
    [request] = RestockRequest.objects.filter(product__section__store=store)
    salts = (restocks.CONFIRM_SALT, restocks.STOP_SALT)
    return [request.product.restock_key, *(link_key(request.pk, salt) for salt in salts)]


def all_ids():
    """The ids of all rows in these tables, as a stranger could guess them, and one beyond."""
    ids = set().union(*(ids_of(model) for model in our_models() if model not in LONG))
    return [*sorted(ids), max(ids) + 1]


def ids_of(model):
    return {pk for pk in model.objects.values_list("pk", flat=True) if isinstance(pk, int)}


def reset_sequences():
    """Reset all sequences to the lowest free ids, so that a few ids cover all tables."""
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), our_models()):
            cursor.execute(sql)


def make_world(ann, bea, settings):
    """Fill the database; every gateway with pages of this site is switched on."""
    settings.BANK_TRANSFER_ACCOUNT = "Example Bank 110-123-456789"
    settings.TOSS_CLIENT_KEY, settings.TOSS_SECRET_KEY = "test_ck_walk", "test_sk_walk"
    settings.TOSS_URL = NOBODY
    factories.AddressFactory(user=ann)
    store = factories.StoreFactory(owner=bea, name="냉면집", slug="naengmyeon")
    for day in range(7):
        OpeningHours.objects.create(store=store, weekday=day, opens="00:00", closes="00:00")
    factories.StoreFactory(owner=bea, slug="gone", archived_at=timezone.now())
    factories.MemberFactory(store=store)
    factories.InvitationFactory(store=store)
    product = factories.ProductFactory(store=store, name="물냉면", stock=50)
    dish = factories.ProductFactory(section=product.section, name="비빔냉면")
    factories.OptionFactory(group=factories.OptionGroupFactory(product=dish))
    sold_out = factories.ProductFactory(section=product.section, name="만두", stock=0)
    restocks.ask_by_mail(sold_out, "waits@example.com")
    order = factories.place(ann, product)
    pay(order)
    # It can be paid for ten minutes, and tests take longer.
    guest_order = factories.place(None, product, now=timezone.now() + timedelta(hours=1))
    returns = make_return_world(store, ann)
    factories.place(ann, product)
    factories.add_to_cart(factories.CartOwner(user=ann), product, [], 2)
    payments = [started(guest_order, gateway) for gateway in PAGED]
    cards = [key_of_card(ann, gateway) for gateway in ("sandbox", "toss")]
    confirm_saving(ann.saved_methods.get(gateway="sandbox"), {"card": "pays"})
    cards.append(key_of_card(ann, "sandbox"))
    delivery = factories.DeliveryFactory(customer=ann, store=store)
    rider = factories.RiderFactory(user__name="Cy")
    ride = ride_of(rider, ann, store)
    coupons = make_coupon_world(store, ann)
    pages = make_page_world(store, [product, dish], ann)
    partners = make_partner_world(product, ann)
    parcels = make_shipping_world(store, ann, product)
    tickets = make_ticketing_world(store, ann)
    billing = make_billing_world(bea)
    people = (ann, bea, rider.user)
    rest = (payments, cards, delivery, ride, coupons, partners, returns, parcels, pages)
    return World(*people, order, guest_order, *rest, tickets, billing)


def key_of_card(user, gateway):
    """Of a card that the user is about to enter."""
    return begin_saving(user, gateway, "KRW").key


def ride_of(rider, customer, store):
    """An order that the rider carries, after another delivered one; the rider works in two areas."""
    factories.WorkingAreaFactory(rider=rider, label="Mapo")
    order = {"rider": rider, "customer": customer, "store": store}
    factories.DeliveryFactory(status=DeliveryStatus.DELIVERED, **order)
    return factories.DeliveryFactory(status=DeliveryStatus.ASSIGNED, **order)
