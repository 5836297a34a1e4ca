"""One trial a tenant, and a business number: a second account of the same business has none."""

from django.db import IntegrityError, transaction

from billing.models import Tenant


def trial_number(tenant: Tenant) -> str:
    """Its business number without what people write differently; empty for a tenant of a test clock."""
    if tenant.clock_id is not None:
        return ""
    return "".join(filter(str.isalnum, tenant.business_number)).upper()


def may_have_trial(tenant: Tenant) -> bool:
    number = trial_number(tenant)
    others = Tenant.objects.filter(trial_number=number) if number else Tenant.objects.none()
    return not tenant.trial_used and not others.exists()


def take_trial(tenant: Tenant) -> bool:
    """Whether the tenant, locked by the caller, gets its trial; if so, it has no other."""
    if tenant.trial_used:
        return False
    tenant.trial_used, tenant.trial_number = True, trial_number(tenant)
    try:
        with transaction.atomic():
            tenant.save(update_fields=["trial_used", "trial_number"])
    except IntegrityError:  # its business has had it
        tenant.trial_used, tenant.trial_number = False, ""
        return False
    return True


def claim_number(tenant: Tenant) -> None:
    """Let a tenant that had its trial without a business number have it by the one it has now."""
    number = trial_number(tenant)
    if not tenant.trial_used or tenant.trial_number or not number:
        return
    if not Tenant.objects.filter(trial_number=number).exists():
        tenant.trial_number = number
        tenant.save(update_fields=["trial_number"])
