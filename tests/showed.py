"""Which URL of a route showed a page to whom: searched once a run, since every world has the same rows."""

import fcntl
import json
from contextlib import contextmanager
from typing import NamedTuple


class ShownPage(NamedTuple):
    number: int  # of its URL among those of the route
    is_whole: bool  # rather than a part, which a script puts into a page
    forms: tuple[str, ...] = ()  # the kind of each, as tests.page_forms.kind_of writes it


class Showed:
    """Those pages, or that there is none; the processes of a run share a file of them."""

    def __init__(self):
        self._pages, self._file, self._read = {}, None, 0

    def share(self, path):
        self._file = path
        path.touch()

    @contextmanager
    def searched_by_one(self, person):
        """Other processes that search for the same person wait, and know what was found then."""
        if not self._file:
            yield
            return
        with self._file.with_name(f"{self._file.name}-{person}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # until it is closed
            yield

    def knows(self, key):
        if key not in self._pages:
            self._read_on()
        return key in self._pages

    def page(self, key):
        return self._pages[key] and ShownPage(*self._pages[key])

    def add(self, key, page):
        self._pages[key] = page
        if self._file:
            with self._file.open("ab", buffering=0) as file:  # one write: processes add whole lines
                file.write(json.dumps([key, page]).encode() + b"\n")

    def _read_on(self):
        if self._file:
            with self._file.open() as file:
                file.seek(self._read)
                whole = file.read().rpartition("\n")[0]
            self._read += len(whole.encode()) + bool(whole)
            self._pages.update(map(json.loads, whole.splitlines()))
