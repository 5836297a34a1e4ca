"""Who wants to be told when a sold-out product is back, and its restocks."""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import default_language
from stores.models.menu import Product

PAGE_LENGTH = 500  # characters of a path


class Restock(models.Model):
    """Pieces of a product for which people wait, there again since `at`; written by a trigger of products.

    `pieces` is None if they are not counted. `told` people were told of it; once `finished_at`, no more are.
    """

    product = models.ForeignKey(
        Product, verbose_name=_("product"), on_delete=models.CASCADE, related_name="restocks"
    )
    pieces = models.PositiveIntegerField(_("pieces"), null=True)
    told = models.PositiveIntegerField(_("told"), default=0, db_default=0)
    at = models.DateTimeField(_("at"))
    finished_at = models.DateTimeField(_("finished"), null=True)

    class Meta:
        verbose_name = _("restock")
        verbose_name_plural = _("restocks")
        ordering = ["at", "pk"]
        indexes = [
            models.Index(fields=["at"], condition=Q(finished_at=None), name="restocks_to_tell")
        ]

    def __str__(self) -> str:
        return f"{self.product} · {self.pieces}"


class RestockRequestQuerySet(models.QuerySet["RestockRequest"]):
    def waiting(self) -> "RestockRequestQuerySet":
        """Confirmed, and not told yet; first come, first told."""
        waiting = self.filter(confirmed_at__isnull=False, told_at=None)
        return waiting.order_by("asked_at", "pk")


class RestockRequest(models.Model):
    """A wish to be told once when the product is back: of a user, or of a mailbox that confirms it.

    `page` is the path of the page on which it was asked, where the mail leads.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    product = models.ForeignKey(
        Product, verbose_name=_("product"), on_delete=models.CASCADE, related_name="+"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
    )
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(max_length=5, default=default_language, editable=False)
    page = models.CharField(max_length=PAGE_LENGTH, blank=True)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    told_at = models.DateTimeField(_("told"), null=True)
    restock = models.ForeignKey(Restock, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = RestockRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("restock request")
        verbose_name_plural = _("restock requests")
        ordering = ["asked_at", "pk"]
        indexes = [
            models.Index(
                fields=["product", "asked_at"],
                condition=Q(confirmed_at__isnull=False, told_at=None),
                name="restock_requests_waiting",
            ),
            models.Index(fields=["email"], name="restock_requests_by_email"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(Q(user=None) & ~Q(email="")) | Q(user__isnull=False, email=""),
                name="restock_request_of_one",
            ),
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="restock_email_is_lower_case"
            ),
            models.UniqueConstraint(
                fields=["product", "email"],
                condition=Q(told_at=None, user=None),
                name="one_open_restock_request",
            ),
            models.UniqueConstraint(
                fields=["product", "user"],
                condition=Q(told_at=None),
                name="one_open_restock_request_a_user",
            ),
        ]

    if TYPE_CHECKING:
        product_id: int
        user_id: int | None

    def __str__(self) -> str:
        return f"{self.user or self.email} · {self.product}"
