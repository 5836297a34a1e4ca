"""The least that can be collected."""

from decimal import Decimal

from payments.methods import ways_to_pay


def minimum_of(currency: str) -> Decimal:
    """The largest of the minimums of the gateways that are switched on for the currency."""
    gateways = ways_to_pay(currency).values()
    return max(
        (gateway.minimums.get(currency, Decimal(0)) for gateway in gateways), default=Decimal(0)
    )
