from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.fields import MoneyField, VisibleField
from core.models import HistoryRow
from core.random_codes import random_code
from orders.models import Order, OrderLine
from shipping.models.carriers import Carrier
from shipping.return_calendar import last_day_before
from shipping.return_causes import FAULTS, SETTLED_AFTER, Cause, Wish
from shipping.return_lifecycle import HISTORY_LABELS, MOVES, OPEN, RECEIVED, Status
from shipping.return_settlement import Settlement, settle
from shipping.tracking import MAX_NUMBER_LENGTH
from stores.access import Right, stores_with
from stores.models import Store

if TYPE_CHECKING:
    from accounts.models import User

NUMBER_LENGTH = 8
TEXT_LENGTH = 500  # of what the buyer writes


def new_number() -> str:
    return random_code(NUMBER_LENGTH)


class ReturnTerms(models.Model):
    """What a store asks of buyers who return something without its fault; in the store's currency."""

    store = models.OneToOneField(
        Store,
        verbose_name=_("store"),
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="return_terms",
    )
    postage = MoneyField(
        _("postage of a return"),
        default=0,
        help_text=_(
            "Taken off the refund of customers who changed their mind. An exchange costs it twice."
        ),
    )
    address = VisibleField(
        _("where returns are sent"),
        max_length=300,
        blank=True,
        help_text=_("The store's address if it is empty."),
    )
    exchanges = models.BooleanField(_("offer exchanges"), default=True)

    class Meta:
        verbose_name = _("terms of returns")
        verbose_name_plural = _("terms of returns")
        constraints = [
            models.CheckConstraint(condition=Q(postage__gte=0), name="return_postage_not_negative")
        ]

    def __str__(self) -> str:
        return str(self.store)


class ReturnQuerySet(models.QuerySet["Return"]):
    def bought_by(self, user: "User | int") -> "ReturnQuerySet":
        return self.filter(order__customer=user)

    def sold_by(self, user: "User | int") -> "ReturnQuerySet":
        """Returns at stores on whose board the user works."""
        return self.filter(order__store__in=stores_with(user, Right.WORK_BOARD))

    def open(self) -> "ReturnQuerySet":
        return self.filter(status__in=OPEN)

    def without_owner(self) -> "ReturnQuerySet":
        """At stores that nobody owns any more: the account of the owner was deleted, for example."""
        return self.exclude(order__store__owner__is_active=True)

    def overdue(self, now: datetime) -> "ReturnQuerySet":
        """Received, and to be refunded by law before now."""
        return self.filter(status=RECEIVED, refund_due__lte=now)

    def left_by_store(self, now: datetime) -> "ReturnQuerySet":
        """Which the site refunds, since the store did not."""
        return self.overdue(now - SETTLED_AFTER)


class Return(models.Model):
    """Pieces of one order that its buyer sends back, for money or for the same again.

    `postage` is what the buyer bears unless it `is_paid_by_store`, in the order's currency; it was shown to
    the buyer and never becomes more. `refunded_amount` is what went back.
    """

    MOVES: ClassVar = MOVES
    lifecycle_root: ClassVar = "order"

    number = models.CharField(
        _("number"), max_length=NUMBER_LENGTH, unique=True, default=new_number, editable=False
    )
    token = models.UUIDField(unique=True, default=uuid4, editable=False)
    order = models.ForeignKey(
        Order, verbose_name=_("order"), on_delete=models.PROTECT, related_name="returns"
    )
    status = models.CharField(
        _("status"), max_length=12, choices=Status, default=Status.REQUESTED, editable=False
    )
    wish = models.CharField(_("wish"), max_length=8, choices=Wish)
    cause = models.CharField(_("reason"), max_length=12, choices=Cause)
    text = models.CharField(_("what the buyer wrote"), max_length=TEXT_LENGTH, blank=True)
    postage = MoneyField(_("postage"), default=0)
    is_paid_by_store = models.BooleanField(_("postage paid by the store"), default=False)
    refunded_amount = MoneyField(_("refunded"), null=True, blank=True)
    carrier = models.ForeignKey(
        Carrier,
        verbose_name=_("carrier of the replacement"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    tracking_number = models.CharField(
        _("tracking number"), max_length=MAX_NUMBER_LENGTH, blank=True
    )
    requested_at = models.DateTimeField(_("requested"), default=timezone.now)
    received_at = models.DateTimeField(_("received"), null=True, blank=True)
    refund_due = models.DateTimeField(_("to be refunded by"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = ReturnQuerySet.as_manager()

    class Meta:
        verbose_name = _("return")
        verbose_name_plural = _("returns")
        ordering = ["-requested_at", "-pk"]
        indexes = [
            models.Index(
                fields=["refund_due"], condition=Q(status="received"), name="returns_to_refund"
            ),
            models.Index(
                fields=["order"],
                condition=Q(status__in=["requested", "approved", "received"]),
                name="open_returns",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="known_return_status"
            ),
            models.CheckConstraint(condition=Q(cause__in=Cause.values), name="known_return_cause"),
            models.CheckConstraint(condition=Q(wish__in=Wish.values), name="known_return_wish"),
            models.CheckConstraint(condition=Q(postage__gte=0), name="postage_not_negative"),
            models.CheckConstraint(
                condition=~Q(status="received")
                | Q(received_at__isnull=False, refund_due__isnull=False),
                name="received_return_is_due",
            ),
            models.CheckConstraint(
                condition=Q(status="refunded", refunded_amount__gte=0)
                | (~Q(status="refunded") & Q(refunded_amount=None)),
                name="refunded_return_has_amount",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_fault(self) -> bool:
        """Whether the store did not send what was agreed."""
        return self.cause in FAULTS

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    def is_overdue(self, now: datetime) -> bool:
        """As ReturnQuerySet.overdue."""
        return self.status == RECEIVED and self.refund_due is not None and self.refund_due <= now

    @property
    def last_day(self) -> date | None:
        """On which it is to be refunded; `refund_due` is the midnight after it."""
        return last_day_before(self.refund_due) if self.refund_due else None

    @property
    def settled_on(self) -> date | None:
        """The day on which the site refunds it if the store has not settled it."""
        return timezone.localdate(self.refund_due + SETTLED_AFTER) if self.refund_due else None

    @property
    def tracking_link(self) -> str:
        """The carrier's page of the replacement; empty if there is none."""
        return self.carrier.link(self.tracking_number) if self.carrier else ""

    def rows(self) -> "Sequence[ReturnLine]":
        """Its lines with those of the order, each of which has the order of this return."""
        rows = list(self.lines.select_related("line").order_by("line_id"))
        for row in rows:
            row.line.order = self.order
        return rows

    def settlement(self) -> Settlement:
        """What it is worth if it is refunded now: less only the way back, of an exchange, too."""
        pieces = [(row.line, row.quantity) for row in self.rows()]
        postage = self.postage / Wish(self.wish).ways
        return settle(self.order, pieces, postage=postage, is_paid_by_store=self.is_paid_by_store)


class ReturnLine(models.Model):
    """Pieces of a line in a return; `restocked` of them were returned to a counted stock."""

    goods_return = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="lines")
    line = models.ForeignKey(
        OrderLine, verbose_name=_("item"), on_delete=models.PROTECT, related_name="+"
    )
    quantity = models.PositiveSmallIntegerField(_("pieces"))
    restocked = models.PositiveSmallIntegerField(_("restocked"), default=0)

    class Meta:
        verbose_name = _("item in a return")
        verbose_name_plural = _("items in returns")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["goods_return", "line"], name="one_row_a_line_and_return"
            ),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="return_is_of_something"),
            models.CheckConstraint(
                condition=Q(restocked__lte=models.F("quantity")), name="restocked_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.line.described}"


class ReturnMove(HistoryRow):
    goods_return = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="history")

    class Meta(HistoryRow.Meta):
        verbose_name = _("step of a return")
        verbose_name_plural = _("history")

    def __str__(self) -> str:
        return str(self.label)

    @property
    def label(self) -> str:
        """The label in the timeline."""
        return str(HISTORY_LABELS.get(self.verb, self.verb))
