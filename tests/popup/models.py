"""A raffle sells numbered tickets. A ticket is free, held by a buyer, or of an order."""

from django.db import models

from core.fields import MoneyField
from orders.models import Order
from stores.models import Store


class Raffle(models.Model):
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="raffles")
    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=60)
    price = MoneyField()
    drawn_at = models.DateTimeField(null=True)


class TicketQuerySet(models.QuerySet["Ticket"]):
    def free(self):
        return self.filter(held_by=None, order=None)


class Ticket(models.Model):
    """`held_by` is the hold's key bound to its buyer (CartOwner.bind), so that nobody else can order it."""

    raffle = models.ForeignKey(Raffle, on_delete=models.CASCADE, related_name="tickets")
    number = models.PositiveIntegerField()
    held_by = models.UUIDField(null=True, db_index=True)
    order = models.ForeignKey(
        Order, on_delete=models.PROTECT, null=True, related_name="raffle_tickets"
    )

    objects = TicketQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["raffle", "number"], name="one_ticket_a_number"),
        ]


class Sale(models.Model):
    """What an order bought, which it may lose and take again; and the buyer's lucky word."""

    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="raffle_sale")
    raffle = models.ForeignKey(Raffle, on_delete=models.PROTECT)
    numbers = models.JSONField(default=list)
    word = models.CharField(max_length=20, blank=True)
