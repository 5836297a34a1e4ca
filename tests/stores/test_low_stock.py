"""Members who edit the menu are told once when orders take a stock across its threshold."""

import pytest

from notifications.models import Mail, Notice
from stores.access import MemberRole
from stores.models import Product
from stores.services import add_stock, reserve_stock, return_stock, set_stock
from tests.factories import MemberFactory, place
from tests.racing import losers, together


@pytest.fixture
def soup(noodles):
    """Five pieces; its store is told at three."""
    noodles.low_stock_at = 3
    noodles.save()
    return noodles


def titles():
    return list(Notice.objects.order_by("pk").values_list("title", flat=True))


def test_members_who_edit_the_menu_are_told_once(ann, bea, store, soup):
    manager = MemberFactory(store=store, role=MemberRole.MANAGER).user
    MemberFactory(store=store, role=MemberRole.STAFF)

    place(ann, soup, 1)
    assert titles() == []
    place(ann, soup, 2)
    place(ann, soup, 1)

    notices = Notice.objects.filter(kind="stock-low")
    assert {notice.user for notice in notices} == {bea, manager}
    assert set(titles()) == {"“물냉면” is running low: 2 left"}
    assert Mail.objects.filter(kind="stock-low").count() == 2


def test_each_crossing_is_told(soup):
    reserve_stock({soup.pk: 3})
    return_stock({soup.pk: 3})
    reserve_stock({soup.pk: 2})

    assert titles() == [
        "“물냉면” is running low: 2 left",
        "“물냉면” is running low: 3 left",
    ]


def test_nobody_is_told_of_their_own_count_nor_where_it_is_off(soup):
    set_stock(soup, seen=5, stock=2)
    add_stock(soup, 8)
    Product.objects.filter(pk=soup.pk).update(low_stock_at=0)
    reserve_stock({soup.pk: 10})

    assert titles() == []


def test_the_threshold_is_set_on_the_products_page(owner, noodles, to, sent):
    owner.post(to("product", noodles.pk), sent | {"low_stock_at": "2", "max_per_order": "4"})

    noodles.refresh_from_db()
    assert (noodles.low_stock_at, noodles.max_per_order) == (2, 4)


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_many_orders_at_once_cross_it_once(soup):
    Product.objects.filter(pk=soup.pk).update(stock=8)

    results = together(*[lambda: reserve_stock({soup.pk: 1})] * 8)

    assert losers(results) == []
    assert titles() == ["“물냉면” is running low: 3 left"]
