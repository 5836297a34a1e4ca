"""Every lifecycle as a Mermaid state diagram, drawn from its table of moves."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.translation import override

HEADING = """\
# Who may move what

Drawn from the tables of moves by `.venv/bin/python manage.py draw_moves`; a test keeps this page true.
An arrow is a step and, in brackets, who may take it. Nothing else changes a status: PostgreSQL refuses it.
"""


def lifecycle_models() -> list[type[Model]]:
    """Every model that has a table of moves."""
    return [model for model in apps.get_models() if hasattr(model, "MOVES")]


def draw_all() -> str:
    """The page docs/moves.md, in English."""
    with override("en"):
        return "\n".join([HEADING, *(_section(model) for model in lifecycle_models())])


def _section(model: type[Model]) -> str:
    title = str(model._meta.verbose_name).capitalize()
    lines = "\n".join(f"    {line}" for line in _lines(model))
    return f"## {title}\n\n```mermaid\nstateDiagram-v2\n{lines}\n```\n"


def _lines(model: type[Model]) -> Iterator[str]:
    moves = model.MOVES  # type: ignore[attr-defined]
    status: Any = model._meta.get_field("status")
    for value, label in status.choices:
        yield f"{value}: {label}"
    yield f"[*] --> {status.get_default()}"
    for verb, step in moves.items():
        for source in step.sources:
            yield f"{source} --> {step.target or source}: {verb} ({_words(step.who.__name__)})"
    sources = {source for step in moves.values() for source in step.sources}
    for value, _label in status.choices:
        if value not in sources:
            yield f"{value} --> [*]"


def _words(predicate: str) -> str:
    return predicate.removeprefix("is_").replace("_", " ")
