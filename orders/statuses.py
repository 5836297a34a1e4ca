"""The statuses of an order."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    PENDING = "pending", _("Waiting for payment")
    PAID = "paid", _("Waiting for the store")
    ACCEPTED = "accepted", _("Cooking")
    READY = "ready", _("Ready")
    DISPATCHED = "dispatched", _("On its way")
    COMPLETED = "completed", _("Completed")
    REJECTED = "rejected", _("Rejected by the store")
    CANCELLED = "cancelled", _("Cancelled")
    EXPIRED = "expired", _("Expired unpaid")


PENDING, PAID, ACCEPTED, READY = Status.PENDING, Status.PAID, Status.ACCEPTED, Status.READY
DISPATCHED, COMPLETED = Status.DISPATCHED, Status.COMPLETED
REJECTED, CANCELLED, EXPIRED = Status.REJECTED, Status.CANCELLED, Status.EXPIRED

MAKING = (ACCEPTED, READY)
UNACCEPTED = (PENDING, PAID, REJECTED, EXPIRED)  # by its store; a cancelled one may have been
OPEN = (PENDING, PAID, ACCEPTED, READY, DISPATCHED)
OVER = (COMPLETED, REJECTED, CANCELLED, EXPIRED)

CAME_TO_NOTHING = (CANCELLED, EXPIRED, REJECTED)
