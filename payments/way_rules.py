"""Which ways of paying an order does not allow: rules of apps above, listed in config/payment_ways.py."""

from collections.abc import Callable, Collection, Sequence

from orders.models import Order

DEPOSIT = "deposit"  # money that a provider's customer sends later: a virtual account, a voucher

# Codes of gateways, or DEPOSIT. Asked for every order, so it costs no query for those of other apps.
Rule = Callable[[Order], Collection[str]]

_rules: list[Rule] = []


def connect(rules: Sequence[Rule]) -> None:
    """Install the rules, replacing those installed before."""
    _rules[:] = rules


def refused_ways(order: Order) -> set[str]:
    """What the order cannot be paid by."""
    return {code for rule in _rules for code in rule(order)}
