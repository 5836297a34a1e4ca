"""Messages of providers: verified, stored once, acted on once."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import CharField, QuerySet
from django.utils import timezone

from core.backoff import backoff
from core.prepared import Prepared
from core.sweeps import sweep
from payments.disputes import record_dispute
from payments.disputes.polling import reported_dispute
from payments.gateways.base import GatewayError, InvalidSignature, PaymentOutcome, Webhook
from payments.gateways.disputes import ReportedDispute
from payments.methods import PaymentRefused, gateway_of
from payments.models import Payment, WebhookEvent
from payments.queries import find_payment
from payments.recording import record_outcome
from payments.saved_methods import act_on

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
GIVEN_UP = timedelta(days=3)  # providers repeat messages for about as long
MAX_RETRIES_A_RUN = 200  # messages

log = structlog.get_logger(__name__)


def receive(
    code: str, body: bytes, headers: Mapping[str, str], now: datetime | None = None
) -> WebhookEvent:
    """Act on one delivery of a message; any number of concurrent copies have the effect of one.

    Raises PaymentRefused for a gateway that is not switched on, InvalidSignature for a message that is not
    the provider's, UnverifiedWebhook for one to store that may be, GatewayError where it cannot be verified
    now: the provider will repeat it.
    """
    now = now or timezone.now()
    webhook = gateway_of(code).read_webhook(body, headers, now)
    return store(code, webhook, now)


@transaction.atomic
def store(code: str, webhook: Webhook, now: datetime | None = None) -> WebhookEvent:
    """The row of a verified message, acted on in the same transaction; parked if its payment is unknown.

    Raises InvalidSignature if it has no valid event id.
    """
    now = now or timezone.now()
    if not _ours("event_id", webhook.event_id):
        raise InvalidSignature("a message without a name")
    fresh = WebhookEvent(
        gateway=code,
        event_id=webhook.event_id,
        kind=webhook.kind[:100],
        payment_key=_ours("payment_key", webhook.payment_key),
        session=_ours("session", webhook.session),
        reference=_ours("reference", webhook.reference),
        dispute=_ours("dispute", webhook.dispute_reference),
        received_at=now,
    )
    # A concurrent copy waits here for the first, and finds it acted on.
    WebhookEvent.objects.bulk_create([fresh], ignore_conflicts=True)
    event = locked_event.get(code, webhook.event_id)
    if event.acted_at is None and webhook.saving:
        act_on(code, webhook.saving, now)
        _finish(event, now)
    elif event.acted_at is None:
        _act(event, payment_of(event), webhook.outcome, webhook.dispute, now)
    return event


@Prepared
def locked_event(gateway: str, event_id: str) -> QuerySet[WebhookEvent]:
    return WebhookEvent.objects.select_for_update().filter(gateway=gateway, event_id=event_id)


def retry_parked(now: datetime | None = None) -> int:
    """Retry messages that came before their payment, at most MAX_RETRIES_A_RUN; returns the number acted on.

    The provider is asked again; one that does not answer does not delay other messages.
    """
    now = now or timezone.now()
    parked = WebhookEvent.objects.filter(next_try_at__lte=now).order_by("next_try_at")
    failed = "messages that could not be tried again"
    return sweep(parked[:MAX_RETRIES_A_RUN], lambda event: _retry(event, now), failed=failed)


def _retry(event: WebhookEvent, now: datetime) -> bool:
    payment, outcome, dispute = payment_of(event), None, None
    if payment:
        try:
            outcome = gateway_of(event.gateway).look_up(payment, now)
            dispute = reported_dispute(payment, event.dispute) if event.dispute else None
        except (GatewayError, PaymentRefused) as error:
            log.warning("parked message not acted on", event_row=event.pk, error=str(error))
            payment = None
    return _act_again(event, payment, outcome, dispute, now)


@transaction.atomic
def _act_again(
    event: WebhookEvent,
    payment: Payment | None,
    outcome: PaymentOutcome | None,
    dispute: ReportedDispute | None,
    now: datetime,
) -> bool:
    event = WebhookEvent.objects.select_for_update().get(pk=event.pk)
    if event.acted_at is None:
        _act(event, payment, outcome, dispute, now)
    return event.acted_at is not None


def _act(
    event: WebhookEvent,
    payment: Payment | None,
    outcome: PaymentOutcome | None,
    dispute: ReportedDispute | None,
    now: datetime,
) -> None:
    """A message about a dispute whose state is not known waits, too: its payment came in between."""
    event.payment = payment
    if payment and (dispute or not event.dispute):
        if outcome:
            record_outcome(payment, outcome, now)
        if dispute:
            record_dispute(payment, dispute, now)
        event.acted_at, event.next_try_at = now, None
    else:
        _park(event, now)
    event.save(update_fields=["payment", "acted_at", "attempts", "next_try_at"])


def _finish(event: WebhookEvent, now: datetime) -> None:
    event.acted_at, event.next_try_at = now, None
    event.save(update_fields=["acted_at", "next_try_at"])


def _park(event: WebhookEvent, now: datetime) -> None:
    wait = backoff(FIRST_WAIT, event.attempts + 1, LONGEST_WAIT)
    event.attempts += 1
    event.next_try_at = now + wait if now < event.received_at + GIVEN_UP else None


def _ours(field: str, name: str) -> str:
    """Empty for a name that is too long to be one of our payments': other sites share the account."""
    column = WebhookEvent._meta.get_field(field)
    longest = column.max_length if isinstance(column, CharField) else None
    return name if len(name) <= (longest or 0) and name.isprintable() else ""


def payment_of(event: WebhookEvent) -> Payment | None:
    """The payment a message is about: by our key, else by the provider's session or reference."""
    return find_payment(
        event.gateway, key=event.payment_key, session=event.session, reference=event.reference
    )
