"""What the tag `perlanguage` renders once for all pages."""

import pytest
from django.template import engines
from django.utils import translation

PAGE = '{% load i18n per_language %}{% perlanguage %}{% translate "Cart" %} {{ who }}{% endperlanguage %}'


def test_each_language_has_its_own_text():
    page = engines["django"].from_string(PAGE)

    for _first_and_later in range(2):
        with translation.override("en"):
            assert page.render().strip() == "Cart"
        with translation.override("ko"):
            assert page.render().strip() == "장바구니"


def test_nothing_of_one_page_is_shown_on_another():
    page = engines["django"].from_string(PAGE)

    assert [page.render({"who": who}).strip() for who in ("Ann", "Dan")] == ["Cart", "Cart"]


def test_each_value_of_a_named_variable_has_its_own_text():
    named = PAGE.replace("{% perlanguage %}", "{% perlanguage who %}")
    page = engines["django"].from_string(named)

    for who in ("Ann", "Dan", "Ann"):
        with translation.override("en"):
            assert page.render({"who": who}).strip() == f"Cart {who}"
        with translation.override("ko"):
            assert page.render({"who": who}).strip() == f"장바구니 {who}"


def test_a_named_variable_must_be_there():
    page = engines["django"].from_string(PAGE.replace("{% perlanguage %}", "{% perlanguage who %}"))

    with pytest.raises(KeyError):
        page.render()


def test_it_is_rendered_once(monkeypatch):
    page = engines["django"].from_string(PAGE)
    first = page.render()
    monkeypatch.setattr("django.templatetags.i18n.TranslateNode.render", None)

    assert page.render() == first
