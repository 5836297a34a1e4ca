"""Tenants with cards and an invoice, for tests of collection."""

from django.utils import timezone

from billing.collection.collecting import collect
from billing.models import Tenant, TenantEvent
from billing.months import collected_at
from payments.sandbox_cards import save_sandbox_card
from payments.services import start_payment
from tests.billing.invoice_world import MARCH, close, subscribed
from tests.captures import pay


def give_card(tenant, code="pays"):
    """A card that becomes the default without a choice, as a new one is."""
    card = save_sandbox_card(code, tenant.currency, tenant.user)
    Tenant.objects.filter(pk=tenant.pk).update(default_method=card)
    tenant.refresh_from_db()
    return card


def invoiced(card="pays", user=None, **fields):
    """An invoice of 20,000 won of March, whose tenant has the card."""
    tenant = subscribed(user=user, **fields)
    if card:
        give_card(tenant, card)
    return close(tenant, MARCH)


def day_of_collection(invoice):
    return collected_at(invoice.month, invoice.tenant.tz)


def collected(invoice, cause="collect"):
    """The try of a run on the day of collection; the invoice is reloaded."""
    found = collect(invoice, day_of_collection(invoice), cause)
    invoice.refresh_from_db()
    return found


def events_of(tenant):
    """The kinds in its timeline, without those of the invoice and the card that were first."""
    kinds = TenantEvent.objects.filter(tenant=tenant).order_by("pk").values_list("kind", flat=True)
    return [kind for kind in kinds if kind not in ("invoice_finalized", "card_chosen")]


def pay_at_page(order, gateway="sandbox"):
    start_payment(order, gateway)
    payment = order.payments.latest("pk")
    pay(order)
    return payment


def wall():
    return timezone.now()
