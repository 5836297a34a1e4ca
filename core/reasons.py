"""Reasons with a code: stored as `reason:<code>` in place of a note, shown in the reader's language.

Values that a sentence contains are stored with it: `reason:<code> {"<name>": "<value>"}`. Any other note is
free text as its author wrote it. Apps register theirs in `reasons.py`.
"""

import json
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import override

PREFIX = "reason:"


@dataclass(frozen=True, slots=True)
class Reason:
    """`label` is lazy. `former` are the texts that were stored before there were codes; never change them."""

    code: str
    label: str | Promise
    former: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        """The stored form."""
        return PREFIX + self.code

    def note_with(self, **values: str) -> str:
        """The stored form of a `label` with placeholders; a value may itself be such a note.

        Raises ValueError for a NUL, which JSON would escape and no page can show.
        """
        if any("\0" in value for value in values.values()):
            raise ValueError("a text that cannot be stored")
        return f"{self.note} {json.dumps(values, ensure_ascii=False)}"


_by_note: dict[str, Reason] = {}


def register(reasons: Iterable[Reason]) -> None:
    """Register the reasons; their former texts are recognised as them, too."""
    for reason in reasons:
        _by_note.update(dict.fromkeys((reason.note, *reason.former), reason))


def words_of(note: str, language: str | None = None) -> str:
    """A stored note in the language given, else in the active one; free text is returned unchanged."""
    with nullcontext() if language is None else override(language):
        return _words(note)


def _words(note: str) -> str:
    reason = _by_note.get(note)
    return str(reason.label) if reason else _filled(note)


def _filled(note: str) -> str:
    """The text of a reason with its values; any other note unchanged, even if it resembles one."""
    code, _space, values = note.partition(" ")
    if not code.startswith(PREFIX) or code not in _by_note:
        return note
    try:
        words = {name: _words(value) for name, value in json.loads(values).items()}
        return str(_by_note[code].label) % words
    except (AttributeError, KeyError, TypeError, ValueError):
        return note
