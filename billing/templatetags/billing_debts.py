"""What is overdue, on each page about an owner's bills."""

from collections.abc import Mapping
from typing import Any

from django import template

from billing.invoices.debts import debt_among
from billing.visits import invoices_of

register = template.Library()


@register.inclusion_tag("billing/_overdue_above.html", takes_context=True)
def overdue_bills(context: Mapping[str, Any]) -> dict[str, Any]:
    """A notice with a button to pay, but on the invoice's own page; nothing if nothing is overdue."""
    request = context["request"]
    debt = debt_among(invoices_of(request))
    return {"debt": debt, "is_here": debt and debt.oldest.get_absolute_url() == request.path}
