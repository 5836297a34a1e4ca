"""Every message of the sources has a Korean translation; scripts contain no messages."""

import re
import shutil
from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten, flatten_fieldsets, label_for_field
from django.core.management import call_command
from django.db.models import Model
from django.utils import translation

from orders.models import CartLine

STATIC = Path(__file__).resolve().parent.parent / "static"
SENTENCE = re.compile(r"""(["'`])[A-Z][a-z]+(?: [A-Za-z']+)+[.!?…]?\1""")


@pytest.mark.skipif(
    not shutil.which("xgettext"),
    reason="TRANSLATIONS ARE NOT CHECKED: GNU gettext is missing (apt install gettext)",
)
def test_every_string_is_translated():
    call_command("check_translations")


@pytest.mark.parametrize("script", sorted(STATIC.glob("js/**/*.js")), ids=lambda path: path.name)
def test_scripts_take_their_texts_from_the_page(script):
    """Texts are in data attributes, translated by templates."""
    code = re.sub(r"//[^\n]*|/\*.*?\*/", "", script.read_text(), flags=re.DOTALL)

    assert SENTENCE.search(code) is None


HANGUL = re.compile(r"[가-힣]")
UNNAMED = {"id"}  # a column of no page of its own


def columns():
    """The label of every column and field in the admin, by location."""
    for model, page in admin.site._registry.items():
        for part in [page, *(inline(model, admin.site) for inline in page.inlines)]:
            for name in flatten([*getattr(part, "list_display", ()), *fields_of(part)]):
                yield f"{model.__name__}, {type(part).__name__}: {name}", label_of(part, name)


def label_of(part, name):
    own = part.form.declared_fields.get(name)
    return str(own.label if own and own.label else label_for_field(name, part.model, part))


def fields_of(part):
    if part.fieldsets:
        return flatten_fieldsets(part.fieldsets)
    left_out = [*(part.exclude or ()), *UNNAMED]
    own = [
        field.name
        for field in part.opts.fields
        if field.editable and field.related_model is not getattr(part, "parent_model", part)
    ]
    return [
        name
        for name in flatten([*(part.fields or own), *part.readonly_fields])
        if name not in left_out
    ]


def test_the_admin_names_its_columns_in_korean():
    with translation.override("ko"):
        names = dict(columns())

    assert {place: name for place, name in names.items() if not HANGUL.search(name)} == {}


def shown_models():
    """The models of the admin's pages and inlines, and those deleted with a product."""
    for model, page in admin.site._registry.items():
        yield from (model, *(inline.model for inline in page.inlines))
    yield CartLine


@pytest.mark.parametrize("model", sorted(set(shown_models()), key=lambda model: model._meta.label))
def test_the_admin_names_its_rows_in_korean(model):
    with translation.override("ko"):
        names = [model._meta.verbose_name, model._meta.verbose_name_plural]

        assert [name for name in names if not HANGUL.search(str(name))] == []
    assert model.__str__ is not Model.__str__
