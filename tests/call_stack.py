"""Room on the call stack for everything that a test calls.

CPython allocates a thread's stack of Python frames in chunks of 16 KB, each by mmap, and frees a chunk
when its first frame returns. Where calls in a loop begin right at the end of a chunk, each of them maps
and unmaps memory: below pytest and the middleware fifteen times for each query, a fifth of a test's CPU.
A frame that fits in no chunk of 16 KB gets one of 1 MB, in whose second half all other frames fit.
"""

import pytest
from _pytest.runner import runtestprotocol

SLOTS = 70_000  # of 8 bytes: a little more than half of 1 MB


def with_room(function, *arguments, **options):
    return function(*arguments, **options)


with_room.__code__ = with_room.__code__.replace(co_stacksize=SLOTS)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item, nextitem):
    """As pytest's own, which it replaces."""
    where = {"nodeid": item.nodeid, "location": item.location}
    item.ihook.pytest_runtest_logstart(**where)
    with_room(runtestprotocol, item, nextitem=nextitem)
    item.ihook.pytest_runtest_logfinish(**where)
    return True
