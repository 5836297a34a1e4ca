"""Whatever the sources say in English, the catalogues say in Korean; scripts say nothing."""

import re
import shutil
from pathlib import Path

import pytest
from django.core.management import call_command

STATIC = Path(__file__).resolve().parent.parent / "static"
SENTENCE = re.compile(r"""(["'`])[A-Z][a-z]+(?: [A-Za-z']+)+[.!?…]?\1""")


@pytest.mark.skipif(
    not shutil.which("xgettext"),
    reason="TRANSLATIONS ARE NOT CHECKED: GNU gettext is missing (apt install gettext)",
)
def test_every_string_is_translated():
    call_command("check_translations")


@pytest.mark.parametrize("script", sorted(STATIC.glob("js/**/*.js")), ids=lambda path: path.name)
def test_scripts_take_their_words_from_the_page(script):
    """They come from data attributes, where templates translate them."""
    code = re.sub(r"//[^\n]*|/\*.*?\*/", "", script.read_text(), flags=re.DOTALL)

    assert SENTENCE.search(code) is None
