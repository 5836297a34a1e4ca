"""What buyers say of a product."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from orders.models import OrderLine
from stores.models import Product, Store

MAX_RATING = 5


class ReviewQuerySet(models.QuerySet["Review"]):
    def shown(self) -> "ReviewQuerySet":
        return self.filter(hidden_at=None)


class Review(models.Model):
    """Of one bought line, once, after its order was completed. Hidden only with a reason."""

    line = models.OneToOneField(
        OrderLine, verbose_name=_("item"), on_delete=models.CASCADE, related_name="review"
    )
    store = models.ForeignKey(
        Store, verbose_name=_("store"), on_delete=models.CASCADE, related_name="reviews"
    )
    product = models.ForeignKey(
        Product,
        verbose_name=_("product"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="reviews",
    )
    rating = models.PositiveSmallIntegerField(
        _("rating"), validators=[MinValueValidator(1), MaxValueValidator(MAX_RATING)]
    )
    text = models.TextField(_("text"), max_length=2000, blank=True)
    author = models.CharField(_("author"), max_length=8)
    at = models.DateTimeField(_("at"))
    reply = models.TextField(_("reply"), max_length=2000, blank=True)
    replied_at = models.DateTimeField(_("replied"), null=True, blank=True)
    hidden_at = models.DateTimeField(_("hidden"), null=True, blank=True)
    hidden_reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(
                fields=["product", "-at"], condition=Q(hidden_at=None), name="reviews_shown"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(rating__range=(1, MAX_RATING)), name="rating_in_range"
            ),
            models.CheckConstraint(
                condition=Q(hidden_at=None) | ~Q(hidden_reason=""), name="review_hidden_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} · {self.rating}"
