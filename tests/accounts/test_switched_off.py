"""A feature that is switched off holds no account for ever; what is owed is not lost."""

from contextlib import contextmanager

import pytest

from accounts.models import User
from accounts.services import DeletionRefused, delete_account
from billing.due_work import do_due_work
from billing.models import DueWork, Invoice
from notifications.models import Mail, Notice
from payments.refunds import send_due_refunds
from shipping.return_causes import SETTLED_AFTER
from shipping.returns.overdue import settle_overdue
from stores.store_services import archive_store
from tests.billing.collection_world import invoiced
from tests.billing.factories import make_version
from tests.billing.subscribers import new_tenant, noon, subscribed
from tests.config.test_features import reconnect, site_with
from tests.factories import UserFactory
from tests.payments.test_money_access import operator
from tests.shipping.return_world import arrived, requested, walked
from tests.shipping.world import ships

JANUARY_20, MARCH_20 = noon("2026-01-20"), noon("2026-03-20")


@pytest.fixture
def shop(store):
    ships(store)
    return store


@contextmanager
def switched_off():
    try:
        with site_with([]):
            reconnect()
            yield
    finally:
        reconnect()


def is_deleted(user):
    return not User.objects.get(pk=user.pk).is_active


def subscriber(price=40000):
    tenant = new_tenant(user=UserFactory())
    return tenant, subscribed(make_version("pro", price), tenant=tenant)


def months_of(tenant):
    return [(invoice.month.number, invoice.total) for invoice in tenant.invoices.order_by("pk")]


def test_a_plan_ends_with_the_account_and_what_is_owed_is_an_invoice(db):
    tenant, subscription = subscriber()

    with switched_off():
        delete_account(tenant.user, MARCH_20)

    tenant.refresh_from_db()
    last = subscription.changes.order_by("day").last()
    assert is_deleted(tenant.user)
    assert (last.kind, str(last.day)) == ("cancel", "2026-04-01")
    assert months_of(tenant) == [(1, 28387), (2, 40000), (3, 40000)]
    assert {each.legal_name for each in Invoice.objects.all()} == {"Noodle Ltd."}
    assert (tenant.legal_name, tenant.billing_email) == (tenant.number, "")


def test_an_unpaid_bill_stays_a_claim(db):
    invoice = invoiced(None, user=UserFactory())

    with switched_off():
        delete_account(invoice.tenant.user, noon("2026-04-20"))

    invoice.refresh_from_db()
    assert is_deleted(invoice.tenant.user)
    assert (invoice.status, invoice.legal_name) == ("open", "Noodle Ltd.")


def test_switched_on_again_nothing_of_it_is_billed_twice_or_fails(db):
    tenant, _subscription = subscriber()
    with switched_off():
        delete_account(tenant.user, MARCH_20)
    before = months_of(tenant)

    for day in ("2026-08-20", "2026-08-21", "2026-08-22", "2026-08-23"):
        while do_due_work(noon(day)):
            pass

    assert months_of(tenant) == before
    assert set(tenant.invoices.values_list("status", flat=True)) == {"uncollectible"}
    assert not DueWork.objects.filter(done_at=None).exists()
    assert [*Mail.objects.all(), *Notice.objects.all()] == []


@pytest.mark.parametrize("status", ["requested", "approved"])
def test_a_return_that_nobody_can_end_ends_with_the_account(ann, bea, shop, status):
    goods_returns = [walked(requested(arrived(buyer, shop)), status) for buyer in (ann, None)]
    archive_store(shop)

    with switched_off():
        delete_account(ann)
        delete_account(bea)

    for each in goods_returns:
        each.refresh_from_db()
        assert each.status == "withdrawn"
        assert each.order.lines.get().returning == 0


def test_its_buyer_and_the_administrators_are_notified(ann, bea, shop):
    answers = operator("change_order", "change_return")
    approved = walked(requested(arrived(ann, shop)), "approved")
    of_guest = requested(arrived(None, shop))
    archive_store(shop)
    Notice.objects.all().delete()
    Mail.objects.all().delete()

    with switched_off():
        delete_account(bea)
        links = {notice.user: notice.link for notice in Notice.objects.filter(order=approved.order)}

    assert links == {
        ann: approved.order.get_absolute_url(),
        answers: f"/admin/orders/order/{approved.order.pk}/change/",
    }
    mailed = Mail.objects.filter(kind="return-closed").values_list("recipient", flat=True)
    assert {*mailed} == {ann.email, of_guest.order.email}


def test_one_that_has_arrived_is_refunded_before(ann, bea, shop):
    goods_return = walked(requested(arrived(ann, shop)), "received")
    archive_store(shop)

    with switched_off():
        for person, words in ((ann, "your money goes back on"), (bea, "Their money goes back on")):
            with pytest.raises(DeletionRefused, match=words):
                delete_account(person)
        settle_overdue(goods_return.refund_due + SETTLED_AFTER)
        send_due_refunds()
        for person in (ann, bea):
            delete_account(person)

    goods_return.refresh_from_db()
    assert goods_return.status == "refunded"
