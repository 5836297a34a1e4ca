"""Lifecycles: a table of moves by model, one engine, and what pages need to offer and make moves.

`engine` locks, checks, writes, records and publishes; `conditions` are what tables name; `forms` and `views`
ask for what a move needs; `triggers` and `history` are operations of migrations.
"""

from core.lifecycle.engine import (
    NOTE_LENGTH,
    AlreadyDone,
    Attempt,
    Move,
    MoveForbidden,
    MoveRefused,
    OpenMove,
    Text,
    UnknownMove,
    legal_pairs,
    lock,
    move,
    move_locked,
    open_moves,
    start,
)

__all__ = [
    "NOTE_LENGTH",
    "AlreadyDone",
    "Attempt",
    "Move",
    "MoveForbidden",
    "MoveRefused",
    "OpenMove",
    "Text",
    "UnknownMove",
    "legal_pairs",
    "lock",
    "move",
    "move_locked",
    "open_moves",
    "start",
]
