import uuid
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.identity import EmailKey, PhoneKey
from accounts.models import default_language
from core.countries import country_name
from core.fields import MoneyField
from core.random_codes import random_code
from orders.fulfilment import MAX_CODE_LENGTH, RIDER, FulfilmentKind, kind_of
from orders.fulfilment import choices as fulfilment_choices
from orders.lifecycle import MOVES, REVIVAL, TIME_TO_PAY
from orders.statuses import Status
from stores.access import Right, stores_with
from stores.models import Store

if TYPE_CHECKING:
    from accounts.models import User

NUMBER_LENGTH = 8  # characters of an order's number


def new_number() -> str:
    """Eight random characters (6.5e11 combinations), so that it does not disclose how many orders exist."""
    return random_code(NUMBER_LENGTH)


class OrderQuerySet(models.QuerySet["Order"]):
    def bought_by(self, user: "User | int") -> "OrderQuerySet":
        """The orders of a user, or of the user with this primary key."""
        return self.filter(customer=user)

    def sold_by(self, user: "User | int", right: Right = Right.WORK_BOARD) -> "OrderQuerySet":
        """Orders at stores where the user has the right, without those that are not paid yet."""
        sold = self.filter(store__in=stores_with(user, right))
        return sold.exclude(status__in=[Status.PENDING, Status.EXPIRED])

    def unpaid(self, now: datetime) -> "OrderQuerySet":
        """That wait for their payment within the usual time, and hold their stock meanwhile; no bills."""
        usual = Q(pay_by__gt=now, pay_by__lte=F("placed_at") + TIME_TO_PAY)
        return self.filter(usual, status=Status.PENDING)

    def holding(self) -> "OrderQuerySet":
        """Unpaid orders that hold their stock for longer than usual; as Order.is_hold."""
        return self.filter(status=Status.PENDING, pay_by__gt=F("placed_at") + TIME_TO_PAY)

    def held_for(self, user: "User | int") -> "OrderQuerySet":
        """Holds at stores on whose board the user works."""
        return self.holding().filter(store__in=stores_with(user, Right.WORK_BOARD))

    def ringing(self) -> "OrderQuerySet":
        """Orders that wait for acceptance and that the store has not acknowledged yet."""
        return self.filter(status=Status.PAID, acknowledged_at=None)


class Order(models.Model):
    MOVES: ClassVar = MOVES
    lifecycle_reads: ClassVar = ("store",)

    number = models.CharField(
        _("number"), max_length=NUMBER_LENGTH, unique=True, default=new_number
    )
    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("customer"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="orders",
        db_index=False,  # orders_of_a_customer begins with it
    )
    guest_key = models.CharField(max_length=40, null=True, unique=True, editable=False)
    store = models.ForeignKey(
        Store,
        verbose_name=_("store"),
        on_delete=models.PROTECT,
        related_name="orders",
        db_index=False,  # orders_of_a_store begins with it
    )
    status = models.CharField(
        _("status"), max_length=12, choices=Status, default=Status.PENDING, editable=False
    )
    fulfilment = models.CharField(
        _("fulfilment"), max_length=MAX_CODE_LENGTH, choices=fulfilment_choices
    )
    checkout_token = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    name = models.CharField(_("name"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"))
    phone = models.CharField(_("phone"), max_length=20)
    note = models.CharField(_("note to the store"), max_length=300, blank=True)
    rider_note = models.CharField(
        _("note to the rider"), max_length=300, blank=True, default="", db_default=""
    )
    cutlery = models.BooleanField(_("cutlery"), default=False, db_default=False)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    # ISO 3166-1 alpha-2; empty for what is not sent, and for orders of older versions.
    country = models.CharField(_("country"), max_length=2, blank=True, default="", db_default="")
    region = models.CharField(_("region"), max_length=100, blank=True, default="", db_default="")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    language = models.CharField(max_length=5, default=default_language)
    # The browser and network (as core.throttle counts them) from which it was placed.
    visitor_key = models.UUIDField(null=True, editable=False)
    network = models.CharField(max_length=45, blank=True, default="", db_default="", editable=False)

    currency = models.CharField(_("currency"), max_length=3)
    subtotal = MoneyField(_("items"))
    total = MoneyField(_("total"))
    # What was paid for it, and what of that was or will be refunded: maintained by a trigger of payments,
    # in the order's currency. Payments in another currency are refunded in full and counted in neither.
    paid = MoneyField(_("paid"), default=Decimal(0), db_default=Decimal(0), editable=False)
    refunded = MoneyField(_("refunded"), default=Decimal(0), db_default=Decimal(0), editable=False)
    # Who has it, or had it last: null until a rider takes it, and while another one is searched for. It is
    # queried through its delivery, so it needs no index of its own.
    carrier = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("carried by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        db_index=False,
    )
    placed_at = models.DateTimeField(_("placed"), default=timezone.now)
    # Empty: a bill, which is owed until it is paid or withdrawn.
    pay_by = models.DateTimeField(_("to be paid by"), null=True, blank=True)
    ready_by = models.DateTimeField(_("promised for"), null=True, blank=True)
    # Whether an app above knows how its buyer came: most orders need no query for that.
    is_attributed = models.BooleanField(default=False, db_default=False, editable=False)
    acknowledged_at = models.DateTimeField(_("noticed by the store"), null=True, editable=False)
    erased_at = models.DateTimeField(_("personal data erased"), null=True, editable=False)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ["-placed_at", "-pk"]
        indexes = [
            models.Index(fields=["-placed_at", "-id"], name="orders_by_time"),
            models.Index(fields=["customer", "-placed_at"], name="orders_of_a_customer"),
            models.Index(fields=["store", "status", "-placed_at"], name="orders_of_a_store"),
            models.Index(EmailKey("email"), name="orders_by_email_key"),
            models.Index(PhoneKey("phone"), name="orders_by_phone_key"),
            models.Index(fields=["pay_by"], condition=Q(status="pending"), name="orders_to_expire"),
            models.Index(
                fields=["placed_at"],
                condition=Q(
                    erased_at=None, status__in=["completed", "rejected", "cancelled", "expired"]
                ),
                name="orders_to_erase",
            ),
            models.Index(
                fields=["status"],
                condition=Q(status__in=["pending", "paid", "accepted", "ready", "dispatched"]),
                name="open_orders",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="known_status"),
            models.CheckConstraint(condition=Q(total__gte=0), name="total_not_negative"),
            models.CheckConstraint(
                condition=Q(refunded__gte=0, refunded__lte=F("paid")),
                name="order_refunded_in_range",
            ),
            models.CheckConstraint(
                condition=Q(customer__isnull=True) ^ Q(guest_key__isnull=True),
                name="order_has_one_buyer",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The page on which the buyer follows the order."""
        if self.guest_key:
            return reverse("orders:guest-order", args=[self.guest_key])
        return reverse("orders:order", args=[self.number])

    @property
    def kind(self) -> FulfilmentKind:
        """The row of its fulfilment, which moves and pages ask."""
        return kind_of(self.fulfilment)

    @property
    def is_delivery(self) -> bool:
        """Whether a rider brings it."""
        return self.kind.carried_by == RIDER

    @property
    def address_label(self) -> str:
        """The heading of its address: "Deliver to" until it has left, or arrived."""
        return str(self.kind.address_labels.get(self.status) or self.kind.address_label)

    @property
    def address_lines(self) -> list[str]:
        """Where it is brought or sent, with the country's name in the reader's language; may be empty."""
        place = " ".join(part for part in (self.region, self.postcode) if part)
        country = country_name(self.country) if self.country else ""
        return [line for line in (self.address, place, country) if line]

    def awaits_payment(self, now: datetime) -> bool:
        """Whether its buyer may pay it."""
        return self.status == Status.PENDING and not self.is_overdue(now)

    def is_overdue(self, now: datetime) -> bool:
        """Whether its time to pay is over; never for a bill."""
        return self.pay_by is not None and now >= self.pay_by

    @property
    def is_bill(self) -> bool:
        return self.pay_by is None

    @property
    def is_hold(self) -> bool:
        """As OrderQuerySet.holding."""
        is_long = self.pay_by is not None and self.pay_by > self.placed_at + TIME_TO_PAY
        return self.status == Status.PENDING and is_long

    def takes_money(self, now: datetime) -> bool:
        """Whether a payment can still be accepted: a recently expired order is revived if in stock."""
        if self.status == Status.EXPIRED:
            return self.pay_by is not None and now <= self.pay_by + REVIVAL
        return self.status == Status.PENDING

    @property
    def is_unacknowledged(self) -> bool:
        """As OrderQuerySet.ringing."""
        return self.status == Status.PAID and self.acknowledged_at is None

    @property
    def summary(self) -> str:
        """The first two lines as text; the lines should be loaded."""
        lines = list(self.lines.all())
        return ", ".join(map(str, lines[:2])) + (" …" if len(lines) > 2 else "")

    def get_status_display(self) -> str:  # type: ignore[no-redef]
        """By the words of its kind. Django's own iterates over all choices: a tenth of the time of a list."""
        return str(self.kind.words.get(self.status) or Status(self.status).label)
