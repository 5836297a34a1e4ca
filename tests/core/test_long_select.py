import pytest
from crispy_forms.templatetags.crispy_forms_filters import as_crispy_field
from django import forms
from django.test.html import parse_html

from core.long_select import LongSelect

CHOICES = [("", "—"), ("Asia/Seoul", "Seoul"), ("a&b", '<b>"A"</b>'), (7, 7), ("None", "None")]


def html_of(widget, data, *, required=True):
    field = forms.ChoiceField(
        label="Time zone",
        help_text="All times are in it.",
        choices=CHOICES,
        widget=widget,
        required=required,
    )
    form = type("Form", (forms.Form,), {"zone": field})(data)
    return as_crispy_field(form["zone"])


@pytest.mark.parametrize("required", [True, False])
@pytest.mark.parametrize("chosen", [None, "", "Asia/Seoul", "a&b", "7", "None", "<script>", "asia"])
def test_a_field_shows_the_same_as_with_djangos_select(chosen, required):
    data = None if chosen is None else {"zone": chosen}

    long, short = (
        html_of(widget, data, required=required) for widget in (LongSelect, forms.Select)
    )

    assert parse_html(long) == parse_html(short)


def test_an_invalid_field_refers_to_its_help_and_its_error():
    html = html_of(LongSelect, {})

    assert '<span class="asteriskField">*</span>' in html
    assert 'aria-describedby="id_zone_helptext id_zone_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'class="select form-select is-invalid"' in html
    assert '<div id="id_zone_helptext" class="form-text">All times are in it.</div>' in html
    assert '<div id="id_zone_error" class="invalid-feedback">' in html


@pytest.mark.parametrize("value", [None, "", 7, "7", "Asia/Seoul"])
def test_attributes_and_the_chosen_value_are_djangos(value):
    attrs = {"id": "zone", "required": True, "disabled": False, "data-of": 'a "b" & <c>'}

    long, short = (
        widget(attrs={"class": "wide"}, choices=CHOICES).render("zone", value, attrs)
        for widget in (LongSelect, forms.Select)
    )

    assert parse_html(long) == parse_html(short)
    assert long.count(" selected") == (value in ("", 7, "7", "Asia/Seoul", None))
