from decimal import Decimal

import pytest

from stores.models import Option, OptionGroup
from tests.factories import OptionGroupFactory


def test_options_and_groups_move(owner, noodles, size, to):
    spice = OptionGroupFactory(product=noodles, name="Spice", position=1)

    owner.post(to("move", "group", spice.pk), {"to": "up"})
    owner.post(to("move", "option", size.options.last().pk), {"to": "up"})

    assert [group.name for group in noodles.option_groups.all()] == ["Spice", "Size"]
    assert [option.name for option in size.options.all()] == ["Large", "Regular"]


def test_an_option_is_switched_by_a_button(owner, size, to):
    large = size.options.last()

    owner.post(to("part-switch", "option", large.pk), {"is_available": "no"})

    large.refresh_from_db()
    assert large.is_available is False


def test_an_option_template_adds_a_group_with_options(owner, noodles, to):
    owner.post(to("starter", noodles.pk), {"starter": "size"})

    group = noodles.option_groups.get()
    assert (group.name, group.min_choices, group.max_choices) == ("Size", 1, 1)
    assert list(group.options.values_list("name", "position")) == [("Regular", 0), ("Large", 1)]


def test_groups_and_options_are_added_and_changed(owner, noodles, to):
    owner.post(to("group-add", noodles.pk), {"name": "Extras", "min_choices": 0, "max_choices": 3})
    group = OptionGroup.objects.get()
    owner.post(to("option-add", group.pk), {"name": "Egg", "price_change": "1000"})
    option = Option.objects.get()
    owner.post(to("option", option.pk), {"name": "Two eggs", "price_change": "2,000원"})
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
def test_an_invalid_group_is_refused(owner, noodles, to, sent):
    response = owner.post(to("group-add", noodles.pk), sent)

    assert response.context["form"].errors
    assert OptionGroup.objects.count() == 0


def test_an_option_cannot_make_a_price_negative(owner, noodles, size, to):
    response = owner.post(to("option-add", size.pk), {"name": "Tiny", "price_change": "-9001"})
    fits = owner.post(to("option-add", size.pk), {"name": "Tiny", "price_change": "-₩9,000"})

    assert "below zero" in str(response.context["form"].errors)
    assert fits.status_code == 302


def test_a_price_cannot_be_lower_than_its_options_reduce_it(owner, noodles, size, to, sent):
    Option.objects.filter(name="Large").update(price_change=-3000)

    response = owner.post(to("product", noodles.pk), sent | {"price": "2999"})

    assert "below zero" in str(response.context["form"].errors)


def test_more_choices_cannot_make_a_price_negative(owner, noodles, size, to):
    Option.objects.update(price_change=-5000)

    response = owner.post(
        to("group", size.pk), {"name": "Size", "min_choices": 0, "max_choices": 2}
    )

    assert "below zero" in str(response.context["form"].errors)
