"""The card that a tenant's bills are charged to. The card is locked before its tenant, as charges do."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from billing import collection_tasks, timeline
from billing.collection.collecting import card_of
from billing.invoice_lifecycle import PAID
from billing.models import Invoice, Tenant
from billing.refusals import BillingRefused
from billing.tenants import lock_tenant
from core.actors import SYSTEM, Actor
from core.lifecycle import lock
from jobs.queue import enqueue
from payments.events import SavedMethodEvent
from payments.gateways.sandbox import SandboxGateway
from payments.method_lifecycle import KNOWN
from payments.models import SavedMethod
from payments.saved_methods import ways_to_save


class CardRefused(BillingRefused):
    """Bills are not charged to this card; the text can be shown to the user as it is."""


def cards_of(tenant: Tenant) -> QuerySet[SavedMethod]:
    """What can be chosen from, and what cannot be charged any more; the newest first."""
    if tenant.user_id is None:
        card = card_of(tenant)
        return SavedMethod.objects.filter(pk__in=[card.pk] if card else [])
    gateways = set(ways_to_save(tenant.currency))
    if tenant.clock_id is not None:
        gateways &= {SandboxGateway.code}
    return SavedMethod.objects.filter(
        user=tenant.user_id, status__in=KNOWN, gateway__in=gateways, currency=tenant.currency
    )


@transaction.atomic
def choose_card(tenant: Tenant, method: SavedMethod, *, now: datetime, by: Actor) -> None:
    """Charge bills to it from now on, and at once all that are not paid, by jobs. `now` is the tenant's time.

    The default card again changes nothing. Raises CardRefused.
    """
    lock(method)
    tenant = lock_tenant(tenant)
    _refuse_unless_usable(tenant, method)
    if tenant.default_method_id == method.pk:
        return
    tenant.default_method = method
    tenant.save(update_fields=["default_method"])
    chosen = timeline.record(tenant, "card_chosen", now, by=by, card=str(method))
    for invoice in unpaid_invoices(tenant):
        enqueue(collection_tasks.collect_by_card, invoice.pk, f"card {chosen.pk}")


def unpaid_invoices(tenant: Tenant) -> QuerySet[Invoice]:
    """What a new card pays, the oldest first; also what is not collected by itself any more."""
    return tenant.invoices.exclude(status=PAID).order_by("pk")


def adopt_card(event: SavedMethodEvent) -> None:
    """One that was added for bills, or by a tenant without a usable card, is charged from now on."""
    method: SavedMethod = event.row
    if method.user_id is None:
        return
    tenant = Tenant.objects.select_related("clock").filter(user=method.user_id).first()
    if tenant is None or tenant.currency != method.currency or not _may_have(tenant, method):
        return
    card = card_of(tenant)
    if _is_for_bills(method) or not (card and card.is_usable):
        now = tenant.time_at(event.record.at)
        choose_card(tenant, method, now=now, by=tenant.user or SYSTEM)


def note_removed_card(event: SavedMethodEvent) -> None:
    """The tenant is not locked: it only loses what cannot be charged anyway."""
    method: SavedMethod = event.row
    tenants = Tenant.objects.select_related("clock")
    for tenant in tenants.filter(default_method=method) if method.label else ():
        now = tenant.time_at(event.record.at)
        by = event.record.actor or SYSTEM
        timeline.record(tenant, "card_removed", now, by=by, card=str(method))


def _is_for_bills(method: SavedMethod) -> bool:
    """Whether it was added from the page of the card."""
    try:
        return resolve(method.next_path).view_name == "billing:card"
    except Resolver404:
        return False


def _may_have(tenant: Tenant, method: SavedMethod) -> bool:
    return tenant.clock_id is None or method.gateway == SandboxGateway.code


def _refuse_unless_usable(tenant: Tenant, method: SavedMethod) -> None:
    if method.user_id != tenant.user_id or not method.is_usable:
        raise CardRefused(_("This card cannot be charged any more. Choose or add another."))
    if not _may_have(tenant, method):
        raise CardRefused(_("A test clock takes test cards only."))
    if method.gateway not in ways_to_save(tenant.currency):
        raise CardRefused(_("This card cannot be charged in the currency of your bills."))
