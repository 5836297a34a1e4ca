import shutil

import pytest
from django.core.management import CommandError, call_command

from devtools.catalogue import complaints
from devtools.management.commands.check_translations import extract

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'

needs_gettext = pytest.mark.skipif(
    not shutil.which("xgettext"), reason="GNU gettext is missing: apt install gettext"
)


def told(tmp_path, entry, wanted='msgid "%(n)s left"\nmsgstr ""'):
    template, catalogue = tmp_path / "template.po", tmp_path / "ko.po"
    template.write_text(HEAD + wanted)
    catalogue.write_text(HEAD + entry)
    return complaints(template, catalogue)


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ("", "missing"),
        ('msgid "%(n)s left"\nmsgstr ""', "empty"),
        ('#, fuzzy\nmsgid "%(n)s left"\nmsgstr "%(n)s개 남음"', "only guessed"),
        ('msgid "%(n)s left"\nmsgstr "%(count)s개 남음"', "other placeholders"),
        ('#~ msgid "%(n)s left"\n#~ msgstr "%(n)s개 남음"', "missing"),
    ],
)
def test_a_bad_translation_is_told(tmp_path, entry, complaint):
    assert [each.split(":")[0].split(" (")[0] for each in told(tmp_path, entry)] == [complaint]


def test_a_good_translation_is_not(tmp_path):
    assert told(tmp_path, 'msgid "%(n)s left"\nmsgstr "%(n)s개 남음"') == []


def test_a_string_no_longer_used_is_told(tmp_path):
    good = 'msgid "%(n)s left"\nmsgstr "%(n)s개 남음"\n\n'

    assert told(tmp_path, good + 'msgid "Gone"\nmsgstr "없음"') == ["no longer used: “Gone”"]


def test_each_plural_is_looked_at(tmp_path):
    plural = 'msgid "{n} day"\nmsgid_plural "{n} days"\nmsgstr[0] "%s"'

    assert told(tmp_path, plural % "{n}일", plural % "") == []
    assert told(tmp_path, plural % "일", plural % "") == ["other placeholders: “{n} day” and “일”"]


@needs_gettext
def test_extract_reads_code_and_templates_and_leaves_the_sources_alone(tmp_path):
    source, folder = tmp_path / "source", tmp_path / "copy"
    (source / "shop").mkdir(parents=True)
    (source / "templates").mkdir()
    folder.mkdir()
    (source / "shop" / "__init__.py").write_text('from x import gettext as _\n_("In code")\n')
    page = source / "templates" / "page.html"
    page.write_text('{% load i18n %}{% translate "In a page" %}')

    template = extract(source, folder, "ko")

    assert {"In code", "In a page"} <= set(template.read_text().split('"'))
    assert sorted(each.name for each in source.rglob("*")) == [
        "__init__.py",
        "page.html",
        "shop",
        "templates",
    ]


def test_without_gettext_the_command_says_what_to_install(monkeypatch):
    monkeypatch.setenv("PATH", "")

    with pytest.raises(CommandError, match="apt install gettext"):
        call_command("check_translations")
