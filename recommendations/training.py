"""The nightly training, in steps that a killed worker loses at most one of.

A step is one transaction that locks the training, writes some lists and moves the watermark; so of two
workers one does nothing. What is known of the stores fits into memory, as there are thousands of them;
readers come in batches, and the evaluation takes a limited number of interactions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from core.days import start_of_day
from recommendations.areas import write_areas
from recommendations.evaluation import cut_of, evaluate
from recommendations.experiment import purge_old_exposures
from recommendations.interactions import Interaction, Item
from recommendations.lists import COLLABORATIVE, DEFAULT
from recommendations.models import Neighbour, Phase, Training
from recommendations.neighbours import is_installed, neighbours_of
from recommendations.readers import LIST_LENGTH, Known, list_readers
from recommendations.report import as_json
from recommendations.rerank.nightly import rerank_next
from recommendations.sources import items_of_site, last_interactions

HOUR_OF_TRAINING = 3  # local time
STALLED = timedelta(minutes=10)  # without a step: its job was lost
NEXT = {
    Phase.EVALUATE: Phase.AREAS,
    Phase.AREAS: Phase.READERS,
    Phase.READERS: Phase.RERANK,
    Phase.RERANK: Phase.DONE,
}


def due_training(now: datetime) -> Training | None:
    """The one to go on with: one that lost its job, or a new one if none began since the last night."""
    unfinished = Training.objects.filter(finished_at=None).first()
    if unfinished:
        return unfinished if unfinished.moved_at <= now - STALLED else None
    if Training.objects.filter(started_at__gte=_last_night(now)).exists():
        return None
    Training.objects.bulk_create([Training(started_at=now, moved_at=now)], ignore_conflicts=True)
    return Training.objects.filter(finished_at=None, started_at=now).first()


def _last_night(now: datetime) -> datetime:
    night = start_of_day(now) + timedelta(hours=HOUR_OF_TRAINING)
    return night if night <= now else night - timedelta(days=1)


def take_step(training_id: int, known: Known, now: datetime) -> bool:
    """One step of the training at `now`; returns whether there is another one to take."""
    unfinished = Training.objects.filter(pk=training_id, finished_at=None)
    with transaction.atomic():
        training = unfinished.select_for_update(skip_locked=True).first()
        if training is None:
            return False
        if training.phase != Phase.RERANK:
            _move_on(training, STEPS[Phase(training.phase)](training, known), now)
            return True
    # Outside of the transaction: it waits for another machine. Two workers would only share the readers.
    _move_on(training, rerank_next(training, now), now)
    return training.finished_at is None


def _move_on(training: Training, is_complete: bool, now: datetime) -> None:
    if is_complete:
        training.phase, training.last_user_id = NEXT[Phase(training.phase)], 0
    training.moved_at = now
    training.finished_at = now if training.phase == Phase.DONE else None
    training.save(update_fields=_WRITTEN)


# Not what re-ranking has used: it counts by itself.
_WRITTEN = [
    *("phase", "last_user_id", "moved_at", "finished_at"),
    *("chosen", "report", "readers"),
]


def interactions_to_evaluate(now: datetime) -> tuple[list[Interaction], list[Item]]:
    """Of this site. A store is live from its first interaction at the latest: it may have been imported."""
    interactions = last_interactions(now)
    first: dict[int, float] = {}
    for each in interactions:
        first.setdefault(each.item, each.at)
    items = items_of_site()
    return interactions, [
        replace(one, since=min(one.since, first.get(one.pk, one.since))) for one in items
    ]


def choose_list(training: Training, known: Known) -> bool:
    """Evaluate the lists on this site's own interactions, and remember the winner."""
    interactions, items = interactions_to_evaluate(known.now)
    found = neighbours_of if is_installed() else None
    training.chosen = DEFAULT
    if interactions:
        evaluation = evaluate(interactions, items, cut_of(interactions), neighbours_of=found)
        training.chosen, training.report = evaluation.winner, as_json(evaluation)
    Neighbour.objects.all().delete()
    if training.chosen in COLLABORATIVE:
        _store_neighbours(neighbours_of(interactions))
    purge_old_exposures(known.now)
    return True


def _store_neighbours(neighbours: Mapping[int, Sequence[tuple[int, float]]]) -> None:
    rows = (
        Neighbour(store_id=store, other_id=other, likeness=likeness)
        for store, others in neighbours.items()
        for other, likeness in others
    )
    Neighbour.objects.bulk_create(rows, batch_size=2000)


def list_areas(training: Training, known: Known) -> bool:
    write_areas(known.knowledge, LIST_LENGTH)
    return True


STEPS = {
    Phase.EVALUATE: choose_list,
    Phase.AREAS: list_areas,
    Phase.READERS: list_readers,
}
