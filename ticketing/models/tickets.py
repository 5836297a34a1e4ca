"""Tickets: what lets one person in at one date."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.fields import MoneyField, VisibleField
from core.models import HistoryRow
from orders.models import Order, OrderLine
from ticketing.lifecycle import TICKET_LABELS, TICKET_MOVES
from ticketing.models.events import Event, EventDate
from ticketing.models.places import Place
from ticketing.models.prices import TicketType
from ticketing.numbers import (
    HANDOVER_KEY_LENGTH,
    TICKET_CODE_LENGTH,
    new_secret,
    new_ticket_code,
)
from ticketing.statuses import ADMITS, TicketStatus, VoidReason

if TYPE_CHECKING:
    from accounts.models import User


class TicketQuerySet(models.QuerySet["Ticket"]):
    def bought_by(self, user: "User | int") -> "TicketQuerySet":
        """Tickets of orders of a user, or of the user with this primary key."""
        return self.filter(order__customer=user)

    def held_by(self, user: "User | int") -> "TicketQuerySet":
        """Those that the user got from another person, or bought; as access.holds_it."""
        own = Q(holder=None, holder_key=None, order__customer=user)
        return self.filter(own | Q(holder=user, holder_key=None))

    def held_with(self, key: str) -> "TicketQuerySet":
        """By the secret key of a guest's order, or of a ticket that was handed over to its reader."""
        own = Q(holder=None, holder_key=None, order__guest_key=key)
        return self.filter(own | Q(holder=None, holder_key=key))

    def admitting(self) -> "TicketQuerySet":
        """Valid and used ones."""
        return self.filter(status__in=ADMITS)


class Ticket(models.Model):
    """Waits for its order's payment, is valid from then, and void once that ends; a void one stays void.

    `answers` are {question: answer}, `price` is what a piece of its line costs before discounts, `secret`
    makes the code that changes on the screen. `replaces` is the ticket whose place it took over. Who got it
    from another person is its `holder`, or has its `holder_key`; otherwise the buyer holds it.
    """

    MOVES: ClassVar = TICKET_MOVES
    lifecycle_root: ClassVar = "order"

    code = models.CharField(
        _("code"),
        max_length=TICKET_CODE_LENGTH,
        unique=True,
        default=new_ticket_code,
        editable=False,
    )
    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.PROTECT, related_name="tickets"
    )
    date = models.ForeignKey(
        EventDate,
        verbose_name=pgettext_lazy("tickets", "date"),
        on_delete=models.PROTECT,
        related_name="tickets",
        db_index=False,  # an index below begins with it
    )
    place = models.ForeignKey(
        Place, verbose_name=_("place"), on_delete=models.PROTECT, related_name="tickets"
    )
    type = models.ForeignKey(
        TicketType,
        verbose_name=_("type of ticket"),
        on_delete=models.PROTECT,
        related_name="tickets",
    )
    line = models.ForeignKey(
        OrderLine, verbose_name=_("item"), on_delete=models.PROTECT, related_name="tickets"
    )
    order = models.ForeignKey(
        Order, verbose_name=_("order"), on_delete=models.PROTECT, related_name="tickets"
    )
    holder_name = VisibleField(_("name"), max_length=60, blank=True, default="", db_default="")
    holder_email = models.EmailField(_("e-mail"), blank=True, default="", db_default="")
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("holder"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tickets",
    )
    holder_key = models.CharField(
        max_length=HANDOVER_KEY_LENGTH, unique=True, null=True, editable=False
    )
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    secret = models.BinaryField(default=new_secret, editable=False)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=TicketStatus,
        default=TicketStatus.PENDING,
        editable=False,
    )
    price = MoneyField(_("price"))
    created_at = models.DateTimeField(_("ordered"), default=timezone.now)
    issued_at = models.DateTimeField(_("issued"), null=True, editable=False)
    voided_at = models.DateTimeField(_("void since"), null=True, editable=False)
    void_reason = models.CharField(
        _("why it is void"),
        max_length=12,
        choices=VoidReason,
        blank=True,
        default="",
        db_default="",
        editable=False,
    )
    replaces = models.OneToOneField(
        "self",
        verbose_name=_("in place of"),
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="replaced_by",
    )

    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["date", "status"], name="tickets_of_a_date"),
            models.Index(
                fields=["holder_email"], condition=~Q(holder_email=""), name="tickets_of_a_mailbox"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["place"], condition=Q(status__in=ADMITS), name="one_ticket_a_place"
            ),
            models.CheckConstraint(
                condition=Q(status__in=TicketStatus.values), name="known_ticket_status"
            ),
            models.CheckConstraint(
                condition=Q(
                    status="void", voided_at__isnull=False, void_reason__in=VoidReason.values
                )
                | (~Q(status="void") & Q(voided_at=None, void_reason="")),
                name="void_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=ADMITS) | Q(issued_at__isnull=False),
                name="valid_once_issued",
            ),
            models.CheckConstraint(
                condition=Q(holder=None) | Q(holder_key=None), name="holder_or_key_of_holder"
            ),
            models.CheckConstraint(condition=Q(price__gte=0), name="ticket_price_not_negative"),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("ticketing:ticket", args=[self.code])


class TicketMove(HistoryRow):
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="history")

    class Meta(HistoryRow.Meta):
        verbose_name = _("step of a ticket")
        verbose_name_plural = _("history")
        # A tiny index, as rows are only ever appended.
        indexes = [BrinIndex(fields=["at"], autosummarize=True, name="ticket_moves_by_time")]

    def __str__(self) -> str:
        return str(self.label)

    @property
    def label(self) -> str:
        """The text in the timeline."""
        return str(TICKET_LABELS.get(self.verb, self.verb))
