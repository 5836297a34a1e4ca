"""What sending costs: by weight, by zone, free above an amount."""

from dataclasses import replace
from decimal import Decimal

import pytest

from orders.baskets import OrderRefused
from shipping.costs import CannotSend, cost_for, grams_of, table_of, weight
from shipping.korea import ISLANDS, JEJU
from shipping.models import Zone
from shipping.postcodes import BadPattern, matches, parse
from tests.factories import ProductFactory, place
from tests.shipping.world import SEOUL, weighs


@pytest.mark.parametrize(
    ("grams", "country", "postcode", "price"),
    [
        (0, "KR", "03172", 3000),
        (1000, "KR", "03172", 3000),
        (1001, "KR", "03172", 5000),
        (500, "KR", "63000", 6000),
        (500, "KR", "63644", 6000),
        (500, "KR", "63645", 3000),
        (500, "KR", "62999", 3000),
        (500, "PH", "1000", 15000),
        (500, "", "", 3000),
    ],
)
def test_the_cost_is_that_of_the_step_and_the_zone(store, grams, country, postcode, price):
    assert cost_for(store, grams, country, postcode).price == price


@pytest.mark.parametrize(
    ("grams", "country", "why"),
    [
        (5001, "KR", "at most 5 kg"),
        (2000, "PH", "nothing this heavy there"),
    ],
)
def test_what_the_store_does_not_send_is_refused_with_a_sentence(store, grams, country, why):
    with pytest.raises(CannotSend, match=why):
        cost_for(store, grams, country)


def test_a_country_without_a_zone_is_refused(store):
    Zone.objects.filter(name="Abroad").delete()

    with pytest.raises(CannotSend, match="does not send there"):
        cost_for(store, 1, "PH")


def test_a_store_without_prices_sends_nothing(store):
    Zone.objects.all().delete()

    with pytest.raises(CannotSend, match="nothing at present"):
        cost_for(store, 1, "KR")


def test_an_unknown_destination_costs_the_least(store):
    cost = cost_for(store, 500)

    assert (cost.is_least, cost.zone.name) == (True, "Korea")


@pytest.mark.parametrize(("amount", "price"), [(49_999, 3000), (50_000, 0)])
def test_sending_is_free_from_an_amount(store, amount, price):
    Zone.objects.filter(name="Korea").update(free_from=50_000)

    assert cost_for(store, 1, "KR", "03172", Decimal(amount)).price == price
    assert cost_for(store, 1, "KR", "63000", Decimal(amount)).price == 6000


def test_the_countries_of_a_table_are_those_that_it_prices(store):
    table = table_of(store)

    assert len(table.countries) == 249
    Zone.objects.filter(name="Abroad").delete()
    assert table_of(store).countries == ["KR"]


def test_a_table_has_a_row_for_each_step(store):
    rows = [(step.grams, prices) for step, prices in table_of(store).rows]

    assert rows == [(1000, [3000, 6000, 15000]), (5000, [5000, 9000, None])]


def test_pieces_weigh_as_much_as_their_products(store):
    tea, cup = ProductFactory(store=store), ProductFactory(store=store)
    weighs(tea, 120)

    assert grams_of([(tea.pk, 3), (cup.pk, 2), (None, 1)]) == 360


@pytest.mark.parametrize(("grams", "text"), [(500, "500 g"), (2000, "2 kg"), (1500, "1.5 kg")])
def test_a_weight_reads_well(grams, text):
    assert weight(grams) == text


def test_the_order_pays_for_its_weight_and_destination(ann, store):
    product = ProductFactory(store=store, price=Decimal(9000))
    weighs(product, 600)

    order = place(ann, product, 2, fulfilment="shipping", contact=SEOUL)

    [fee] = order.adjustments.all()
    assert (fee.kind, fee.amount, fee.label, order.total) == ("shipping_fee", 5000, "", 23_000)


def test_a_cheaper_destination_cannot_be_sent_along(ann, store):
    product = ProductFactory(store=store)
    jeju = replace(SEOUL, postcode="63000")
    seoul = {"shipping": SEOUL.destination}

    order = place(ann, product, fulfilment="shipping", contact=jeju, choices=seoul)

    assert order.adjustments.get().amount == 6000


def test_what_is_too_heavy_is_not_ordered(ann, store):
    product = ProductFactory(store=store)
    weighs(product, 6000)

    with pytest.raises(OrderRefused, match="too heavy"):
        place(ann, product, fulfilment="shipping", contact=SEOUL)


def test_pricing_asks_as_many_queries_for_many_lines(ann, store, django_assert_num_queries):
    pieces = [(ProductFactory(store=store).pk, 1) for _ in range(5)]

    with django_assert_num_queries(4):
        cost_for(store, grams_of(pieces), "KR", "03172")


@pytest.mark.parametrize(
    ("text", "patterns"),
    [
        ("63000-63644", ["63000-63644"]),
        ("63000 – 63644, 31708\nbt", ["63000-63644", "31708", "BT"]),
        ("", []),
    ],
)
def test_postcodes_are_read_as_people_write_them(text, patterns):
    assert parse(text) == patterns


@pytest.mark.parametrize("text", ["63644-63000", "1-100", "제주", "x" * 11, "1-2-3", "1," * 501])
def test_what_is_no_postcode_is_refused(text):
    with pytest.raises(BadPattern):
        parse(text if "," not in text else ",".join(map(str, range(501))))


@pytest.mark.parametrize(
    ("pattern", "postcode", "is_in"),
    [
        ("BT", "bt1 1aa", True),
        ("BT", "B11 1AA", False),
        ("10000-19999", "12345-6789", True),
        ("10000-19999", "2345", False),
        ("10000-19999", "", False),
    ],
)
def test_postcodes_match_ranges_and_beginnings(pattern, postcode, is_in):
    assert matches([pattern], postcode) == is_in


def test_the_korean_islands_are_patterns():
    assert parse(", ".join([*JEJU, *ISLANDS])) == [*JEJU, *ISLANDS]


@pytest.mark.parametrize("postcode", ["690-011", "690011", "６９００１１"])
def test_an_old_postcode_is_asked_for_again_and_not_priced_as_the_mainland(store, postcode):
    with pytest.raises(CannotSend, match="old postcode of six digits"):
        cost_for(store, 1, "KR", postcode)


def test_half_a_postcode_is_not_priced_either(store):
    with pytest.raises(CannotSend, match="five digits"):
        cost_for(store, 1, "KR", "630")


def test_an_order_to_an_old_postcode_is_refused(ann, store):
    with pytest.raises(OrderRefused, match="six digits"):
        place(
            ann,
            ProductFactory(store=store),
            fulfilment="shipping",
            contact=replace(SEOUL, postcode="690-011"),
        )


def test_the_table_names_where_nothing_is_sent(store):
    assert table_of(store).gaps == []

    Zone.objects.filter(name="Jeju").get().rates.all().delete()
    Zone.objects.filter(name__in=["Korea", "Abroad"]).delete()

    assert table_of(store).gaps == ["Jeju", "the rest of South Korea", "all other countries"]
