"""Finding payments by what providers call them."""

from payments.models import Payment


def find_payment(
    gateway: str, *, key: str = "", session: str = "", reference: str = ""
) -> Payment | None:
    """By our key, else by the provider's session or reference: the first that matches."""
    payments = Payment.objects.filter(gateway=gateway)
    for name, value in (("key", key), ("session", session), ("reference", reference)):
        found = payments.filter(**{name: value}).first() if value else None
        if found:
            return found
    return None
