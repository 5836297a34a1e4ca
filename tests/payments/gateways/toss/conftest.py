import pytest

from devtools.stubs.toss import CLIENT_KEY, SECRET_KEY, TossStub
from payments.services import start_payment


@pytest.fixture
def toss(settings):
    """Toss, switched on and answering at the stub."""
    with TossStub() as stub:
        settings.TOSS_CLIENT_KEY, settings.TOSS_SECRET_KEY = CLIENT_KEY, SECRET_KEY
        settings.TOSS_URL = settings.TOSS_WIDGET_ORIGIN = stub.url
        settings.TOSS_WIDGET_URL = f"{stub.url}/v2/standard"
        yield stub


@pytest.fixture
def toss_payment(toss, order):
    """An unfinished payment of 12,000 KRW at Toss."""
    start_payment(order, "toss")
    return order.payments.get()
