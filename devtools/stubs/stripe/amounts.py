"""What Stripe refuses, and amounts in the smallest unit of a currency."""

from decimal import Decimal

WITHOUT_DECIMALS = "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf"
THREE_DECIMALS = "bhd jod kwd omr tnd"
MINIMUM = {"usd": 50, "eur": 50, "huf": 17500, "jpy": 50, "krw": 100}
FULL_UNITS = "isk ugx"  # two decimals, which must be 0


class Refused(Exception):
    """`is_answer`: it is repeated for its key, as what was done."""

    is_answer = False

    def __init__(self, status, message, *, code=None, kind="invalid_request_error", param=None):
        error = {"type": kind, "message": message, "code": code, "param": param}
        super().__init__(message)
        self.status, self.body = status, {"error": {k: v for k, v in error.items() if v}}


def refuse_fraction(amount, currency):
    """https://docs.stripe.com/currencies: “the least-significant digit must be 0” of three decimals."""
    step = 10 if currency in THREE_DECIMALS else 100 if currency in FULL_UNITS else 1
    if amount % step:
        raise Refused(400, f"Invalid integer: {amount}", param="amount")


def major(amount, currency):
    digits = 0 if currency in WITHOUT_DECIMALS else 3 if currency in THREE_DECIMALS else 2
    return Decimal(amount).scaleb(-digits)
