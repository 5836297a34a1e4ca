"""Collecting twelve thousand tests, which each process of a run does."""

import gc
from contextlib import suppress
from importlib import import_module

import pytest
from django.conf import settings

from tests.template_database import begin_template

# All that is imported and collected stays: to traverse it again and again took a fifth of the time.
gc.disable()


def pytest_sessionstart(session):
    starts_workers = session.config.getoption("dist", "no") != "no"
    if starts_workers and not hasattr(session.config, "workerinput") and not settings.DATABASE_URL:
        begin_template(session.config)


@pytest.hookimpl(wrapper=True)
def pytest_collection(session):
    """Collect; what exists then is left alone by the garbage collector, and the rest looked at rarely."""
    if hasattr(session.config, "workerinput"):
        compile_share(session.config)
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(100_000, 50, 100)
        gc.enable()


def compile_share(config):
    """Import this worker's share of the modules first: each worker then finds those of the others compiled.

    pytest compiles a module of tests when it is imported, and each worker would compile all of them.
    """
    number = int(config.workerinput["workerid"].removeprefix("gw"))
    for file in modules(config)[number :: config.workerinput["workercount"]]:
        # A module that cannot be imported, or does not want to be, is reported when it is collected.
        with suppress(Exception, pytest.skip.Exception):
            import_module(".".join(file.with_suffix("").parts))


def modules(config):
    """The modules of tests below the arguments of pytest, relative to the project."""
    places = [config.rootpath / argument.split("::")[0] for argument in config.args]
    files = {
        file
        for place in places
        for file in (place.rglob("test_*.py") if place.is_dir() else [place])
    }
    return sorted(file.relative_to(config.rootpath) for file in files)


def pytest_collection_modifyitems(items):
    """Run slow tests first and browser tests last.

    The slow ones mostly wait for other processes: one worker has them all at first, while the others use the
    cores. Playwright leaves an event loop in this thread, which tests without a browser refuse.
    """
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
