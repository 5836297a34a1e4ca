"""A tenant with an invoice that can be collected from 5 April 2026 on, for tests of dunning."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from billing.invoice_events import CollectionFailed
from billing.models import Invoice, Subscription
from core.actors import SYSTEM
from core.events import publish
from core.lifecycle import move
from tests.billing.invoice_world import MARCH, close, subscribed

SEOUL = ZoneInfo("Asia/Seoul")
DECLINED = "declined"


def at(text):
    """The moment in Seoul, as "2026-04-05 10:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL).astimezone(UTC)


def on(day, hour=10):
    """Of April."""
    return at(f"2026-04-{day:02} {hour:02}:00")


def billed(user=None, month=MARCH, **fields):
    """The invoice of March of an active tenant."""
    return close(subscribed(user=user, **fields), month)


def fail(invoice, when, reason=DECLINED, needs_payer=False):
    """What collection does when a try fails for certain."""
    fresh = Invoice.objects.get(pk=invoice.pk)
    with transaction.atomic():
        publish(CollectionFailed(fresh, when, reason, needs_payer))


def fail_until_given_up(invoice):
    for day in (5, 6, 7, 8):
        fail(invoice, on(day))


def pay(invoice, when):
    move(Invoice.objects.get(pk=invoice.pk), "pay", by=SYSTEM, now=when)


def give_back(invoice, when):
    move(Invoice.objects.get(pk=invoice.pk), "reopen", by=SYSTEM, now=when)


def subscription_of(invoice):
    return Subscription.objects.get(tenant=invoice.tenant_id)


def status_of(invoice):
    """(of the subscription, why it ended, of the invoice)"""
    found = subscription_of(invoice)
    return found.status, found.ended_for, Invoice.objects.get(pk=invoice.pk).status


def retries(invoice):
    """The times of the retries that are planned, in Seoul."""
    work = invoice.tenant.due_work.filter(kind="retry", done_at=None).order_by("at")
    return [f"{each.at.astimezone(SEOUL):%m-%d %H:%M}" for each in work]
