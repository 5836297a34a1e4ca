"""Verbs on users and their addresses."""

import uuid
from collections.abc import Collection
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from axes.models import AccessAttempt
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.events import AccountDeleted
from accounts.models import Address, User
from core.events import publish

MAX_ADDRESSES = 20
ERASED_FIELDS = (
    *("email", "pending_email", "name", "phone", "password"),
    *("is_active", "is_staff", "is_superuser"),
)
# As a foreign key does at the commit, which would wait for a deletion.
_KEEP = "SELECT 1 FROM accounts_user WHERE id = %s AND is_active FOR KEY SHARE SKIP LOCKED"


class AddressRefused(Exception):
    """The address cannot be saved; the text can be shown to the user as it is."""


class DeletionRefused(Exception):
    """The account cannot be deleted yet; the text can be shown to the user as it is.

    `page` names the page on which the user can do something about it, `label` is the text of its link.
    """

    def __init__(self, text: str, *, page: str = "", label: str = "") -> None:
        super().__init__(text)
        self.page, self.label = page, label


@transaction.atomic
def create_account(*, email: str, name: str, role: str, password: str) -> User:
    """Create an account in the active language; its mailbox is verified, `password` hashed already.

    Raises IntegrityError if the e-mail is taken.
    """
    user = User(email=email, name=name, role=role, password=password)
    user.language = translation.get_language() or user.language
    user.save()
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def change_profile(user: User, *, name: str, phone: str, language: str) -> None:
    """Of an account that is deleted at the same moment nothing is changed."""
    fields = {"name": name, "phone": phone, "language": language}
    User.objects.filter(pk=user.pk, is_active=True).update(**fields)
    for field, value in fields.items():
        setattr(user, field, value)


def change_language(user: User, language: str) -> None:
    User.objects.filter(pk=user.pk).update(language=language)


def end_live_tokens(user_ids: Collection[int], now: datetime) -> None:
    """The pages that these users have open get no more live updates until they are reloaded."""
    User.objects.filter(pk__in=user_ids).update(live_since=now)


@transaction.atomic
def delete_account(user: User, now: datetime | None = None) -> None:
    """Anonymize the user permanently; their orders stay, as the law requires records of sales.

    Raises DeletionRefused while something of the user's is still open.
    """
    publish(AccountDeleted(row=user, at=now or timezone.now()))
    user.addresses.all().delete()
    _purge_sign_ins(user)
    _purge_from_admin_log(user)
    user.email = f"deleted-{uuid.uuid4()}@jumun.invalid"  # a reserved domain (RFC 2606)
    user.name = user.phone = user.pending_email = ""
    user.is_active = user.is_staff = user.is_superuser = False
    user.set_unusable_password()
    user.save(update_fields=ERASED_FIELDS)  # not is_member, which a trigger has changed meanwhile


def lock_account(user: User) -> bool:
    """Keep the account until the transaction ends; False if it was deleted."""
    rows = User.objects.select_for_update(no_key=True).filter(pk=user.pk, is_active=True)
    return bool(rows.values_list("pk"))


def keep_account(user_id: int) -> bool:
    """As `lock_account`, but wait for nobody; False also if it is being deleted at this moment."""
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [user_id])
        return cursor.fetchone() is not None


def _purge_sign_ins(user: User) -> None:
    EmailAddress.objects.filter(user=user).delete()
    SocialAccount.objects.filter(user=user).delete()
    AccessAttempt.objects.filter(username=user.email).delete()


def _purge_from_admin_log(user: User) -> None:
    """Erase the names of the account and its addresses; who changed them, and when, stays."""
    of_users = ContentType.objects.get_for_model(User)
    entries = LogEntry.objects.filter(content_type=of_users, object_id=str(user.pk))
    entries.update(object_repr=f"{user.pk}", change_message="")


@transaction.atomic
def save_address(address: Address, *, make_default: bool = False) -> None:
    """Save a new or changed address; a user's first one becomes the default.

    Raises AddressRefused beyond MAX_ADDRESSES, and for an account that was deleted meanwhile.
    """
    if not lock_account(address.user):
        raise AddressRefused(_("This account was deleted."))
    others = Address.objects.filter(user=address.user_id).exclude(pk=address.pk)
    if others.count() >= MAX_ADDRESSES:
        raise AddressRefused(
            _("You have %(most)s addresses. Delete one first.") % {"most": MAX_ADDRESSES}
        )
    address.is_default = make_default or not others.filter(is_default=True).exists()
    if address.is_default:
        others.filter(is_default=True).update(is_default=False)
    address.save()


@transaction.atomic
def make_default(address: Address) -> None:
    """Make it the default address. The later of two concurrent calls wins; a deleted one is ignored."""
    _lock_owner(address)
    mine = Address.objects.filter(user=address.user_id)
    if mine.filter(pk=address.pk).exists():
        mine.filter(is_default=True).exclude(pk=address.pk).update(is_default=False)
        mine.filter(pk=address.pk).update(is_default=True)


@transaction.atomic
def delete_address(address: Address) -> None:
    """Delete an address; if it was the default, the newest other one becomes the default."""
    _lock_owner(address)
    mine = Address.objects.filter(user=address.user_id)
    mine.filter(pk=address.pk).delete()
    if not mine.filter(is_default=True).exists():
        newest = mine.order_by("-pk").values("pk")[:1]
        mine.filter(pk__in=newest).update(is_default=True)


def _lock_owner(address: Address) -> None:
    """Lock the user, the root of the addresses, so that changes of their addresses run one by one."""
    User.objects.select_for_update(no_key=True).get(pk=address.user_id)
