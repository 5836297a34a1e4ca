"""The lifecycle of an invoice: a table of legal moves. All else of it is frozen."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.invoice_events import InvoicePaid, InvoiceReopened, InvoiceWrittenOff
from core.lifecycle import Move
from core.lifecycle.conditions import is_system


class InvoiceStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("invoice", "Open")
    PAID = "paid", pgettext_lazy("invoice", "Paid")
    UNCOLLECTIBLE = "uncollectible", pgettext_lazy("invoice", "Not collected")


OPEN, PAID, UNCOLLECTIBLE = InvoiceStatus.OPEN, InvoiceStatus.PAID, InvoiceStatus.UNCOLLECTIBLE

# fmt: off
INVOICE_MOVES = {
    #                 from                    to             who        event
    "pay":       Move((OPEN, UNCOLLECTIBLE),  PAID,          is_system, InvoicePaid),
    "reopen":    Move((PAID,),                OPEN,          is_system, InvoiceReopened),
    "write_off": Move((OPEN,),                UNCOLLECTIBLE, is_system, InvoiceWrittenOff),
}
# fmt: on

# The label in the timeline after each step.
INVOICE_LABELS = {
    "pay": pgettext_lazy("invoice", "Paid"),
    "reopen": _("Open again: what was paid went back"),
    "write_off": pgettext_lazy("invoice", "Not collected"),
}
