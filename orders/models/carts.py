from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.fields import MoneyField
from stores.models import Product, Store

MAX_CART_QUANTITY = 99  # pieces of one line


class Cart(models.Model):
    """The cart of one customer, or one visitor's browser, at one store."""

    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        related_name="carts",
        db_index=False,  # the first constraint's index begins with it
    )
    visitor_key = models.UUIDField(null=True)
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="+")
    updated_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("cart")
        verbose_name_plural = _("carts")
        ordering = ["-updated_at"]
        constraints = [
            models.UniqueConstraint(fields=["customer", "store"], name="one_cart_a_customer_store"),
            models.UniqueConstraint(
                fields=["visitor_key", "store"], name="one_cart_a_visitor_store"
            ),
            models.CheckConstraint(
                condition=Q(customer__isnull=True) ^ Q(visitor_key__isnull=True),
                name="cart_has_one_holder",
            ),
        ]


class CartLine(models.Model):
    """`option_ids` is sorted, so equal choices are one line; `seen_price` is the price of one piece."""

    cart = models.ForeignKey(
        Cart,
        on_delete=models.CASCADE,
        related_name="lines",
        db_index=False,  # the constraint's index begins with it
    )
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    option_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    quantity = models.PositiveSmallIntegerField(
        _("quantity"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_CART_QUANTITY)],
    )
    seen_price = MoneyField()

    class Meta:
        verbose_name = _("item in a cart")
        verbose_name_plural = _("items in carts")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cart", "product", "option_ids"], name="one_line_a_choice"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=MAX_CART_QUANTITY),
                name="cart_quantity_in_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.product}"
