"""Reasons with a code: stored as `reason:<code>` where a note is stored, read in the reader's language.

Any other note is free text, in its author's own words. Apps register theirs in `reasons.py`.
"""

from collections.abc import Iterable
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
        """What is stored."""
        return PREFIX + self.code


_by_note: dict[str, Reason] = {}


def register(reasons: Iterable[Reason]) -> None:
    """Make the reasons known; their former texts are read as them, too."""
    for reason in reasons:
        _by_note.update(dict.fromkeys((reason.note, *reason.former), reason))


def words_of(note: str, language: str | None = None) -> str:
    """A stored note in the language given, else in the active one; free text as it is."""
    reason = _by_note.get(note)
    if reason is None:
        return note
    if language is None:
        return str(reason.label)
    with override(language):
        return str(reason.label)
