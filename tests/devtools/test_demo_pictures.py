import csv

import pytest

from devtools.demo.pictures import BURGERS, FILLS, LONG, ROUND, Dish, dish_picture
from devtools.demo.posters import POSTERS
from devtools.demo.stores import DATA

# What only one kind of dish is asked for.
SHAPES = {
    *("noodles", "stew", "rice", "snow", "pasta", "round", "slices", "halves", "sticks", "rings"),
    *("balls", "spring", "cold", "white", "bread", "bun", "berries", "few", "inside", "small"),
    *("egg", "prawns"),
}
WORDS = {*FILLS, *LONG, *ROUND, *BURGERS, *SHAPES}


def dishes():
    with (DATA / "dishes.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("menu", dict.fromkeys(dish["menu"] for dish in dishes()))
def test_no_two_dishes_of_a_menu_look_alike(menu):
    names = [dish["picture"] for dish in dishes() if dish["menu"] == menu]

    assert len({dish_picture(name) for name in names}) == len(names)


def test_pictures_are_small_and_always_the_same():
    first = dish_picture("burger bacon")
    dish_picture.cache_clear()

    assert dish_picture("burger bacon") == first
    assert max(len(dish_picture(dish["picture"])) for dish in dishes()) < 20_000


def test_pictures_are_named_by_words_that_are_drawn():
    names = {dish["picture"] for dish in dishes()}

    assert [name for name in names if not hasattr(Dish, f"draw_{name.split()[0]}")] == []
    assert {word for name in names for word in name.split()[1:]} - WORDS == set()


@pytest.mark.parametrize("name", POSTERS)
def test_posters_are_small_and_always_the_same(name):
    first = POSTERS[name]()

    assert POSTERS[name]() == first
    assert len(first) < 40_000
