"""The messages of Django, allauth and Unfold are in Korean, and in the style of the site."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import allauth
import django
import polib
import pytest
import unfold
from django.conf import settings
from django.utils import translation

from config.admin import i18n_javascript

DJANGO, ALLAUTH, UNFOLD = (Path(each.__file__).parent for each in (django, allauth, unfold))
CATALOGUE = settings.BASE_DIR / "locale_packages/ko/LC_MESSAGES/django.po"
KOREAN = "locale/ko/LC_MESSAGES/django.po"
CORE, AUTH, ADMIN = (DJANGO / part / KOREAN for part in ("conf", "contrib/auth", "contrib/admin"))
SCRIPTS = ADMIN.with_name("djangojs.po")
ALLAUTHS = ALLAUTH / KOREAN
# Never shown here: pages of other packages that Unfold styles if they are installed.
OTHERS = shutil.ignore_patterns(
    "static", "constance", "forms", "guardian", "import_export", "simple_history", "inlines"
)
STIFF = re.compile(r"(?:니다|십시오|시오)[.)]?(?:\s|$)")
# A placeholder may end in a consonant or in a vowel.
GUESSED_PARTICLE = re.compile(
    r"[을은이과]\(?/|\(?/[를는가와]|[를은가]\([을는이]\)|%\(?\w*\)?s\s?(?:를|가)\b"
)


def messages_in(catalogue, *sources):
    """The messages of a package's Korean catalogue that occur in its files `sources`."""
    text = "".join(path.read_text(encoding="utf-8") for path in sources)
    text += re.sub(r'"\s*\n\s*"', "", text)  # long ones are written in pieces
    return [entry.msgid for entry in polib.pofile(catalogue) if entry.msgid in text]


def messages_of_forms():
    yield from messages_in(
        CORE,
        *DJANGO.glob("forms/*.py"),
        *DJANGO.glob("db/models/fields/*.py"),
        DJANGO / "core/validators.py",
        DJANGO / "db/models/base.py",
        DJANGO / "db/models/constraints.py",
    )
    yield from messages_in(AUTH, *DJANGO.glob("contrib/auth/[fp]*.py"))
    yield from messages_in(
        ALLAUTHS, *ALLAUTH.glob("account/*.py"), *ALLAUTH.glob("socialaccount/*.py")
    )


@pytest.mark.parametrize("message", dict.fromkeys(messages_of_forms()))
def test_messages_of_forms_are_in_the_style_of_the_site(message):
    with translation.override("ko"):
        text = translation.gettext(message)

    assert not STIFF.search(text), text


def messages_of_the_admin():
    code = [*DJANGO.glob("contrib/admin/*.py"), *DJANGO.glob("contrib/admin/[tv]*/*.py")]
    templates = [each for each in UNFOLD.rglob("*.html") if "registration" not in each.parts]
    yield from messages_in(ADMIN, *code, *templates)
    yield from messages_in(AUTH, *DJANGO.glob("contrib/auth/[am]*.py"), *UNFOLD.glob("forms.py"))


@pytest.mark.parametrize("message", dict.fromkeys(messages_of_the_admin()))
def test_messages_of_the_admin_are_in_the_style_of_the_site(message):
    with translation.override("ko"):
        text = translation.gettext(message)

    assert not STIFF.search(text), text
    assert not GUESSED_PARTICLE.search(text), text


def test_scripts_of_the_admin_use_the_style_of_the_site(rf):
    with translation.override("ko"):
        script = i18n_javascript(rf.get("/")).content.decode()

    catalogue = json.loads(re.search(r"newcatalog = (\{.*?\});", script, re.DOTALL)[1])
    assert {entry.msgid for entry in polib.pofile(SCRIPTS) if not entry.msgctxt} <= set(catalogue)
    assert [text for text in catalogue.values() if STIFF.search(str(text))] == []
    assert catalogue["%(sel)s of %(cnt)s selected"] == ["%(cnt)s개 중 %(sel)s개 선택"]


def test_a_missing_value_is_in_the_style_of_the_site():
    with translation.override("ko"):
        assert translation.gettext("This field is required.") == "필수 항목이에요."


@pytest.fixture(scope="module")
def unfold_messages(tmp_path_factory):
    """The messages of Unfold's templates and code, extracted by gettext: Unfold has no catalogue."""
    if not shutil.which("xgettext"):
        pytest.skip("GNU gettext is missing (apt install gettext)")
    folder = tmp_path_factory.mktemp("messages")
    shutil.copytree(UNFOLD, folder / "unfold", ignore=OTHERS)
    (folder / "locale").mkdir()
    command = [sys.executable, "-m", "django", "makemessages", "-l", "ko", "--no-wrap"]
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=True)
    return {entry.msgid for entry in polib.pofile(folder / KOREAN)}


def is_translated(text):
    """Also with a plural, which Python 3.11.2's `gettext` does not find."""
    return {translation.gettext(text), translation.ngettext(text, text, 1)} != {text}


def test_unfold_is_translated_to_korean(unfold_messages):
    with translation.override("ko"):
        untranslated = [each for each in unfold_messages if not is_translated(each)]

    assert sorted(each for each in untranslated if re.search(r"[A-Za-z]{2}", each)) == []


def test_every_message_of_the_catalogue_is_still_in_use(unfold_messages):
    known = [polib.pofile(path) for path in (CORE, AUTH, ADMIN, ALLAUTHS)]
    used = {entry.msgid for catalogue in known for entry in catalogue} | unfold_messages

    assert sorted({entry.msgid for entry in polib.pofile(CATALOGUE)} - used) == []


def test_every_message_of_the_catalogue_is_translated_with_its_placeholders():
    placeholder = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
    for entry in polib.pofile(CATALOGUE):
        for text in [entry.msgstr] if entry.msgstr else entry.msgstr_plural.values():
            assert set(placeholder.findall(text)) == set(placeholder.findall(entry.msgid))
