import pytest

from core import sweeps
from core.sweeps import sweep


def test_a_sweep_acts_on_every_row_and_raises_what_went_wrong_at_the_end():
    done = []

    def act(row):
        if row < 0:
            raise ValueError(row)
        done.append(row)

    with pytest.raises(ExceptionGroup) as raised:
        sweep([1, -2, 3, -4], act, failed="numbers")

    assert done == [1, 3]
    assert [str(error) for error in raised.value.exceptions] == ["-2", "-4"]


def test_a_sweep_counts_for_how_many_it_acted():
    assert sweep([0, 1, 2], bool, failed="numbers") == 2


def test_a_sweep_leaves_what_it_has_no_time_for_to_the_next(monkeypatch):
    monkeypatch.setattr(sweeps, "MAX_SWEEP_TIME", 0)
    done = []

    sweep([1, 2, 3], done.append, failed="numbers")

    assert done == [1]
