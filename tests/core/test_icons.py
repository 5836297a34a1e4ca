import re
from pathlib import Path

from django.conf import settings
from django.template import Context, Template

ROOT = Path(settings.BASE_DIR)
NAMED = re.compile(r"""\{% icon ["']([\w-]+)["']|(?<=[\s_])icon=["']([\w-]+)["']""")


def names_in_templates():
    for page in (ROOT / "templates").rglob("*.html"):
        for first, second in NAMED.findall(page.read_text()):
            yield first or second


def test_every_icon_a_template_names_is_in_the_sprite():
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (ROOT / "static/icons.svg").read_text()))

    assert set(names_in_templates()) - drawn == set()


def test_icon_is_hidden_from_screen_readers():
    shown = Template('{% load icons %}{% icon "bag" "icon-small" %}').render(Context())

    assert shown == (
        '<svg class="icon icon-small" aria-hidden="true">'
        '<use href="/static/icons.svg#bag"></use></svg>'
    )
