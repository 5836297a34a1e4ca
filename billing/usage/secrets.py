"""The secrets with which a tenant signs what it reports: shown once, several valid while they are rotated."""

import base64
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from billing import timeline
from billing.models import ApiSecret, Tenant
from billing.refusals import BillingRefused
from billing.tenants import is_deserted, lock_tenant
from core.actors import SYSTEM, Actor
from core.sealing import rotate, seal, unsealed

PURPOSE = "usage API"  # of the encryption
PREFIX = "whsec_"
SECRET_BYTES = 32
OVERLAP = timedelta(hours=24)  # for which a former secret stays valid
MAX_VALID = 3


class SecretRefused(BillingRefused):
    """Nothing was changed; the text can be shown to the user as it is."""


@transaction.atomic
def add_secret(*, tenant: Tenant, now: datetime, by: Actor = SYSTEM) -> str:
    """A new secret, which nobody can read again; the former ones end after OVERLAP. `now` is of the wall.

    Raises SecretRefused if MAX_VALID are valid, or the owner's account was deleted.
    """
    lock_tenant(tenant)
    if is_deserted(tenant):
        raise SecretRefused(_("This account was deleted."))
    valid = tenant.api_secrets.valid_at(now)
    if valid.count() >= MAX_VALID:
        raise SecretRefused(_("Three secrets are valid. Revoke one of them first."))
    valid.filter(ends_at=None).update(ends_at=now + OVERLAP)
    text = PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
    ending = text.rstrip("=")[-4:]
    ApiSecret.objects.create(
        tenant=tenant, sealed=seal(text, PURPOSE), ending=ending, created_at=now
    )
    timeline.record(tenant, "secret_added", tenant.time_at(now), by=by, ending=ending)
    return text


@transaction.atomic
def revoke_secret(*, secret: ApiSecret, now: datetime, by: Actor = SYSTEM) -> None:
    """It is refused from now on; nothing happens to one that has ended."""
    tenant = secret.tenant
    if ApiSecret.objects.valid_at(now).filter(pk=secret.pk).update(ends_at=now):
        at = tenant.time_at(now)
        timeline.record(tenant, "secret_revoked", at, by=by, ending=secret.ending)


def keys_of(tenant: Tenant, now: datetime) -> list[bytes]:
    """The keys of all valid secrets; without those that SECRET_KEY does not decrypt any more."""
    texts = [unsealed(row.sealed, PURPOSE) for row in tenant.api_secrets.valid_at(now)]
    return [key_of(text) for text in texts if text]


@transaction.atomic
def rotate_all() -> int:
    """Encrypt all secrets by the present SECRET_KEY (see core.sealing); returns how many."""
    count = 0
    for secret in ApiSecret.objects.select_for_update(of=("self",)).order_by("pk"):
        secret.sealed = rotate(secret.sealed, PURPOSE)
        secret.save(update_fields=["sealed"])
        count += 1
    return count


def key_of(secret: str) -> bytes:
    return base64.b64decode(secret.removeprefix(PREFIX))
