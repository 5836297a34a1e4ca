import pytest

from stores.services import StockRefused, add_stock, reserve_stock, set_stock


@pytest.fixture
def set_to(owner, noodles, to):
    """Posts the stock form by htmx."""
    url = to("stock", noodles.pk)
    return lambda **sent: owner.post(url, sent, HTTP_HX_REQUEST="true")


def test_stock_is_set_if_it_equals_the_seen_one(set_to, noodles):
    response = set_to(seen="5", stock="12")

    noodles.refresh_from_db()
    assert (response.status_code, noodles.stock) == (200, 12)


def test_stock_is_not_set_if_an_order_changed_it(set_to, noodles):
    reserve_stock({noodles.pk: 2})

    response = set_to(seen="5", stock="12")

    noodles.refresh_from_db()
    assert (response.status_code, noodles.stock) == (422, 3)
    page = response.content.decode()
    assert "is 3 by now" in page
    assert 'name="seen" value="3"' in page


def test_stock_steps_add_up_with_orders(set_to, noodles):
    reserve_stock({noodles.pk: 2})

    set_to(change="1", seen="5", stock="5")

    noodles.refresh_from_db()
    assert noodles.stock == 4


def test_an_empty_stock_is_not_counted_and_can_be_again(set_to, noodles):
    set_to(seen="5", stock="")
    noodles.refresh_from_db()
    assert noodles.stock is None

    set_to(seen="", stock="0")
    noodles.refresh_from_db()
    assert noodles.stock == 0


@pytest.mark.parametrize(
    "sent",
    [
        {"seen": "5", "stock": "-1"},
        {"seen": "5", "stock": "1000001"},
        {"seen": "5", "stock": "9" * 50},
        {"seen": "5", "stock": "five 🍜"},
        {"seen": "x", "stock": "5"},
        {"change": "-6"},
        {"change": "1000000"},
        {"change": "9" * 30},
        {"change": "1.5"},
    ],
)
def test_invalid_stock_is_refused_with_a_message(set_to, noodles, sent):
    response = set_to(**sent)

    noodles.refresh_from_db()
    assert (response.status_code, noodles.stock) == (422, 5)
    assert 'role="alert"' in response.content.decode()


def test_without_htmx_a_refusal_is_a_message(owner, noodles, to):
    response = owner.post(to("stock", noodles.pk), {"seen": "4", "stock": "9"}, follow=True)

    assert "is 5 by now" in response.content.decode()


def test_a_product_that_is_not_counted_has_no_steps(noodles):
    set_stock(noodles, seen=5, stock=None)

    with pytest.raises(StockRefused, match="not counted"):
        add_stock(noodles, 1)
