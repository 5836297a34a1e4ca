"""Saves cards and accounts at their providers, and removes them. Providers are called under no lock."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import lock_account
from core.actors import SYSTEM, Actor
from core.backoff import backoff
from core.lifecycle import MoveRefused, lock, move, move_locked, start
from core.sealing import rotate
from core.sweeps import sweep
from payments.events import SavedMethodStarted
from payments.gateways import saving_gateways
from payments.gateways.base import GatewayError
from payments.gateways.saving import Saved, SavingGateway, SavingNews
from payments.lifecycle import OPEN
from payments.method_lifecycle import ACTIVE, KNOWN, PENDING, REMOVED
from payments.methods import PaymentRefused, ways_to_pay
from payments.models import SavedMethod
from payments.models.saved_methods import PURPOSE, digest_of
from payments.reasons import METHOD_GONE

MAX_METHODS = 20  # of a user
LEFT_AFTER = timedelta(days=1)  # a setup that was not finished
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
MAX_FORGET_TRIES = 40  # ten days
MAX_A_RUN = 200  # methods

log = structlog.get_logger(__name__)


class SavingRefused(PaymentRefused):
    """It cannot be saved or removed; the text can be shown to the user as it is."""


def ways_to_save(currency: str) -> dict[str, SavingGateway]:
    """The gateways that can save something to charge in this currency, in the order to offer them."""
    saving = saving_gateways()
    return {code: saving[code] for code in ways_to_pay(currency) if code in saving}


def saving_gateway_of(code: str) -> SavingGateway:
    """Raises PaymentRefused where it is not switched on."""
    gateway = saving_gateways().get(code)
    if gateway is None:
        raise PaymentRefused(_("This way of paying is not offered."))
    return gateway


def saved_methods_of(user: User) -> QuerySet[SavedMethod]:
    """What the user's pages list; the newest first."""
    return SavedMethod.objects.filter(user=user, status__in=KNOWN)


def begin_saving(
    user: User, gateway_code: str, currency: str, next_path: str = "", now: datetime | None = None
) -> SavedMethod:
    """The row of what the user is about to enter at the provider. Raises SavingRefused.

    `next_path`, a path of this site, is where the user goes on afterwards.
    """
    now = now or timezone.now()
    if gateway_code not in ways_to_save(currency):
        raise SavingRefused(_("This way of paying is not offered."))
    with transaction.atomic():
        if not lock_account(user):
            raise SavingRefused(_("This account was deleted."))
        if user.saved_methods.exclude(status=REMOVED).count() >= MAX_METHODS:
            raise SavingRefused(
                _("You have saved %(most)s already. Remove one first.") % {"most": MAX_METHODS}
            )
        method = SavedMethod.objects.create(
            user=user,
            gateway=gateway_code,
            currency=currency,
            next_path=next_path,
            created_at=now,
        )
        start(method, by=user, event=SavedMethodStarted, now=now)
    return method


def enter_at(method: SavedMethod) -> str:
    """The URL where it is entered; calls the provider. Raises GatewayError, PaymentRefused."""
    begun = saving_gateway_of(method.gateway).begin_setup(method)
    known = {"session": begun.session, "customer": begun.customer}
    if fresh := {name: value for name, value in known.items() if value != getattr(method, name)}:
        SavedMethod.objects.filter(pk=method.pk, status=PENDING).update(**fresh)
    return begun.url


def confirm_saving(
    method: SavedMethod, returned: Mapping[str, str], now: datetime | None = None
) -> SavedMethod:
    """Ask the provider what was entered, and save it; may be called any number of times.

    The method is still pending if its owner has not finished. Raises GatewayError, PaymentRefused.
    """
    now = now or timezone.now()
    if method.status == PENDING:
        saved = saving_gateway_of(method.gateway).confirm_setup(method, returned)
        if saved:
            record_saved(method, saved, now)
    return method


@transaction.atomic
def record_saved(method: SavedMethod, saved: Saved, now: datetime) -> None:
    """Activate it, however often reported; what it replaces (one token, entered again) is removed.

    What was removed meanwhile is forgotten at the provider, too.
    """
    lock(method)
    if method.status == REMOVED and not method.sealed:
        method.hold(saved.token)
        method.forget_at, method.customer = now, saved.customer or method.customer
        method.save(update_fields=["sealed", "digest", "forget_at", "customer"])
    if method.status != PENDING:
        return
    for same in _with_token(method.gateway, saved.token):
        _replace(same, now)
    move_locked(method, "activate", by=SYSTEM, now=now, saved=saved)


@transaction.atomic
def remove_method(method: SavedMethod, *, by: Actor, now: datetime | None = None) -> None:
    """Never charge it again; its provider is told by a job. Raises SavingRefused while it is charged."""
    lock(method)
    if method.charges.filter(status__in=OPEN).exists():
        raise SavingRefused(
            _("It is being charged right now. Please try again once the payment is done.")
        )
    if method.status != REMOVED:
        move_locked(method, "remove", by=by, now=now)


def mark_unusable(method: SavedMethod, reason: str, now: datetime | None = None) -> None:
    """Never charge it again, for a reason of payments.reasons; nothing if it is not charged anyway."""
    with transaction.atomic():
        lock(method)
        if method.status == ACTIVE:
            move_locked(method, "mark_unusable", by=SYSTEM, note=reason, now=now)


def act_on(gateway_code: str, news: SavingNews, now: datetime) -> None:
    """A verified message about a saved method; methods of other sites on the account are ignored."""
    if news.gone:
        for method in _with_token(gateway_code, news.gone):
            mark_unusable(method, METHOD_GONE.note, now)
    elif news.saved:
        entered = SavedMethod.objects.filter(gateway=gateway_code, key=news.key).first()
        if entered:
            record_saved(entered, news.saved, now)


def forget_due(now: datetime | None = None) -> int:
    """Ask providers to forget what was removed, and end setups that were left; returns how many."""
    now = now or timezone.now()
    left = SavedMethod.objects.filter(status=PENDING, created_at__lte=now - LEFT_AFTER)
    due = SavedMethod.objects.filter(forget_at__lte=now).order_by("forget_at")
    ended = sweep(left[:MAX_A_RUN], lambda each: _end(each, now), failed="setups not ended")
    failed = "methods that could not be forgotten"
    return ended + sweep(due[:MAX_A_RUN], lambda each: forget(each, now), failed=failed)


def forget(method: SavedMethod, now: datetime | None = None) -> bool:
    """Ask its provider to forget it, then erase its token; tried again at growing intervals."""
    now = now or timezone.now()
    if not _claim(method, now):
        return False
    try:
        if method.token and not _is_saved_again(method):
            saving_gateway_of(method.gateway).forget(method)
    except (GatewayError, PaymentRefused) as error:
        log.warning("saved method not forgotten", method=method.pk, error=str(error))
        if method.forget_tries < MAX_FORGET_TRIES:
            return False
    SavedMethod.objects.filter(pk=method.pk, status=REMOVED).update(
        forget_at=None, sealed="", customer="", session=""
    )
    return True


@transaction.atomic
def rotate_all() -> int:
    """Encrypt all tokens by the present SECRET_KEY (see core.sealing); returns how many."""
    count = 0
    for method in SavedMethod.objects.select_for_update(of=("self",)).exclude(sealed=""):
        method.sealed = rotate(method.sealed, PURPOSE)
        method.save(update_fields=["sealed"])
        count += 1
    return count


def _claim(method: SavedMethod, now: datetime) -> bool:
    wait = backoff(FIRST_WAIT, method.forget_tries + 1, LONGEST_WAIT)
    due = SavedMethod.objects.filter(pk=method.pk, status=REMOVED, forget_at__lte=now)
    return bool(due.update(forget_at=now + wait, forget_tries=F("forget_tries") + 1))


def _end(method: SavedMethod, now: datetime) -> bool:
    try:
        move(method, "remove", by=SYSTEM, now=now)
    except MoveRefused:
        return False  # finished meanwhile
    return True


def _with_token(gateway_code: str, token: str) -> QuerySet[SavedMethod]:
    return SavedMethod.objects.filter(
        gateway=gateway_code, digest=digest_of(token), status__in=KNOWN
    )


def _is_saved_again(method: SavedMethod) -> bool:
    return SavedMethod.objects.filter(
        gateway=method.gateway, digest=method.digest, status__in=KNOWN
    ).exists()


def _replace(method: SavedMethod, now: datetime) -> None:
    """Removed here only: its token is that of the method that replaces it."""
    lock(method)
    move_locked(method, "remove", by=SYSTEM, now=now)
    method.forget_at = None
    method.save(update_fields=["forget_at"])


def erase_methods_of(user: User, now: datetime) -> None:
    """The account is deleted: of its cards only rows without a name stay; providers forget them."""
    for method in user.saved_methods.order_by("pk"):
        lock(method)
        if method.status != REMOVED:
            move_locked(method, "remove", by=SYSTEM, now=now)
        method.user, method.label, method.valid_until, method.next_path = None, "", None, ""
        method.save(update_fields=["user", "label", "valid_until", "next_path"])
        method.history.exclude(note="").update(note="")
