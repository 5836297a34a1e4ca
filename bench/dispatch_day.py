"""A busy minute: riders answer offers concurrently, while the store assigns some and cancels others."""

import multiprocessing
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import chain

from django.db import connections

from bench.dispatch_doors import Doors
from bench.dispatch_town import Someone, Town

PROCESSES = 4  # of browsers
WAVES, ANSWERS = 2, 10  # how often a rider loads the offers, and how many of them they answer
PATIENCE = 900  # seconds until a wave counts as stuck
GIVEN, CALLED_OFF = 20, 20  # deliveries that the store assigns, orders that it cancels


@dataclass(frozen=True)
class Touch:
    """One request and its result; `took` is in seconds until the answer, `worked` the site's part of it."""

    number: str
    verb: str
    won: bool
    took: float
    worked: float


@dataclass
class Crowd:
    """The people of one process. All wait for each other before and after each wave."""

    doors: Doors
    gate: threading.Barrier
    touches: list[Touch] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def ride(self, rider: Someone) -> None:
        chance = random.Random(rider.pk)
        for _wave in range(WAVES):
            offers, _page = self.doors.offers(rider)
            chance.shuffle(offers)
            self.gate.wait(PATIENCE)  # all have loaded the offers; now all answer
            for number in offers[:ANSWERS]:
                self._answer(rider, number, chance)
            self.gate.wait(PATIENCE)

    def sell(self, owner: Someone, numbers: list[str], riders: list[Someone]) -> None:
        chance = random.Random(7)
        for _wave in range(WAVES):
            given = chance.sample(numbers, GIVEN // WAVES)
            stopped = chance.sample(numbers, CALLED_OFF // WAVES)
            self.gate.wait(PATIENCE)
            for give, stop in zip(given, stopped, strict=True):
                self._touch("assign", give, self.doors.assign, owner, give, chance.choice(riders))
                self._touch("cancel_by_store", stop, self.doors.cancel_by_store, owner, stop)
            self.gate.wait(PATIENCE)

    def _answer(self, rider: Someone, number: str, chance: random.Random) -> None:
        if chance.random() < 0.1:
            self._ride(rider, number, "decline")
        elif self._touch("accept", number, self.doors.accept, rider, number):
            then = chance.random()
            if then < 0.4:
                self._ride(rider, number, "release")
            elif then < 0.7:
                self._ride(rider, number, "pick_up")
                self._ride(rider, number, "deliver")

    def _ride(self, rider: Someone, number: str, verb: str) -> None:
        self._touch(verb, number, self.doors.ride, rider, number, verb)

    def _touch(self, verb: str, number: str, act: Callable, *arguments) -> bool:
        begin = time.perf_counter()
        try:
            won, answer = act(*arguments)
        except Exception as error:
            self.errors.append(f"{verb}: {type(error).__name__} {error}")
            return False
        took = time.perf_counter() - begin
        self.touches.append(Touch(number, verb, won, took, answer.seconds))
        return won


def play(town: Town, numbers: list[str], port: int) -> tuple[list[Touch], list[str]]:
    """All act concurrently; returns all touches, and the errors."""
    connections.close_all()  # a connection must not be shared by a fork
    context = multiprocessing.get_context("fork")
    gate, results = context.Barrier(len(town.riders) + 1), context.SimpleQueue()
    shares = [[("ride", rider) for rider in town.riders[n::PROCESSES]] for n in range(PROCESSES)]
    shares.append([("sell", town.owner, numbers, town.riders)])
    processes = [
        context.Process(target=_live, args=(results, Crowd(Doors(port), gate), share), daemon=True)
        for share in shares
    ]
    for process in processes:
        process.start()
    reports = [results.get() for _process in processes]
    for process in processes:
        process.join()
    touches, errors = zip(*reports, strict=True)
    return list(chain.from_iterable(touches)), list(chain.from_iterable(errors))


def _live(results, crowd: Crowd, people: list[tuple]) -> None:
    """Each of these people in a thread of their own, by the name of the method."""

    def act(name: str, *arguments) -> None:
        try:
            getattr(crowd, name)(*arguments)
        except Exception as error:
            crowd.errors.append(f"{name}: {type(error).__name__} {error}")
            crowd.gate.abort()  # the others must not wait

    threads = [threading.Thread(target=act, args=each, daemon=True) for each in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    results.put((crowd.touches, crowd.errors))
