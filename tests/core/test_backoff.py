from datetime import timedelta

import pytest

from core.backoff import backoff

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("tries", "wait"),
    [(0, MINUTE), (1, MINUTE), (2, 2 * MINUTE), (6, 32 * MINUTE), (7, HOUR), (9999, HOUR)],
)
def test_the_wait_doubles_up_to_its_limit(tries, wait):
    assert backoff(MINUTE, tries, HOUR) == wait
