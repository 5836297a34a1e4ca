import pytest

from stores.models import MenuSection, Product


def test_sections_are_added_last_and_renamed(owner, store, section, to):
    owner.post(to("section-add"), {"name": "Drinks"})
    owner.post(to("section", section.pk), {"name": "Noodles"})

    assert list(store.sections.values_list("name", "position")) == [("Noodles", 0), ("Drinks", 1)]


@pytest.mark.parametrize("name", ["", " ", "x" * 61])
def test_a_section_needs_a_valid_name(owner, store, to, name):
    response = owner.post(to("section-add"), {"name": name})

    assert response.context["form"].errors
    assert store.sections.count() == 0


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


def test_deleting_a_section_shows_how_many_products_are_deleted(owner, three, to):
    page = owner.get(to("delete", "section", three.pk)).content.decode()
    owner.post(to("delete", "section", three.pk))

    assert "3 products go with it" in page
    assert (MenuSection.objects.count(), Product.objects.count()) == (0, 0)
