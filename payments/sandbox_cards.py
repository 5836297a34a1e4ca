"""Cards of the sandbox that are saved without anyone at a page: for demo data, and for who has no account."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.actors import SYSTEM
from core.lifecycle import start
from payments.events import SavedMethodStarted
from payments.gateways.sandbox import SandboxGateway
from payments.models import SavedMethod
from payments.saved_methods import confirm_saving


@transaction.atomic
def save_sandbox_card(
    code: str, currency: str, user: User | None = None, now: datetime | None = None
) -> SavedMethod:
    """The card of SANDBOX_CARDS with this code. Raises GatewayError, PaymentRefused where there is none."""
    now = now or timezone.now()
    method = SavedMethod.objects.create(
        user=user, gateway=SandboxGateway.code, currency=currency, created_at=now
    )
    start(method, by=user or SYSTEM, event=SavedMethodStarted, now=now)
    return confirm_saving(method, {"card": code}, now)
