"""One engine for every lifecycle: lock, check, write, record, publish.

A model takes part by naming its table of moves (`MOVES`), storing its state in `status`, its history
in a related model named by `history`, and, if it belongs to another row, that row's attribute in
`lifecycle_root`: the root is always locked first. `lifecycle_reads` names related rows that nearly every
move needs: they are read with the lock, though not locked, so they are as of the statement's beginning, not
as of the lock. Nothing else writes a status.

A reaction may make further moves: each completes before the move that caused it continues.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core.actors import Actor, kind_of, user_of
from core.events import MoveEvent, publish
from core.inserts import insert
from core.prepared import Prepared
from core.text import visible

Text = str | Promise

NOTE_LENGTH = 500  # forms enforce it; texts of providers are cut


class MoveRefused(Exception):
    """The move cannot be made; the text can be shown to the user as it is."""


class MoveForbidden(MoveRefused):
    """The actor may not make this move."""


class AlreadyDone(MoveRefused):
    """The actor made this move just before: a double click counts once."""


class UnknownMove(MoveRefused):
    """The lifecycle has no such verb, or it does not apply to this row."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at a move: by whom, when (aware), with what note and details."""

    verb: str
    by: Actor
    now: datetime
    note: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Move:
    """One row of a table of moves.

    A `target` of None leaves the status unchanged. `who` may make it, `applies` decides whether it exists
    for this row (no button otherwise), `objection` returns a sentence against this attempt or None,
    `effect` sets further fields and returns their names. A move with `on_panel` has its button on a panel
    of an app above, which decides when to show it.
    """

    sources: tuple[str, ...]
    target: str | None
    who: Callable[[Any, Actor], bool]
    event: type[MoveEvent]
    objection: Callable[[Any, Attempt], Text | None] | None = None
    label: Text = ""
    applies: Callable[[Any], bool] = lambda row: True
    effect: Callable[[Any, Attempt], list[str]] | None = None
    style: str = "primary"
    on_panel: bool = False


@dataclass(frozen=True, slots=True)
class OpenMove:
    """A move this actor could make now: the data of a button."""

    verb: str
    label: Text
    style: str


def open_moves(row: Any, actor: Actor, *, on_panel: bool = False) -> list[OpenMove]:
    """The labelled moves open to the actor, in the order of the table; those with `on_panel` on request.

    `move` makes each of them, unless a note or detail is missing, or another request was faster.
    """
    return [
        OpenMove(verb, step.label, step.style)
        for verb, step in row.MOVES.items()
        if step.label and (on_panel or not step.on_panel)
        if row.status in step.sources and step.applies(row) and step.who(row, actor)
    ]


def move(
    row: Any, verb: str, *, by: Actor, note: str = "", now: datetime | None = None, **details: Any
) -> Any:
    """Make one move, or raise MoveRefused and change nothing; returns the history row.

    The row (after its root) is locked and reloaded first, so of concurrent calls one wins; unsaved changes
    to it are lost. If it raises, the row's fields equal those in the database.
    """
    with transaction.atomic():
        lock(row)
        return move_locked(row, verb, by=by, note=note, now=now, **details)


def move_locked(
    row: Any, verb: str, *, by: Actor, note: str = "", now: datetime | None = None, **details: Any
) -> Any:
    """Like `move`, for a row that the caller locked by `lock` in its transaction, without reloading it.

    An exception must leave that transaction or a savepoint of it.
    """
    step = _step(row, verb)
    # Read under the lock, so that timestamps of the history never decrease.
    attempt = Attempt(verb, by, now or timezone.now(), visible(note)[:NOTE_LENGTH], details)
    _refuse_unless_allowed(row, step, attempt)
    before = _fields(row)
    try:
        return _make(row, step, attempt)
    except Exception:
        for name, value in before.items():
            setattr(row, name, value)
        raise


@transaction.atomic(savepoint=False)
def start(
    row: Any, *, by: Actor, event: type[MoveEvent], note: str = "", now: datetime | None = None
) -> Any:
    """Record and publish the creation of a row, in the transaction that saved it in its first status."""
    attempt = Attempt("start", by, now or timezone.now(), visible(note)[:NOTE_LENGTH])
    record = _record(row, attempt, "")
    publish(event(row, record))
    return record


def lock(row: Any) -> None:
    """Lock the row, its root first, and reload it. FOR NO KEY UPDATE still allows inserting lines.

    The root loaded here stays the row's root, so both refer to the same object. Each is a statement of its
    own: PostgreSQL does not promise in which order one statement locks the rows of two tables.
    """
    name = getattr(row, "lifecycle_root", None)
    root = getattr(row, name) if name else None
    if root:
        lock(root)
    _reload(row, locked(row._meta.model).get(row.pk))
    if name:
        setattr(row, name, root)


@cache
def locked(model: type[Model]) -> Prepared[Any]:
    """Selects a row of the model by its primary key, and locks it."""

    def row(pk: Any) -> QuerySet[Any]:
        rows = model._base_manager.select_for_update(of=("self",), no_key=True).filter(pk=pk)
        reads = getattr(model, "lifecycle_reads", ())
        return rows.select_related(*reads) if reads else rows

    row.__qualname__ = f"locked.{model.__name__}"
    return Prepared(row)


def legal_pairs(moves: Mapping[str, Move]) -> Iterator[tuple[str, str]]:
    """Every (from, to) of a table, each once, in a stable order: what the trigger allows."""
    pairs = {(source, step.target) for step in moves.values() for source in step.sources}
    yield from sorted((source, target) for source, target in pairs if target is not None)


def _step(row: Any, verb: str) -> Move:
    step: Move | None = row.MOVES.get(verb)
    if step is None:
        raise UnknownMove(_("There is no such step."))
    return step


def _refuse_unless_allowed(row: Any, step: Move, attempt: Attempt) -> None:
    if not step.who(row, attempt.by):
        raise MoveForbidden(_("You may not do this."))
    is_open = row.status in step.sources and step.applies(row)
    if not is_open and _was_just_made(row, attempt):
        raise AlreadyDone(_("This is done already."))
    if row.status not in step.sources:
        raise MoveRefused(
            _("This cannot be done any more: it is now “%(status)s”.")
            % {"status": row.get_status_display()}
        )
    if not step.applies(row):
        raise UnknownMove(_("This step does not exist here."))
    reason = step.objection(row, attempt) if step.objection else None
    if reason:
        raise MoveRefused(str(reason))


def _was_just_made(row: Any, attempt: Attempt) -> bool:
    last = row.history.last()
    by = getattr(user_of(attempt.by), "pk", None), kind_of(attempt.by)
    return bool(last and last.verb == attempt.verb and (last.actor_id, last.actor_kind) == by)


def _make(row: Any, step: Move, attempt: Attempt) -> Any:
    source, row.status = row.status, step.target or row.status
    more = step.effect(row, attempt) if step.effect else []
    row.save(update_fields=["status", *more])
    record = _record(row, attempt, source)
    publish(step.event(row, record))
    return record


def _record(row: Any, attempt: Attempt, source: str) -> Any:
    history = row.history
    record = history.model(
        **{history.field.name: row},
        verb=attempt.verb,
        source=source,
        target=row.status,
        actor=user_of(attempt.by),
        actor_kind=kind_of(attempt.by),
        note=attempt.note,
        at=attempt.now,
    )
    insert(record)
    return record


def _reload(row: Any, fresh: Any) -> None:
    """As Model.refresh_from_db, for which a prepared query cannot be used."""
    row.__dict__.update(fresh.__dict__)
    row._prefetched_objects_cache = {}


def _fields(row: Any) -> dict[str, Any]:
    loaded = row.__dict__
    return {
        field.attname: loaded[field.attname]
        for field in row._meta.concrete_fields
        if field.attname in loaded
    }
