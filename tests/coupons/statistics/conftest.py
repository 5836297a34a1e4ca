from datetime import timedelta

import pytest
from django.utils import timezone

from core.days import DAY, day_of, midnight
from tests.coupons.conftest import published


@pytest.fixture
def noon():
    """Of yesterday."""
    return midnight(day_of(timezone.now()) - DAY) + timedelta(hours=12)


@pytest.fixture
def campaign(store, noon):
    return published(store, opens_at=noon - 90 * DAY, total=100)
