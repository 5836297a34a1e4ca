from decimal import Decimal

import pytest
from django.urls import reverse

from orders.models import Cart
from stores.menus import append
from stores.models import MenuSection, Option, OptionGroup, Product
from stores.services import reserve_stock
from tests.factories import OptionGroupFactory, ProductFactory, place


def names_in(section):
    return list(section.products.values_list("name", "position"))


@pytest.fixture
def three(section, noodles):
    """Three products in one section: 물냉면, B, C."""
    for name in ("B", "C"):
        append(Product(section=section, name=name, price=1000))
    return section


@pytest.fixture
def sent(section):
    return {"name": "비빔냉면", "price": "11000", "description": "", "section": section.pk}


def test_sections_are_added_last_and_renamed(owner, store, section, to):
    owner.post(to("section-add"), {"name": "Drinks"})
    owner.post(to("section", section.pk), {"name": "Noodles"})

    assert list(store.sections.values_list("name", "position")) == [("Noodles", 0), ("Drinks", 1)]


@pytest.mark.parametrize("name", ["", " ", "x" * 61])
def test_a_section_needs_a_good_name(owner, store, to, name):
    response = owner.post(to("section-add"), {"name": name})

    assert response.context["form"].errors
    assert store.sections.count() == 0


def test_a_product_is_added_last_with_its_stock(owner, section, noodles, to, sent):
    owner.post(to("product-add", section.pk), sent | {"stock": "7"})

    product = section.products.last()
    assert (product.name, product.price, product.stock, product.position) == (
        "비빔냉면",
        11000,
        7,
        1,
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "🍜" * 81),
        ("price", ""),
        ("price", "-1"),
        ("price", "9000.5"),
        ("price", "1e30"),
        ("price", "99999999"),
        ("description", "x" * 301),
        ("stock", "-1"),
        ("stock", "9" * 40),
        ("stock", "1.5"),
        ("section", "99999999999999999999"),
    ],
)
def test_a_product_is_refused_with_a_reason(owner, section, to, sent, field, value):
    response = owner.post(to("product-add", section.pk), sent | {field: value})

    assert list(response.context["form"].errors) == [field]
    assert section.products.count() == 1


def test_a_product_never_goes_to_the_section_of_another_store(owner, noodles, to, sent):
    elsewhere = ProductFactory().section

    response = owner.post(to("product", noodles.pk), sent | {"section": elsewhere.pk})

    assert "section" in response.context["form"].errors


def test_editing_a_product_does_not_touch_its_stock(owner, noodles, to, sent):
    reserve_stock({noodles.pk: 2})

    owner.post(to("product", noodles.pk), sent | {"stock": "5"})

    noodles.refresh_from_db()
    assert (noodles.name, noodles.stock) == ("비빔냉면", 3)


def test_a_product_in_another_section_becomes_its_last(owner, store, three, noodles, to, sent):
    drinks = MenuSection(store=store, name="Drinks")
    append(drinks)
    append(Product(section=drinks, name="Cola", price=2000))

    owner.post(to("product", noodles.pk), sent | {"section": drinks.pk})

    assert names_in(three) == [("B", 0), ("C", 1)]
    assert names_in(drinks) == [("Cola", 0), ("비빔냉면", 1)]


def test_products_move_up_and_down_and_stay_dense(owner, three, noodles, to):
    Product.objects.update(position=7)

    owner.post(to("move", "product", noodles.pk), {"to": "down"})
    owner.post(to("move", "product", noodles.pk), {"to": "down"})
    owner.post(to("move", "product", noodles.pk), {"to": "down"})

    assert names_in(three) == [("B", 0), ("C", 1), ("물냉면", 2)]


def test_options_and_groups_move(owner, noodles, size, to):
    spice = OptionGroupFactory(product=noodles, name="Spice", position=1)

    owner.post(to("move", "group", spice.pk), {"to": "up"})
    owner.post(to("move", "option", size.options.last().pk), {"to": "up"})

    assert [group.name for group in noodles.option_groups.all()] == ["Spice", "Size"]
    assert [option.name for option in size.options.all()] == ["Large", "Regular"]


def test_move_answers_htmx_with_the_menu(owner, three, noodles, to):
    response = owner.post(to("move", "product", noodles.pk), {"to": "down"}, HTTP_HX_REQUEST="true")

    page = response.content.decode()
    assert page.index(">B</a>") < page.index(">물냉면</a>") < page.index(">C</a>")
    assert "<html" not in page


@pytest.mark.parametrize(
    ("field", "value", "after"),
    [("is_available", "no", False), ("is_hidden", "yes", True)],
)
def test_a_product_is_switched_by_one_touch(owner, noodles, to, field, value, after):
    response = owner.post(
        to("part-switch", "product", noodles.pk), {field: value}, HTTP_HX_REQUEST="true"
    )

    noodles.refresh_from_db()
    assert getattr(noodles, field) == after
    assert f'id="product-{noodles.pk}"' in response.content.decode()


def test_a_section_is_hidden_with_all_its_products(owner, noodles, to):
    section = noodles.section

    page = owner.post(
        to("part-switch", "section", section.pk), {"is_hidden": "yes"}, HTTP_HX_REQUEST="true"
    )

    section.refresh_from_db()
    noodles.refresh_from_db()
    assert section.is_hidden
    assert (noodles.is_hidden, noodles.is_offered) == (False, False)
    assert f'id="section-{section.pk}"' in page.content.decode()


def test_an_option_is_switched_by_one_touch(owner, size, to):
    large = size.options.last()

    owner.post(to("part-switch", "option", large.pk), {"is_available": "no"})

    large.refresh_from_db()
    assert large.is_available is False


@pytest.mark.parametrize(
    ("kind", "sent"), [("product", {"price": "yes"}), ("section", {"is_available": "no"})]
)
def test_nothing_else_is_switched(owner, noodles, to, kind, sent):
    pk = noodles.pk if kind == "product" else noodles.section.pk

    assert owner.post(to("part-switch", kind, pk), sent).status_code == 404


def test_deleting_a_section_says_how_many_products_go(owner, three, to):
    page = owner.get(to("delete", "section", three.pk)).content.decode()
    owner.post(to("delete", "section", three.pk))

    assert "3 products go with it" in page
    assert (MenuSection.objects.count(), Product.objects.count()) == (0, 0)


def test_deleting_a_product_closes_the_gap(owner, three, to):
    middle = three.products.get(name="B")

    owner.post(to("delete", "product", middle.pk))

    assert names_in(three) == [("물냉면", 0), ("C", 1)]


def test_deleting_a_product_keeps_past_orders_readable(owner, ann, noodles, size, to):
    order = place(ann, noodles, quantity=2, options=[size.options.last()])

    owner.post(to("delete", "product", noodles.pk))

    line = order.lines.get()
    assert (line.product, line.name, line.choices) == (None, "물냉면", "Large")
    assert (line.quantity, line.total) == (2, 22000)


def test_deleting_a_product_takes_it_out_of_carts(owner, ann, noodles, to):
    from orders.carts import Holder, add_to_cart

    add_to_cart(Holder(user=ann), noodles, [], 1)

    owner.post(to("delete", "product", noodles.pk))

    assert Cart.objects.get().lines.count() == 0


def test_a_starter_gives_a_group_with_options(owner, noodles, to):
    owner.post(to("starter", noodles.pk), {"starter": "size"})

    group = noodles.option_groups.get()
    assert (group.name, group.min_choices, group.max_choices) == ("Size", 1, 1)
    assert list(group.options.values_list("name", "position")) == [("Regular", 0), ("Large", 1)]


def test_groups_and_options_are_added_and_changed(owner, noodles, to):
    owner.post(to("group-add", noodles.pk), {"name": "Extras", "min_choices": 0, "max_choices": 3})
    group = OptionGroup.objects.get()
    owner.post(to("option-add", group.pk), {"name": "Egg", "price_change": "1000"})
    option = Option.objects.get()
    owner.post(to("option", option.pk), {"name": "Two eggs", "price_change": "2000"})
    owner.post(to("group", group.pk), {"name": "More", "min_choices": 0, "max_choices": 2})

    group.refresh_from_db()
    option.refresh_from_db()
    assert (group.name, group.max_choices) == ("More", 2)
    assert (option.name, option.price_change) == ("Two eggs", Decimal(2000))


@pytest.mark.parametrize(
    "sent",
    [
        {"name": "", "min_choices": 0, "max_choices": 1},
        {"name": "x", "min_choices": 2, "max_choices": 1},
        {"name": "x", "min_choices": -1, "max_choices": 1},
        {"name": "x", "min_choices": 0, "max_choices": 0},
        {"name": "x", "min_choices": 0, "max_choices": "9" * 30},
    ],
)
def test_a_group_must_make_sense(owner, noodles, to, sent):
    response = owner.post(to("group-add", noodles.pk), sent)

    assert response.context["form"].errors
    assert OptionGroup.objects.count() == 0


def test_options_never_bring_a_price_below_zero(owner, noodles, size, to):
    response = owner.post(to("option-add", size.pk), {"name": "Tiny", "price_change": "-9001"})
    fits = owner.post(to("option-add", size.pk), {"name": "Tiny", "price_change": "-9000"})

    assert "below zero" in str(response.context["form"].errors)
    assert fits.status_code == 302


def test_a_price_never_falls_below_what_its_options_take_off(owner, noodles, size, to, sent):
    Option.objects.filter(name="Large").update(price_change=-3000)

    response = owner.post(to("product", noodles.pk), sent | {"price": "2999"})

    assert "below zero" in str(response.context["form"].errors)


def test_more_choices_never_bring_a_price_below_zero(owner, noodles, size, to):
    Option.objects.update(price_change=-5000)

    response = owner.post(
        to("group", size.pk), {"name": "Size", "min_choices": 0, "max_choices": 2}
    )

    assert "below zero" in str(response.context["form"].errors)


def test_the_menu_asks_the_same_for_one_product_as_for_thirty(
    owner, section, noodles, size, to, django_assert_max_num_queries
):
    owner.get(to("menu"))
    with django_assert_max_num_queries(8):
        owner.get(to("menu"))
    for number in range(29):
        product = Product(section=section, name=f"P{number}", price=1000)
        append(product)
        OptionGroupFactory(product=product)

    with django_assert_max_num_queries(8):
        owner.get(to("menu"))


def test_the_see_as_customer_link_is_there(owner, store, to):
    page = owner.get(to("menu")).content.decode()

    assert reverse("stores:store", args=[store.slug]) in page
