"""Queries on payments that are used in several places, or for each order."""

from typing import Any

from django.db.models import QuerySet

from core.prepared import Prepared
from payments.lifecycle import CAPTURED, OPEN, UNKNOWN, WAITING
from payments.models import Payment


@Prepared
def open_payments(order_id: int) -> "QuerySet[Payment, Any]":
    """The primary keys of the order's payments that may still be captured."""
    return Payment.objects.filter(order=order_id, status__in=OPEN).order_by().values_list("pk")


@Prepared
def payment_by_key(key: str) -> QuerySet[Payment]:
    return Payment.objects.select_related("order__store").filter(key=key)


@Prepared
def payments_to_show(order_ids: list[int]) -> QuerySet[Payment]:
    """The payments of these orders that their pages show."""
    shown = Payment.objects.filter(status__in=[CAPTURED, WAITING, UNKNOWN])
    return shown.filter(order__any=order_ids)


@Prepared
def payment_of_gateway(gateway: str, key: str) -> QuerySet[Payment]:
    return Payment.objects.filter(gateway=gateway, key=key)


def find_payment(
    gateway: str, *, key: str = "", session: str = "", reference: str = ""
) -> Payment | None:
    """By our key, else by the provider's session or reference: the first that matches."""
    if key and (known := payment_of_gateway.find(gateway, key)):
        return known
    payments = Payment.objects.filter(gateway=gateway)
    for name, value in (("session", session), ("reference", reference)):
        found = payments.filter(**{name: value}).first() if value else None
        if found:
            return found
    return None
