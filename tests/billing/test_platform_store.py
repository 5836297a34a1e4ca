"""The platform's own store, whose orders collect invoices, is known to no list, sum or limit."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from billing.models import UsageEvent
from config.dashboard import sales_by_day, today
from core.actors import SYSTEM
from coupons.first_orders import has_ordered
from notifications.models import Mail, Notice
from orders.owner_limits import orders_of_month
from orders.queries import orders_to_list
from payments.refunds import refund_payments, send_due_refunds
from recommendations.sources import interactions_of, items_of_site
from stores.access import Right, stores_with
from stores.models import Store
from stores.platform import platform_store
from stores.queries import store_to_show, stores_to_browse
from tests.billing.collection_world import collected, invoiced
from tests.racing import together

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(bea):
    """A paid bill of Bea's."""
    return collected(invoiced(user=bea)).order


@pytest.fixture
def platform(order):
    return order.store


def test_it_is_not_listed(platform):
    assert platform not in stores_to_browse(timezone.now())


def test_it_has_no_page(client, platform):
    assert store_to_show(platform.slug, SYSTEM) is None
    assert client.get(platform.get_absolute_url()).status_code == 404


def test_it_is_not_found(client, platform):
    page = client.get(reverse("stores:home"), {"q": platform.name})

    assert platform.slug not in page.content.decode()


def test_it_is_not_in_the_sitemap(client, platform):
    assert platform.slug not in client.get("/sitemap.xml").content.decode()


def test_nobody_is_its_member(bea, admin_user, platform):
    for user in (bea, admin_user):
        assert platform.pk not in stores_with(user, Right.WORK_BOARD).values_list("pk", flat=True)
    assert not platform.members.exists()


def test_it_is_not_recommended(bea, order):
    assert items_of_site() == []
    assert interactions_of([bea.pk], timezone.now()) == []


def test_its_orders_are_no_revenue(order):
    day = sales_by_day(timezone.now())[-1]

    assert (day.orders, day.sums) == (0, [])
    assert all(count == 0 for _status, _label, count in today(timezone.now(), day)["ended"])


def test_its_orders_are_not_in_the_buyers_list(client, bea, order):
    client.force_login(bea)

    assert list(orders_to_list(bea.pk)) == []
    spreadsheet = client.get(reverse("orders:download")).getvalue()
    assert order.number not in spreadsheet.decode()


def test_its_orders_are_no_first_orders(bea, order):
    assert not has_ordered(order.email, "", store=None, customer=bea)


def test_its_orders_count_for_no_limit(bea, order):
    assert orders_of_month(bea.pk, timezone.now()) == 0


def test_its_orders_are_no_usage(bea, order):
    assert not UsageEvent.objects.exists()


def test_nobody_is_notified_of_them(order):
    refund_payments(order, "Never used")
    send_due_refunds()

    assert not Mail.objects.filter(order=order).exists()
    assert not Notice.objects.filter(order=order).exists()


def test_it_is_not_changed_in_the_admin(admin_client, platform):
    page = admin_client.get(reverse("admin:stores_store_changelist"))

    assert platform.slug not in page.content.decode()
    url = reverse("admin:stores_store_change", args=[platform.pk])
    assert admin_client.get(url).status_code == 302


@pytest.mark.parametrize("change", [{"archived_at": None}, {"is_platform": False}])
def test_it_stays_hidden(platform, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        Store.objects.filter(pk=platform.pk).update(**change)


def test_nobody_becomes_its_owner(bea, platform):
    with pytest.raises(IntegrityError), transaction.atomic():
        Store.objects.filter(pk=platform.pk).update(owner=bea)


def test_all_other_stores_have_a_category(store):
    with pytest.raises(IntegrityError), transaction.atomic():
        Store.objects.filter(pk=store.pk).update(category=None)


@pytest.mark.django_db(transaction=True)
def test_made_by_several_at_once_it_is_one():
    found = together(*[lambda: platform_store("JPY").pk] * 4)

    assert found == [Store.objects.get(currency="JPY").pk] * 4
