import pytest

from billing.invoice_events import CollectionFailed
from config.reactions import REACTIONS
from core.events import Reaction, connect
from tests.billing.subscribers import Plans


@pytest.fixture
def plans(db):
    return Plans()


@pytest.fixture
def boss(client, admin_user):
    """The browser of an administrator."""
    client.force_login(admin_user)
    return client


@pytest.fixture
def failed():
    """What CollectionFailed says: (reason, whether the payer is needed) of each."""
    events = []
    usual = REACTIONS.get(CollectionFailed, Reaction())
    note = Reaction(
        [*usual.now, lambda event: events.append((event.reason, event.needs_payer))], usual.later
    )
    connect({**REACTIONS, CollectionFailed: note})
    yield events
    connect(REACTIONS)
