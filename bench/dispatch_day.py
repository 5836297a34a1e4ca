"""A busy minute: every rider answers offers at once, while the store gives some away and calls some off."""

import multiprocessing
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connections

from bench import dispatch_doors as doors
from bench.dispatch_town import Someone, Town

PROCESSES = 4  # of clients
WAVES, ANSWERS = 4, 8  # how often a rider looks at the offers, and how many of them they answer
PATIENCE = 180  # seconds until a wave counts as stuck
GIVEN, CALLED_OFF = 20, 20  # deliveries that the store gives away by hand, orders that it stops

_gate = None


@dataclass(frozen=True)
class Answer:
    """What came of one touch; `took` is in seconds."""

    number: str
    verb: str
    worked: bool
    took: float
    at: float


def play(town: Town, numbers: list[str]) -> list[Answer]:
    """Everybody acts at once; gives all answers."""
    connections.close_all()  # a connection must not be shared by a fork
    context = multiprocessing.get_context("fork")
    gate = context.Barrier(len(town.riders) + 1)
    shares = [town.riders[n::PROCESSES] for n in range(PROCESSES)]
    crowds = [lambda share=share: _crowd(_ride, share) for share in shares]
    crowds.append(lambda: _crowd(_sell, [town.owner], numbers, town.riders))
    told = context.SimpleQueue()
    processes = [
        context.Process(target=_tell, args=(told, gate, crowd), daemon=True) for crowd in crowds
    ]
    for process in processes:
        process.start()
    answers = [answer for _process in processes for answer in told.get()]
    for process in processes:
        process.join()
    return answers


def _tell(told, gate, crowd: Callable[[], list[Answer]]) -> None:
    global _gate
    _gate = gate
    doors.open_doors()
    told.put(crowd())


def _crowd(act: Callable, people: list[Someone], *more) -> list[Answer]:
    answers: list[Answer] = []
    threads = [
        threading.Thread(target=act, args=(person, answers, *more), daemon=True)
        for person in people
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE * WAVES)
    return answers


def _ride(rider: Someone, answers: list[Answer]) -> None:
    chance = random.Random(rider.pk)
    for _wave in range(WAVES):
        offers = doors.offers(rider)
        chance.shuffle(offers)
        _gate.wait(PATIENCE)  # all have looked; now all answer
        for number in offers[:ANSWERS]:
            _answer(rider, number, chance, answers)
        _gate.wait(PATIENCE)


def _answer(rider: Someone, number: str, chance: random.Random, answers: list[Answer]) -> None:
    if chance.random() < 0.1:
        _note(answers, number, "decline", doors.decline, rider, number)
    elif _note(answers, number, "accept", doors.accept, rider, number):
        then = chance.random()
        if then < 0.4:
            _note(answers, number, "release", doors.step, rider, number, "release")
        elif then < 0.7:
            _note(answers, number, "pick_up", doors.step, rider, number, "pick_up")
            _note(answers, number, "deliver", doors.step, rider, number, "deliver")


def _sell(owner: Someone, answers: list[Answer], numbers: list[str], riders: list[Someone]) -> None:
    chance = random.Random(7)
    for _wave in range(WAVES):
        given = chance.sample(numbers, GIVEN // WAVES)
        stopped = chance.sample(numbers, CALLED_OFF // WAVES)
        _gate.wait(PATIENCE)
        for give, stop in zip(given, stopped, strict=True):
            rider = chance.choice(riders)
            _note(answers, give, "assign", doors.assign, owner, give, rider)
            _note(answers, stop, "call_off", doors.call_off, owner, stop)
        _gate.wait(PATIENCE)


def _note(answers: list[Answer], number: str, verb: str, act: Callable, *arguments) -> bool:
    begin = time.perf_counter()
    worked = act(*arguments)
    end = time.perf_counter()
    answers.append(Answer(number, verb, worked is not False, end - begin, end))
    return worked is not False
