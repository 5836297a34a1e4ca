"""The e-mail of an account, and a pending one to change to, which takes effect once its mailbox is verified.

A pending e-mail cannot be used to sign in and reserves nothing, and its page does not disclose whether
another account has it: only a mail to that mailbox does.
"""

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.core import signing
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from core.links import site_url
from core.prepared import Prepared

SALT = "accounts.emails"
LINK_AGE = 3 * 24 * 60 * 60  # seconds


def ask_for_email(user: User, email: str) -> None:
    """Store the e-mail as pending, and send the link that confirms it."""
    user.pending_email = email
    user.save(update_fields=["pending_email"])
    send_link(user, email)


def unconfirmed_email(user: User) -> str:
    """The e-mail yet to be confirmed: the pending one or, without one, the current one; "" for neither."""
    if user.pending_email:
        return user.pending_email
    verified = EmailAddress.objects.filter(user=user, email=user.email, verified=True)
    return "" if verified.exists() else user.email


def has_verified(user: User, email: str) -> bool:
    """Whether it is the user's e-mail, and its mailbox is verified."""
    return user.email == email and bool(verified_addresses.all(user.pk, email))


@Prepared
def verified_addresses(user_id: int, email: str) -> QuerySet[EmailAddress]:
    addresses: QuerySet[EmailAddress] = EmailAddress.objects.all()
    return addresses.filter(user=user_id, email=email, verified=True)


def send_link(user: User, email: str) -> None:
    """Mail the confirmation link; if another account has the e-mail, mail a notice of that instead."""
    owner = User.objects.filter(email=email).exclude(pk=user.pk).first()
    if owner:
        get_adapter().send_mail("account/email/change_account_exists", email, {"user": owner})
    else:
        key = signing.dumps([user.pk, email], salt=SALT)
        context = {"user": user, "activate_url": site_url("account_confirm_email", key)}
        get_adapter().send_mail("account/email/email_confirmation", email, context)


def user_of_link(key: str) -> tuple[User, str] | None:
    """The user and e-mail of a link; None if it expired or the user no longer wants this e-mail."""
    try:
        pk, email = signing.loads(key, salt=SALT, max_age=LINK_AGE)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    return (user, email) if user and email == unconfirmed_email(user) else None


@transaction.atomic
def confirm_email(user: User, email: str) -> None:
    """Make it the user's e-mail; raises IntegrityError if another account has it meanwhile."""
    user.email, user.pending_email = email, ""
    user.save(update_fields=["email", "pending_email"])
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
