"""The statuses of events and tickets, and why a ticket is void."""

from django.db import models
from django.utils.translation import pgettext_lazy


class EventStatus(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("event", "Draft")
    ANNOUNCED = "announced", pgettext_lazy("event", "Announced")
    PUBLISHED = "published", pgettext_lazy("event", "Published")
    CANCELLED = "cancelled", pgettext_lazy("event", "Cancelled")


class TicketStatus(models.TextChoices):
    PENDING = "pending", pgettext_lazy("ticket", "Waiting for payment")
    VALID = "valid", pgettext_lazy("ticket", "Valid")
    USED = "used", pgettext_lazy("ticket", "Used")
    VOID = "void", pgettext_lazy("ticket", "Void")


class VoidReason(models.TextChoices):
    UNPAID = "unpaid", pgettext_lazy("ticket", "It was not paid in time")
    CANCELLED = "cancelled", pgettext_lazy("ticket", "The order was cancelled")
    REFUNDED = "refunded", pgettext_lazy("ticket", "Refunded")
    GIVEN_BACK = "given_back", pgettext_lazy("ticket", "Given back")
    HANDED_OVER = "handed_over", pgettext_lazy("ticket", "Handed over to another person")
    MOVED = "moved", pgettext_lazy("ticket", "Moved to another place")


PENDING, VALID = TicketStatus.PENDING, TicketStatus.VALID
USED, VOID = TicketStatus.USED, TicketStatus.VOID
ADMITS = (VALID, USED)  # one ticket of a place at most
