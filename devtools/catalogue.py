"""What is wrong with a catalogue of translations (GNU gettext's .po)."""

import re
from collections.abc import Iterator
from pathlib import Path

import polib

EXTRACTION = ("--no-location", "--no-obsolete", "--no-wrap")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")


def complaints(template: Path, catalogue: Path) -> list[str]:
    """A sentence for each string of the template that the catalogue does not translate well."""
    if not catalogue.exists():
        return [f"{catalogue} does not exist."]
    wanted = {_key(entry): entry for entry in polib.pofile(str(template)) if not entry.obsolete}
    had = {_key(entry): entry for entry in polib.pofile(str(catalogue)) if not entry.obsolete}
    missing = [f"missing: “{wanted[key].msgid}”" for key in wanted.keys() - had.keys()]
    stale = [f"no longer used: “{had[key].msgid}”" for key in had.keys() - wanted.keys()]
    wrong = [each for key in wanted.keys() & had.keys() for each in _faults(had[key])]
    return sorted([*missing, *stale, *wrong])


def _key(entry: polib.POEntry) -> tuple[str | None, str, str]:
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def _faults(entry: polib.POEntry) -> Iterator[str]:
    if entry.fuzzy:
        yield f"only guessed (fuzzy): “{entry.msgid}”"
    for text in entry.msgstr_plural.values() or [entry.msgstr]:
        if not text.strip():
            yield f"empty: “{entry.msgid}”"
        elif _placeholders(text) != _placeholders(entry.msgid_plural or entry.msgid):
            yield f"other placeholders: “{entry.msgid}” and “{text}”"


def _placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))
