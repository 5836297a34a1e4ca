"""The fixtures of the small world of tests.site_map."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings

from accounts.models import Role
from tests.factories import UserFactory
from tests.readers import SHOWED, undone
from tests.site_map import make_world, reset_sequences
from tests.walking import moved


@pytest.fixture(scope="session", autouse=True)
def pages_are_searched_once(request, tmp_path_factory):
    """The workers of a run share which URLs show a page, and so do both calls of bin/test."""
    if hasattr(request.config, "workerinput"):
        folder = os.environ.get("FOUND_PAGES") or tmp_path_factory.getbasetemp().parent
        SHOWED.share(Path(folder) / "showed")


@pytest.fixture(scope="module")
def standing_world(django_db_setup, django_db_blocker):
    """One world for all tests of a module, since creating it takes longer than most of them.

    A transactional test would delete it: such tests belong in modules without it.
    """
    with django_db_blocker.unblock(), override_settings(), undone():
        world = ann_and_beas_world()
        connection.check_constraints()  # or else of all these rows again at the end of each test
        yield world


@pytest.fixture(scope="module")
def shown_world(django_db_setup, django_db_blocker):
    """The same for modules whose tests show it in browsers, and change nothing."""
    with django_db_blocker.unblock(), override_settings(), django_db_setup.postponed():
        yield ann_and_beas_world()


def ann_and_beas_world():
    reset_sequences()
    ann, bea = UserFactory(name="Ann"), UserFactory(name="Bea", role=Role.OWNER)
    with moved():
        return make_world(ann, bea, settings)


@pytest.fixture
def world(standing_world, db):
    """Ann, Bea, Cy and their rows; changes of a test are rolled back."""
    return standing_world
