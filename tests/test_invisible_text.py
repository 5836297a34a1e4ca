"""Invisible text is refused as a name or address by every form."""

import pytest
from django.db.models import CharField

from core.fields import VisibleField
from core.text import VisibleCharField
from tests.page_forms import names_of
from tests.readers import Reader
from tests.site_map import our_models

NAMES = ("name", "label", "line", "address")
ELSE = {"place": "another", "phone": "010-1234-5678"}
# Forms that take an empty one, by a part of their path.
OPTIONAL = {
    "address": ("/identity/", "/returns/terms/"),
    "label": ("/offers/",),
    "name": ("/desk/",),
}
INVISIBLE = ["\u200b\ufeff", "\u3164 \uffa0", "\u2800", "\u202e\u2066\u2069", "\u00ad\u2003"]
# Written by the site itself from validated fields, or codes.
COPIES = {
    "orders.Order.name",
    "orders.Order.address",
    "orders.OrderLine.name",
    "orders.Adjustment.label",
}
CODES = {"jobs.Schedule.name"}


def asks_for_text(kind):
    return not {*NAMES}.isdisjoint(names_of(kind))


def texts_that_ask(form):
    return [name for name, value in form.fields.items() if name in NAMES]


@pytest.mark.parametrize("who", ["ann", "bea", "cy", None], ids=["Ann", "Bea", "Cy", "a guest"])
def test_every_form_refuses_invisible_names_and_addresses(world, who):
    reader = Reader(getattr(world, who) if who else None, world)
    asked = 0
    for kind in filter(asks_for_text, reader.form_places):
        form = reader.form(kind)
        for turn, name in enumerate(texts_that_ask(form)):
            if any(part in form.action for part in OPTIONAL.get(name, ())):
                continue
            sent = {**form.fields, **ELSE, name: INVISIBLE[turn % len(INVISIBLE)]}
            for button in ("switch_to", "remove"):  # buttons that are not pressed
                sent.pop(button, None)
            with reader.trying():
                answer = reader.post(form.action, sent)

            assert answer.status_code in (200, 422), (form.action, name)
            assert name in answer.context["form"].errors, (form.action, name)
            asked += 1

    assert asked


@pytest.mark.parametrize("text", INVISIBLE)
def test_invisible_text_is_no_valid_name(text):
    assert VisibleCharField(required=False).clean(text) == ""
    assert VisibleField().to_python(f"{text}Ann{text}") == "Ann"


def test_names_and_addresses_use_fields_that_refuse_invisible_text():
    plain = {
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        for field in model._meta.get_fields()
        if isinstance(field, CharField) and field.name in (*NAMES, "detail", "postcode")
        if not isinstance(field, VisibleField)
    }

    assert plain - COPIES - CODES == {"orders.Order.postcode"}
