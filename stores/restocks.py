"""“Tell me when it is back”: users who ask for a sold-out product are notified once, in order of asking.

Nothing here depends on whether an address has asked before, so that cannot be found out. A request locks its
product against a change of its stock: either it is seen by the restock, or it finds the product there again.
"""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.events import AccountDeleted
from accounts.models import User
from accounts.opt_in import LINK_AGE, count_mail, read_link_key
from accounts.services import lock_account
from core.events import publish
from core.throttle import Limit
from stores.events import RestockRequested, RestockRequestsDeleted
from stores.models import Product, Restock, RestockRequest
from stores.models.restocks import RestockRequestQuerySet

DAY = 24 * 60 * 60  # seconds
ASKING = Limit("restock", times=10, seconds=60 * 60)
TO_MAILBOX = Limit("restock-mails", times=5, seconds=DAY)  # for products of all stores
TOLD_FOR = timedelta(days=30)  # how long a request is stored after its mail
WAITS_FOR = timedelta(days=365)
CONFIRM_SALT, STOP_SALT = "stores.restocks.confirm", "stores.restocks.stop"


class RestockRefused(Exception):
    """There is nothing to wait for; the text can be shown to the user as it is."""


@transaction.atomic
def ask_as_user(product: Product, user: User, page: str = "", now: datetime | None = None) -> None:
    """Have the user told; asking twice is asking once. Raises RestockRefused unless it is sold out."""
    now = now or timezone.now()
    if not lock_account(user):
        raise RestockRefused(_("This account was deleted."))
    _refuse_unless_sold_out(product)
    request = RestockRequest(
        product=product,
        user=user,
        page=page,
        asked_at=now,
        confirmed_at=now,
        language=user.language,
    )
    RestockRequest.objects.bulk_create([request], ignore_conflicts=True)


@transaction.atomic
def ask_by_mail(product: Product, email: str, page: str = "", now: datetime | None = None) -> None:
    """Mail the owner of the mailbox a link that confirms the request; raises as `ask_as_user`.

    Nothing is mailed if it waits already, or beyond the limit of the mailbox. A request that is not confirmed
    yet is replaced, in its place: the link of the latest mail is the one that is good.
    """
    now, email = now or timezone.now(), email.lower()
    _refuse_unless_sold_out(product)
    open_ones = RestockRequest.objects.filter(product=product, email=email, told_at=None)
    former = open_ones.first()
    if (former and former.confirmed_at) or not count_mail(TO_MAILBOX, email, now):
        return
    _delete(open_ones)
    request = RestockRequest(
        product=product, email=email, page=page, language=get_language() or "en", asked_at=now
    )
    if former:
        request.asked_at = former.asked_at
    if RestockRequest.objects.bulk_create([request], ignore_conflicts=True):
        publish(RestockRequested(request, now))


def _refuse_unless_sold_out(product: Product) -> None:
    """Locks the product: a change of its stock waits until this request can be seen."""
    locked = Product.objects.select_for_update(of=("self",), no_key=True).filter(pk=product.pk)
    current = locked.first()
    if current is None or current.is_hidden:
        raise RestockRefused(_("This is not sold any more."))
    if not current.is_sold_out:
        raise RestockRefused(_("“%(product)s” is there again.") % {"product": product})


def event_keys(request_id: uuid.UUID) -> dict[str, str]:
    """Of the messages about a request, by the code of their kind."""
    return {
        "restock-confirm": f"restock-ask-{request_id.hex}",
        "restocked": f"restocked-{request_id.hex}",
    }


def request_to_confirm(key: str) -> RestockRequest | None:
    """That of the link in its mail, if it is signed and still to be confirmed or waiting."""
    found = read_link_key(key, CONFIRM_SALT, LINK_AGE)
    requests = RestockRequest.objects.select_related("product__section__store")
    return requests.filter(pk=found, told_at=None).first() if found else None


def request_to_stop(key: str) -> uuid.UUID | None:
    """The id that the link in a mail names, if it is signed; its request may be deleted."""
    return read_link_key(key, STOP_SALT)


@transaction.atomic
def confirm(request: RestockRequest, now: datetime | None = None) -> None:
    """Have its mailbox told; confirming twice is confirming once. Raises RestockRefused as `ask_as_user`."""
    _refuse_unless_sold_out(request.product)
    open_ones = RestockRequest.objects.filter(pk=request.pk, told_at=None, confirmed_at=None)
    open_ones.update(confirmed_at=now or timezone.now())


def is_waiting(product: Product, user: User | None) -> bool:
    return user is not None and _of_user(product, user).exists()


def stop_as_user(product: Product, user: User) -> None:
    _delete(_of_user(product, user))


def _of_user(product: Product, user: User) -> RestockRequestQuerySet:
    return RestockRequest.objects.filter(product=product, user=user, told_at=None)


def waiting_count(product: Product) -> int:
    """How many people wait to be told."""
    return RestockRequest.objects.filter(product=product).waiting().count()


def delete_request(request_id: uuid.UUID) -> None:
    """Stop waiting: the address is deleted, and with it the mails."""
    _delete(RestockRequest.objects.filter(pk=request_id))


def purge_old_requests(now: datetime | None = None) -> int:
    """Delete requests that were told, were never confirmed, or waited for too long; returns how many."""
    now = now or timezone.now()
    Restock.objects.filter(finished_at__lt=now - TOLD_FOR).delete()
    return _delete(
        RestockRequest.objects.filter(
            Q(told_at__lt=now - TOLD_FOR)
            | Q(confirmed_at=None, asked_at__lt=now - timedelta(seconds=LINK_AGE))
            | Q(told_at=None, asked_at__lt=now - WAITS_FOR)
        )
    )


def end_restock_requests(event: AccountDeleted) -> None:
    """Also those of the mailbox that were asked for without the account."""
    _delete(RestockRequest.objects.filter(Q(user=event.row) | Q(email=event.row.email.lower())))


@transaction.atomic
def _delete(requests: RestockRequestQuerySet) -> int:
    ids = list(requests.select_for_update(of=("self",)).values_list("pk", flat=True))
    if ids:
        RestockRequest.objects.filter(pk__in=ids).delete()
        publish(RestockRequestsDeleted(None, ids))
    return len(ids)
