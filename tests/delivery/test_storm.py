import pytest

from bench.dispatch_checks import wrongs
from delivery.models import DeliveryMove
from tests.delivery.storm import storm

ROUNDS = 4  # sixty with python -m bench.dispatch --storm 60


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_random_concurrent_moves_neither_deadlock_nor_contradict():
    errors = storm(ROUNDS)

    assert errors == []
    assert {name: count for name, count in wrongs().items() if count} == {}
    assert DeliveryMove.objects.filter(verb="accept").count() >= ROUNDS
