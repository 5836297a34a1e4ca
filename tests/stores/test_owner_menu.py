import pytest
from django.urls import reverse

from stores.menu.edit import append
from stores.models import Product
from tests.factories import OptionGroupFactory


def test_products_move_up_and_down_and_stay_dense(owner, three, noodles, to, names_in):
    Product.objects.update(position=7)

    owner.post(to("move", "product", noodles.pk), {"to": "down"})
    owner.post(to("move", "product", noodles.pk), {"to": "down"})
    owner.post(to("move", "product", noodles.pk), {"to": "down"})

    assert names_in(three) == [("B", 0), ("C", 1), ("물냉면", 2)]


def test_move_answers_htmx_with_the_menu(owner, three, noodles, to):
    response = owner.post(to("move", "product", noodles.pk), {"to": "down"}, HTTP_HX_REQUEST="true")

    page = response.content.decode()
    assert page.index(">B</a>") < page.index(">물냉면</a>") < page.index(">C</a>")
    assert "<html" not in page


@pytest.mark.parametrize(
    ("kind", "sent"), [("product", {"price": "yes"}), ("section", {"is_available": "no"})]
)
def test_unknown_switches_are_refused(owner, noodles, to, kind, sent):
    pk = noodles.pk if kind == "product" else noodles.section.pk

    assert owner.post(to("part-switch", kind, pk), sent).status_code == 404


def test_the_menu_has_a_constant_number_of_queries(
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
