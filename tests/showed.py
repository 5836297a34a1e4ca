"""Which URL of a route showed a page to whom: searched once a run, since every world has the same rows."""

import json


class Showed:
    """The number of that URL in the route's, or none; the processes of a run share a file of them."""

    def __init__(self):
        self._turns, self._file, self._read = {}, None, 0

    def share(self, path):
        self._file = path
        path.touch()

    def turns(self, key):
        """One number, or none if no URL showed a page; None before a search."""
        if key not in self._turns:
            self._read_on()
        return self._turns.get(key)

    def add(self, key, turns):
        if self._turns.get(key) != turns:
            self._turns[key] = turns
            if self._file:
                with self._file.open("a") as file:  # whole: a short line is one write
                    file.write(json.dumps([key, turns]) + "\n")

    def _read_on(self):
        if self._file:
            with self._file.open() as file:
                file.seek(self._read)
                whole = file.read().rpartition("\n")[0]
            self._read += len(whole.encode()) + bool(whole)
            self._turns.update(map(json.loads, whole.splitlines()))
