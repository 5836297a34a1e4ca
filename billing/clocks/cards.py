"""Test cards of tenants at test clocks, named by what happens when they are charged."""

from datetime import datetime

from django.utils.translation import gettext as _

from billing.cards import CardRefused, choose_card, unpaid_invoices
from billing.collection.collecting import collect
from billing.models import Tenant
from core.actors import SYSTEM, Actor
from core.lifecycle import start
from payments.events import SavedMethodStarted
from payments.gateways.sandbox import SANDBOX_CARDS, SandboxGateway
from payments.models import SavedMethod
from payments.saved_methods import confirm_saving, ways_to_save


def use_test_card(tenant: Tenant, card: str, *, wall: datetime, by: Actor) -> None:
    """Charge bills to a new card of SANDBOX_CARDS, all debts at once; `wall` is the wall's time.

    Raises CardRefused.
    """
    assert tenant.clock is not None
    if card not in SANDBOX_CARDS:
        raise CardRefused(_("There is no such test card."))
    if SandboxGateway.code not in ways_to_save(tenant.currency):
        raise CardRefused(_("Sandbox payments are switched off on this site."))
    now = tenant.clock.now
    choose_card(tenant, _saved(tenant, card, wall), now=now, by=by)
    chosen = tenant.timeline.filter(kind="card_chosen").latest("pk")
    # As the job of each does, which then finds the try of its cause.
    for invoice in unpaid_invoices(tenant):
        collect(invoice, now, f"card {chosen.pk}")


def _saved(tenant: Tenant, card: str, wall: datetime) -> SavedMethod:
    method = SavedMethod.objects.create(
        user=None, gateway=SandboxGateway.code, currency=tenant.currency, created_at=wall
    )
    start(method, by=SYSTEM, event=SavedMethodStarted, now=wall)
    return confirm_saving(method, {"card": card}, wall)
