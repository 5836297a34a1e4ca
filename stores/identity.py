"""Who a store is by law: what is required, and how a Korean business number is checked."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stores.models import LegalIdentity, Store

REQUIRED = ("legal_name", "representative", "business_number", "address", "phone", "email")
# Article 10 and 13 of the E-Commerce Act apply to those who sell in Korea.
REQUIRING_CURRENCY = "KRW"
WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)


def digits_of_business_number(text: str) -> str:
    """The ten digits of a Korean business registration number; raises ValidationError for others.

    The last digit checks the others: National Tax Service, the algorithm of 사업자등록번호.
    """
    digits = text.replace("-", "").replace(" ", "")
    if len(digits) != len(WEIGHTS) + 1 or not (digits.isascii() and digits.isdecimal()):
        raise ValidationError(
            _("A business registration number has ten digits, as in 123-45-67891.")
        )
    numbers = [int(digit) for digit in digits]
    total = sum(digit * weight for digit, weight in zip(numbers, WEIGHTS, strict=False))
    total += numbers[8] * WEIGHTS[8] // 10
    if (10 - total % 10) % 10 != numbers[9]:
        raise ValidationError(_("A digit of this number is wrong: its check digit does not match."))
    return digits


def identity_of(store: Store) -> LegalIdentity:
    """The store's identity; an unsaved empty one if it has none."""
    found = LegalIdentity.objects.filter(store=store).first()
    return found or LegalIdentity(store=store)


def missing_fields(identity: LegalIdentity) -> list[str | Promise]:
    """The names of what buyers must be able to read and is not given."""
    missing = [name for name in REQUIRED if not getattr(identity, name)]
    if not (identity.mail_order_number or identity.is_mail_order_exempt):
        missing.append("mail_order_number")
    labels = {field.name: field.verbose_name for field in LegalIdentity._meta.fields}
    return [labels[name] for name in missing]


def is_required(store: Store) -> bool:
    """Whether the store may sell at a distance only with its whole identity."""
    return store.currency == REQUIRING_CURRENCY


@transaction.atomic
def save_identity(identity: LegalIdentity) -> None:
    """Save the identity of its store, the first or a changed one."""
    Store.objects.select_for_update(no_key=True).get(pk=identity.store_id)
    former = LegalIdentity.objects.filter(store=identity.store_id).first()
    identity.pk = former.pk if former else None
    identity.save()
