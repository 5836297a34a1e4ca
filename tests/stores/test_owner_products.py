import pytest

from orders.carts import CartOwner, add_to_cart
from orders.models import Cart
from stores.menu.edit import append
from stores.models import MenuSection, Product
from stores.services import reserve_stock
from tests.factories import ProductFactory, place


def test_a_product_is_added_last_with_its_stock(owner, section, noodles, to, sent):
    owner.post(to("product-add", section.pk), sent | {"stock": "7"})

    product = section.products.last()
    assert (product.name, product.price, product.stock, product.position) == (
        "비빔냉면",
        11000,
        7,
        1,
    )


@pytest.mark.parametrize("price", ["5,000", "₩5,000", "5,000원", "５，０００"])
def test_a_price_is_accepted_as_the_site_formats_it(owner, section, to, sent, price):
    owner.post(to("product-add", section.pk), sent | {"price": price})

    assert section.products.last().price == 5000


def test_the_price_input_accepts_a_comma(owner, section, to):
    field = owner.get(to("product-add", section.pk)).context["form"]["price"]

    assert field.field.widget.input_type == "text"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "🍜" * 81),
        ("price", ""),
        ("price", "-1"),
        ("price", "9000.5"),
        ("price", "1e30"),
        ("price", "11,00"),
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


def test_a_product_cannot_move_to_a_section_of_another_store(owner, noodles, to, sent):
    other_section = ProductFactory().section

    response = owner.post(to("product", noodles.pk), sent | {"section": other_section.pk})

    assert "section" in response.context["form"].errors


def test_editing_a_product_does_not_touch_its_stock(owner, noodles, to, sent):
    reserve_stock({noodles.pk: 2})

    owner.post(to("product", noodles.pk), sent | {"stock": "5"})

    noodles.refresh_from_db()
    assert (noodles.name, noodles.stock) == ("비빔냉면", 3)


def test_a_product_moved_to_another_section_becomes_its_last(
    owner, store, three, noodles, to, sent, names_in
):
    drinks = MenuSection(store=store, name="Drinks")
    append(drinks)
    append(Product(section=drinks, name="Cola", price=2000))

    owner.post(to("product", noodles.pk), sent | {"section": drinks.pk})

    assert names_in(three) == [("B", 0), ("C", 1)]
    assert names_in(drinks) == [("Cola", 0), ("비빔냉면", 1)]


@pytest.mark.parametrize(
    ("field", "value", "after"),
    [("is_available", "no", False), ("is_hidden", "yes", True)],
)
def test_a_product_is_switched_by_a_button(owner, noodles, to, field, value, after):
    response = owner.post(
        to("part-switch", "product", noodles.pk), {field: value}, HTTP_HX_REQUEST="true"
    )

    noodles.refresh_from_db()
    assert getattr(noodles, field) == after
    assert f'id="product-{noodles.pk}"' in response.content.decode()


def test_deleting_a_product_closes_the_gap(owner, three, to, names_in):
    middle = three.products.get(name="B")

    owner.post(to("delete", "product", middle.pk))

    assert names_in(three) == [("물냉면", 0), ("C", 1)]


def test_past_orders_show_a_deleted_product(owner, ann, noodles, size, to):
    order = place(ann, noodles, quantity=2, options=[size.options.last()])

    owner.post(to("delete", "product", noodles.pk))

    line = order.lines.get()
    assert (line.product, line.name, line.choices) == (None, "물냉면", "Large")
    assert (line.quantity, line.total) == (2, 22000)


def test_deleting_a_product_removes_it_from_carts(owner, ann, noodles, to):
    add_to_cart(CartOwner(user=ann), noodles, [], 1)

    owner.post(to("delete", "product", noodles.pk))

    assert Cart.objects.get().lines.count() == 0
