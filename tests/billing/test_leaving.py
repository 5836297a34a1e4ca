"""An owner deletes the account: after the plan and its bills; the data for bills is erased then."""

import threading
from datetime import timedelta

import pytest
from django.db import transaction

from accounts.models import User
from accounts.services import DeletionRefused, delete_account
from billing.cards import choose_card
from billing.invoice_lifecycle import UNCOLLECTIBLE
from billing.invoices.crediting import credit
from billing.models import Invoice, Subscription, Tenant
from billing.months import Month
from billing.plan_changes import cancel, withdraw
from billing.refusals import BillingRefused
from billing.subscribing import subscribe
from billing.tenants import TenantRefused, change_tenant, open_tenant
from billing.usage.secrets import SecretRefused, add_secret
from core.actors import SYSTEM
from core.lifecycle import lock, move
from payments.models import SavedMethod
from payments.saved_methods import remove_method
from tests.accounts.test_deletion import rows_with
from tests.billing.collection_world import collected, give_card, invoiced
from tests.billing.factories import make_version
from tests.billing.invoice_world import SHOTS, close, use
from tests.billing.subscribers import DATA, new_tenant, noon, subscribed
from tests.factories import PASSWORD, UserFactory
from tests.processes import wait_until
from tests.racing import PATIENCE, losers, together, waits_for_a_lock

pytestmark = pytest.mark.django_db

JANUARY = Month(2026, 1)
JANUARY_20, FEBRUARY_1 = noon("2026-01-20"), noon("2026-02-01")


@pytest.fixture
def tenant(db):
    return new_tenant(user=UserFactory())


def leave(tenant, now=JANUARY_20):
    """As another request loads the owner."""
    delete_account(User.objects.get(pk=tenant.user_id), now)


def cancelled(version, tenant):
    subscription = subscribed(version, tenant=tenant)
    cancel(subscription, now=JANUARY_20, by=SYSTEM)
    return subscription


def is_deleted(tenant):
    return not User.objects.get(pk=tenant.user_id).is_active


def test_a_plan_that_costs_something_is_cancelled_first(tenant, plans):
    subscribed(plans.pro, tenant=tenant)

    with pytest.raises(DeletionRefused, match=r"Your plan “Pro” goes on\. Cancel it first"):
        leave(tenant)


@pytest.mark.parametrize("now", [JANUARY_20, FEBRUARY_1 - timedelta(hours=11)])
def test_after_its_end_the_last_month_is_to_be_billed(tenant, plans, now):
    cancelled(plans.pro, tenant)

    with pytest.raises(DeletionRefused, match=r"last bill is made on 1 Feb 2026"):
        leave(tenant, now)


def test_the_last_bill_is_to_be_paid(tenant, plans):
    cancelled(plans.pro, tenant)
    invoice = close(tenant, JANUARY)

    with pytest.raises(DeletionRefused, match=f"not paid: {invoice.number}"):
        leave(tenant, FEBRUARY_1)
    credit(invoice=invoice, amount=invoice.total, reason="Sorry", now=FEBRUARY_1)
    leave(tenant, FEBRUARY_1)

    assert is_deleted(tenant)


def test_an_invoice_with_a_failed_try_is_named_and_not_its_order():
    invoice = invoiced("declined", user=UserFactory())
    collected(invoice)

    with pytest.raises(DeletionRefused, match=f"not paid: {invoice.number}"):
        leave(invoice.tenant)


def test_what_is_not_collected_any_more_is_a_debt_still():
    invoice = invoiced(None, user=UserFactory())
    move(invoice, "write_off", by=SYSTEM)
    assert invoice.status == UNCOLLECTIBLE

    with pytest.raises(DeletionRefused, match="not paid"):
        leave(invoice.tenant)


def test_a_trial_goes_on_with_costs_until_it_is_cancelled(tenant, plans):
    subscription = subscribed(plans.trial, tenant=tenant)

    with pytest.raises(DeletionRefused, match="Trial"):
        leave(tenant)
    cancel(subscription, now=JANUARY_20, by=SYSTEM)
    leave(tenant)

    assert is_deleted(tenant)


def test_a_free_plan_ends_with_the_account(tenant):
    subscription = subscribed(make_version("free", 0), tenant=tenant)

    leave(tenant)

    last = subscription.changes.order_by("day").last()
    assert (last.kind, str(last.day)) == ("cancel", "2026-02-01")
    assert close(tenant, JANUARY) is None


def test_a_plan_without_a_base_is_cancelled_and_its_usage_billed_first(tenant):
    subscription = subscribed(make_version("metered", 0, rates=SHOTS), tenant=tenant)
    use(tenant, JANUARY, 1100)

    with pytest.raises(DeletionRefused, match="Cancel it first"):
        leave(tenant)
    cancel(subscription, now=JANUARY_20, by=SYSTEM)
    with pytest.raises(DeletionRefused, match="last bill"):
        leave(tenant)


def test_the_data_and_secrets_of_a_deleted_owner_stay_erased(tenant):
    leave(tenant)

    with pytest.raises(TenantRefused, match="deleted"):
        change_tenant(tenant, DATA, now=JANUARY_20, by=SYSTEM)
    with pytest.raises(SecretRefused, match="deleted"):
        add_secret(tenant=tenant, now=JANUARY_20)


def test_the_data_for_bills_is_erased_and_invoices_keep_theirs(tenant, plans):
    cancelled(plans.pro, tenant)
    invoice = close(tenant, JANUARY)
    credit(invoice=invoice, amount=invoice.total, reason="Sorry", now=FEBRUARY_1)
    add_secret(tenant=tenant, now=JANUARY_20)

    leave(tenant, FEBRUARY_1)

    tenant.refresh_from_db()
    assert (tenant.legal_name, tenant.billing_email) == (tenant.number, "")
    assert tenant.business_number == ""
    assert rows_with("Noodle Ltd.") == ["billing_invoice"]
    assert Invoice.objects.get().legal_name == "Noodle Ltd."
    assert not tenant.api_secrets.valid_at(FEBRUARY_1).exists()


def test_the_page_links_to_the_plan(client, plans):
    owner = UserFactory()
    subscribed(plans.pro, tenant=new_tenant(user=owner))
    client.force_login(owner)

    page = client.post("/me/delete/", {"password": PASSWORD}).content.decode()

    assert "Cancel it first, then delete your account." in page
    assert '<a href="/billing/">See your plan</a>' in page


def test_the_page_links_to_the_bills(client):
    invoice = invoiced(None, user=UserFactory())
    client.force_login(invoice.tenant.user)

    page = client.post("/me/delete/", {"password": PASSWORD}).content.decode()

    assert '<a href="/billing/invoices/">Pay the bills</a>' in page


def test_the_card_for_bills_goes_with_the_account(tenant):
    give_card(tenant)

    leave(tenant)

    assert is_deleted(tenant)
    assert tenant.timeline.get(kind="card_removed").actor is None


def test_a_deleted_owner_cannot_go_on_with_a_plan(tenant, plans):
    subscription = cancelled(plans.trial, tenant)
    leave(tenant)

    with pytest.raises(BillingRefused, match="deleted"):
        withdraw(subscription, now=JANUARY_20, by=SYSTEM)


def test_a_deleted_user_does_not_become_a_tenant():
    owner = UserFactory()
    delete_account(User.objects.get(pk=owner.pk))

    with pytest.raises(BillingRefused, match="deleted"):
        open_tenant(owner, DATA, currency="KRW", now=JANUARY_20, by=owner)


@pytest.mark.django_db(transaction=True)
def test_concurrent_subscription_and_deletion_exclude_each_other():
    version = make_version("pro", 40000)
    for _round in range(6):
        tenant = new_tenant(user=UserFactory())

        results = together(
            lambda tenant=tenant: subscribe(
                Tenant.objects.get(pk=tenant.pk), version, now=JANUARY_20, by=tenant.user
            ),
            lambda tenant=tenant: leave(tenant),
        )

        [lost] = losers(results)
        assert isinstance(lost, BillingRefused | DeletionRefused)
        assert Subscription.objects.filter(tenant=tenant).exists() != is_deleted(tenant)


def choose(card):
    tenant = Tenant.objects.get(user=card.user_id)
    choose_card(tenant, card, now=JANUARY_20, by=card.user)


def remove(card):
    remove_method(card, by=card.user)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", [choose, remove])
def test_a_card_that_changes_during_the_deletion_does_not_block_it(tenant, change):
    card, _default = give_card(tenant), give_card(tenant)
    is_locked = threading.Event()

    def change_slowly():
        with transaction.atomic():
            lock(card)
            is_locked.set()
            wait_until(waits_for_a_lock)
            change(card)

    def delete():
        is_locked.wait(PATIENCE)
        leave(tenant)

    assert together(change_slowly, delete) == [None, None]
    assert is_deleted(tenant)
    assert not SavedMethod.objects.exclude(user=None, status="removed").exists()
