"""Limits of owners in tests."""

import pytest

from config.limits import COUNTS, RESOURCES
from config.wiring import connect_all
from core import limits
from core.allowances import UNLIMITED, Allowances

PLANS_PAGE = "/the-plans/"


@pytest.fixture
def allow():
    """Limits an owner, no other: `allow(bea, stores=2, off=["events"])`; `allow.asked` counts reads."""
    given, asked = {}, []

    def source(owner_id):
        asked.append(owner_id)
        return given.get(owner_id, UNLIMITED)

    def allow(owner, off=(), **most):
        given[owner.pk] = Allowances(most, frozenset(off))
        limits.allowances_changed(owner.pk)

    allow.asked = asked
    limits.connect(RESOURCES, COUNTS, source=source, plans_page=lambda: PLANS_PAGE)
    yield allow
    connect_all()
