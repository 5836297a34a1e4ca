"""Forms about money; the service decides finally what may be refunded."""

from decimal import Decimal
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from core.money import format_money
from core.money_input import MoneyInput
from core.text import VisibleCharField
from orders.adjustments import format_off


class RefundForm(forms.Form):
    """Pieces of lines, an amount besides, and why; at least one of the first two.

    `token` is new on every page view, so that a double click refunds once.
    """

    token = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid4,
        error_messages=dict.fromkeys(("required", "invalid"), _("Please load this page again.")),
    )
    amount = MoneyInput(
        label=_("Amount"),
        help_text=_("Besides the pieces, or instead of them."),
        required=False,
        min_value=0,
        max_digits=14,
    )
    reason = VisibleCharField(
        label=_("Reason"), help_text=_("The customer will read it."), max_length=300
    )

    def __init__(self, order, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.order = order
        self.lines = list(order.lines.all())
        self.fields["amount"].in_currency(order.currency)
        for line in self.lines:
            self.fields[f"line_{line.pk}"] = pieces_of(line)

    @property
    def rows(self):
        """Each line of the order with its field."""
        return [(line, self[f"line_{line.pk}"]) for line in self.lines]

    @property
    def visible_in_order(self):
        """Every field to fill in: lines that have pieces left come first."""
        lines = [field for line, field in self.rows if line.available]
        return [*lines, self["amount"], self["reason"]]

    def clean(self):
        fields = super().clean() or self.cleaned_data
        fields["pieces"] = [(line, fields.get(f"line_{line.pk}") or 0) for line in self.lines]
        fields["besides"] = fields.get("amount") or Decimal(0)
        worth = (line.value_of_next(min(count, line.available)) for line, count in fields["pieces"])
        fields["total"] = sum(worth, fields["besides"])
        asked = fields["besides"] or any(count for _line, count in fields["pieces"])
        if not self.errors and not asked:
            raise forms.ValidationError(_("Say what goes back: pieces, an amount, or both."))
        return fields


def pieces_of(line):
    """The pieces left of the line; the service refuses, with a reason, what an outdated page offered."""
    field = forms.IntegerField(
        label=_("How many of %(line)s") % {"line": line},
        help_text=refunded_of(line),
        required=False,
        min_value=0,
        max_value=line.quantity,
    )
    field.widget.attrs["max"] = line.available
    return field


def refunded_of(line):
    """What of the line was refunded, and what was taken off its price."""
    counts = {"refunded": line.refunded, "all": line.quantity}
    refunded = _("%(refunded)s of %(all)s refunded") % counts if line.refunded else ""
    returning = _("%(count)s in a return") % {"count": line.returning} if line.returning else ""
    off = format_off(line.discount, line.order.currency) if line.discount else ""
    left = {"amount": format_money(line.refundable, line.order.currency)}
    credited = _("%(amount)s left to refund") % left if line.credited else ""
    return " · ".join(filter(None, (refunded, returning, off, credited)))
