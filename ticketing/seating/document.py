"""Files of seating plans: JSON of a limited size and depth, whose every value the database can store."""

import json
from math import isfinite
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from ticketing.seating.specs import PlanRefused

MAX_BYTES = 10 * 1024 * 1024
MAX_DEPTH = 30  # a plan needs 9

Document = dict[str, Any]


def read_document(content: bytes) -> Document:
    """The document of a file, with all its keys; raises PlanRefused."""
    if len(content) > MAX_BYTES:
        raise PlanRefused(_("The file is larger than 10 MB."))
    try:
        document = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except RecursionError:
        raise PlanRefused(_too_deep()) from None
    except UnicodeDecodeError:
        raise PlanRefused(_("The file is not JSON in UTF-8.")) from None
    except json.JSONDecodeError as error:
        words = {"line": error.lineno, "column": error.colno}
        sentence = _("The file is not JSON: see line %(line)s, column %(column)s.")
        raise PlanRefused(sentence % words) from None
    except ValueError:  # an integer of thousands of digits
        raise PlanRefused(_("The file contains a number that is too long.")) from None
    if not isinstance(document, dict):
        raise PlanRefused(_("The file is not a seating plan: it must be a JSON object."))
    check_values(document)
    return document


def document_as_json(document: Document) -> str:
    """The file of a document, all its keys included."""
    return json.dumps(document, ensure_ascii=False, indent=1)


def check_values(document: Any) -> None:
    """Raise PlanRefused for nesting, numbers or characters that cannot be stored."""
    level = [document]
    for _depth in range(MAX_DEPTH):
        level = [inner for value in level for inner in _inner(value)]
        if not level:
            return
    raise PlanRefused(_too_deep())


def _inner(value: Any) -> list[Any]:
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, float) and not isfinite(value):
        raise PlanRefused(_("The file contains a number that is too large."))
    elif isinstance(value, dict):
        for key in value:
            _check_text(key)
        return list(value.values())
    return value if isinstance(value, list) else []


def _check_text(text: str) -> None:
    """PostgreSQL stores neither NUL nor half a pair of surrogates."""
    if "\0" in text or (not text.isascii() and any("\ud800" <= each <= "\udfff" for each in text)):
        words = {"text": text.encode("ascii", "replace").decode().replace("\0", "?")[:40]}
        raise PlanRefused(_("The text “%(text)s” contains a character that is not valid.") % words)


def _refuse_constant(constant: str) -> NoReturn:
    sentence = _("The file contains “%(constant)s”, which is no number.")
    raise PlanRefused(sentence % {"constant": constant})


def _too_deep() -> str:
    sentence = _("The file is nested too deeply: at most %(depth)s levels.")
    return sentence % {"depth": MAX_DEPTH}
