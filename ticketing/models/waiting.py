"""Who waits for places of a date that is sold out, and what was offered to them."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import default_language
from ticketing.models.events import EventDate
from ticketing.models.places import Hold
from ticketing.models.prices import Category


class WishOutcome(models.TextChoices):
    PAID = "paid", pgettext_lazy("waiting list", "Bought")
    LAPSED = "lapsed", pgettext_lazy("waiting list", "Offer lapsed")
    DECLINED = "declined", pgettext_lazy("waiting list", "Offer declined")
    LEFT = "left", pgettext_lazy("waiting list", "Left the list")
    CANCELLED = "cancelled", pgettext_lazy("waiting list", "The date was cancelled")


class WishQuerySet(models.QuerySet["Wish"]):
    def open(self) -> "WishQuerySet":
        return self.filter(ended_at=None)

    def waiting(self) -> "WishQuerySet":
        """Confirmed, and nothing was offered yet; first come, first served."""
        waiting = self.open().filter(confirmed_at__isnull=False, offer=None)
        return waiting.order_by("created_at", "pk")


class Wish(models.Model):
    """So many places of a date, of any of these categories (none: of all), once they are free.

    Of a user, or of a mailbox that confirms it. A wish gets one offer at most, a hold of kind `offer`:
    it is the wish's until `offered_until`, and ends the wish one way or the other.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    date = models.ForeignKey(
        EventDate,
        verbose_name=pgettext_lazy("tickets", "date"),
        on_delete=models.PROTECT,
        related_name="wishes",
        db_index=False,  # an index below begins with it
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
    )
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(max_length=5, default=default_language, editable=False)
    quantity = models.PositiveSmallIntegerField(_("tickets"))
    categories = models.ManyToManyField(
        Category, verbose_name=_("categories"), blank=True, related_name="+"
    )
    created_at = models.DateTimeField(_("asked"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    offer = models.OneToOneField(
        Hold,
        verbose_name=_("offer"),
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="wish",
    )
    offered_until = models.DateTimeField(_("offered until"), null=True, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)
    outcome = models.CharField(
        _("result"), max_length=10, choices=WishOutcome, blank=True, default="", editable=False
    )

    objects = WishQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("waiting list", "wish")
        verbose_name_plural = _("waiting list")
        ordering = ["created_at", "pk"]
        indexes = [
            models.Index(fields=["date", "created_at"], name="wishes_of_a_date"),
            models.Index(
                fields=["date", "created_at"],
                condition=Q(confirmed_at__isnull=False, offer=None, ended_at=None),
                name="wishes_waiting",
            ),
            models.Index(
                fields=["offered_until"],
                condition=Q(offer__isnull=False, ended_at=None),
                name="wishes_offered",
            ),
            models.Index(fields=["email"], condition=~Q(email=""), name="wishes_by_email"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(Q(user=None) & ~Q(email="")) | Q(user__isnull=False, email=""),
                name="wish_of_one",
            ),
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="wish_email_is_lower_case"
            ),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="wish_for_something"),
            models.CheckConstraint(
                condition=Q(offer=None, offered_until=None)
                | Q(offer__isnull=False, offered_until__isnull=False),
                name="offer_until",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, outcome="")
                | Q(ended_at__isnull=False, outcome__in=WishOutcome.values),
                name="wish_ended_with_outcome",
            ),
            models.UniqueConstraint(
                fields=["date", "email"],
                condition=Q(ended_at=None, user=None),
                name="one_open_wish_a_mailbox",
            ),
            models.UniqueConstraint(
                fields=["date", "user"], condition=Q(ended_at=None), name="one_open_wish_a_user"
            ),
        ]

    if TYPE_CHECKING:
        date_id: int
        user_id: int | None
        offer_id: int | None

    def __str__(self) -> str:
        return f"{self.user or self.email} · {self.date}"
