"""Reads YAML without losing the line and the column of anything; what is wrong is a ScenarioError there.

Scalars are read as the text that was written, so that YAML's own types do not matter (by which `no`
is false, and 12:30 is 750).
"""

import difflib
import re
from collections.abc import Collection, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from unicodedata import category
from zoneinfo import ZoneInfo

import yaml
from django.utils.translation import gettext as _

MAX_LENGTH = 200_000  # characters of a file
MAX_TEXT = 200
MAX_DEPTH = 50  # brackets within brackets
UNSTORABLE = ("Cc", "Cs")  # control characters, and halves of surrogate pairs
YEARS = range(2000, 2100)
NOON = time(12)
MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}))?", re.ASCII)
AMOUNT = re.compile(r"-?\d{1,11}(\.\d{1,6})?", re.ASCII)
NUMBER = re.compile(r"-?\d{1,18}", re.ASCII)


class ScenarioError(Exception):
    """A sentence with the line and the column of what is wrong, both from 1. Nothing was stored."""

    def __init__(self, text: str, line: int, column: int) -> None:
        super().__init__(text)
        self.text, self.line, self.column = text, line, column

    def __str__(self) -> str:
        place = _("line %(line)s, column %(column)s") % {"line": self.line, "column": self.column}
        return f"{place}: {self.text}"


def wrong(node: yaml.Node, text: str) -> ScenarioError:
    return _wrong_at(node.start_mark, text)


class _Loader(yaml.SafeLoader):
    """Refuses what would let a short file be an endless one, as soon as it is read."""

    def fetch_alias(self) -> None:
        raise _wrong_at(self.get_mark(), _("References (*name) are not possible here."))

    def fetch_flow_collection_start(self, token_class: type[yaml.Token]) -> None:
        # With each open bracket PyYAML needs longer for each token, since all of them may be of a key.
        if self.flow_level == MAX_DEPTH:
            raise _wrong_at(self.get_mark(), _("The file is nested too deeply."))
        super().fetch_flow_collection_start(token_class)


def parse(text: str) -> yaml.Node:
    """The file's only document. Raises ScenarioError."""
    if len(text) > MAX_LENGTH:
        raise ScenarioError(_("The file is too long."), 1, 1)
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        raise _not_yaml(error) from error
    except yaml.reader.ReaderError as error:
        raise ScenarioError(
            _("This contains a control character."), *_place(text, error)
        ) from error
    except RecursionError as error:
        raise ScenarioError(_("The file is nested too deeply."), 1, 1) from error
    if node is None:
        raise ScenarioError(_("The file is empty."), 1, 1)
    return node


class Fields:
    """The entries of a mapping: each is taken once, and `done` refuses what nobody took."""

    def __init__(self, node: yaml.Node) -> None:
        if not isinstance(node, yaml.MappingNode):
            raise wrong(node, _("Entries such as “word: value” are expected here."))
        self.node, self._known = node, list[str]()
        self._left: dict[str, tuple[yaml.Node, yaml.Node]] = {}
        for key, value in node.value:
            name = text_of(key)
            if name in self._left:
                raise wrong(key, _("“%(word)s” is here twice.") % {"word": name})
            self._left[name] = (key, value)

    def take(self, name: str) -> yaml.Node | None:
        self._known.append(name)
        found = self._left.pop(name, None)
        return found[1] if found else None

    def need(self, name: str) -> yaml.Node:
        found = self.take(name)
        if found is None:
            raise wrong(self.node, _("“%(word)s” is missing here.") % {"word": name})
        return found

    def first_of(self, names: Collection[str]) -> tuple[str, yaml.Node, yaml.Node] | None:
        """One entry by the first name that is there: the name, and the nodes of both."""
        self._known += names
        for name in list(self._left):
            if name in names:
                return name, *self._left.pop(name)
        return None

    def done(self) -> None:
        for name, (key, _value) in self._left.items():
            raise unknown_word(key, name, self._known)


def entries(node: yaml.Node | None) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
    """Of a mapping whose names are free: the name, and the nodes of both. None has none."""
    if node is not None:
        for name, (key, value) in Fields(node)._left.items():
            yield name, key, value


def items(node: yaml.Node) -> list[yaml.Node]:
    if not isinstance(node, yaml.SequenceNode):
        raise wrong(node, _("A list is expected here: each of its lines begins with a hyphen."))
    return list(node.value)


def unknown_word(node: yaml.Node, word: str, known: Collection[str]) -> ScenarioError:
    """With the word that was probably meant, or all that are possible."""
    close = difflib.get_close_matches(word, known, 1)
    if close:
        text = _("There is no “%(word)s” here. Did you mean “%(meant)s”?")
        return wrong(node, text % {"word": word, "meant": close[0]})
    text = _("There is no “%(word)s” here. Possible are: %(words)s.")
    return wrong(node, text % {"word": word, "words": ", ".join(known) or "–"})


def text_of(node: yaml.Node, longest: int = MAX_TEXT) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise wrong(node, _("A text or a number is expected here."))
    text: str = node.value.strip()
    if any(category(each) in UNSTORABLE and each != "\n" for each in text):
        raise wrong(node, _("This contains a control character."))
    if len(text) > longest:
        raise wrong(node, _("This is longer than %(count)s characters.") % {"count": longest})
    return text


def word_of(node: yaml.Node, known: Collection[str]) -> str:
    word = text_of(node)
    if word not in known:
        raise unknown_word(node, word, known)
    return word


def number_of(node: yaml.Node) -> int:
    text = text_of(node)
    if not NUMBER.fullmatch(text):
        raise wrong(node, _("A whole number is expected here, not “%(text)s”.") % {"text": text})
    return int(text)


def amount_of(node: yaml.Node) -> Decimal:
    text = text_of(node)
    if not AMOUNT.fullmatch(text):
        raise wrong(
            node,
            _("An amount such as 20000 or 9.90 is expected here, not “%(text)s”.") % {"text": text},
        )
    return Decimal(text)


def nothing_in(node: yaml.Node) -> None:
    if text_of(node) not in {"", "~", "null"}:
        raise wrong(node, _("Nothing follows this word."))


def moment_of(node: yaml.Node, zone: ZoneInfo) -> datetime:
    """A day and, optionally, a time, of the zone; without one it is noon."""
    text = text_of(node)
    found = MOMENT.fullmatch(text)
    try:
        assert found is not None
        day = date.fromisoformat(found[1])
        at = time.fromisoformat(found[2]) if found[2] else NOON
        assert day.year in YEARS
    except (AssertionError, ValueError):
        raise _no_moment(node, text) from None
    return datetime.combine(day, at, zone)


def _no_moment(node: yaml.Node, text: str) -> ScenarioError:
    expected = _(
        "A day such as 2026-03-01, or 2026-03-01 09:00, from 2000 to 2099 is expected here, not “%(text)s”."
    )
    return wrong(node, expected % {"text": text})


def _wrong_at(mark: yaml.Mark, text: str) -> ScenarioError:
    return ScenarioError(text, mark.line + 1, mark.column + 1)


def _not_yaml(error: yaml.MarkedYAMLError) -> ScenarioError:
    mark = error.problem_mark or error.context_mark
    text = _("This is not YAML: %(problem)s.") % {"problem": error.problem or error.context}
    return _wrong_at(mark, text) if mark else ScenarioError(text, 1, 1)


def _place(text: str, error: yaml.reader.ReaderError) -> tuple[int, int]:
    before = text[: error.position]
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
