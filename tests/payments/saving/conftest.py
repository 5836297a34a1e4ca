import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.utils import timezone

from config.reactions import REACTIONS
from core.events import Reaction, connect
from orders.baskets import Basket, BasketLine
from orders.carts import CartOwner
from orders.placing import place
from orders.quotes import quote
from payments.events import (
    PaymentDeclined,
    SavedMethodActivated,
    SavedMethodRemoved,
    SavedMethodUnusable,
)
from payments.saved_methods import begin_saving, confirm_saving, enter_at
from stores.models import Store
from tests.factories import CONTACT
from tests.payments.gateways.paypal.conftest import paypal  # noqa: F401
from tests.payments.gateways.toss.conftest import toss  # noqa: F401


@dataclass
class OneBill(Basket):
    store: Store
    price: Decimal = Decimal(20000)
    time_to_pay = None
    fulfilments = ("none",)

    def lines(self):
        return [BasketLine(name="October", unit_price=self.price, quantity=1)]


@pytest.fixture
def bills(ann, store):
    """`bills()`: another bill of Ann's, over 20,000 won."""

    def bill(**fields):
        basket, buyer = OneBill(store, **fields), CartOwner(user=ann)
        fingerprint = quote(basket, "none", timezone.now(), buyer).fingerprint
        options = {"fulfilment": "none", "contact": CONTACT, "checkout_token": uuid.uuid4()}
        return place(basket, buyer, fingerprint=fingerprint, **options)[0]

    return bill


@pytest.fixture
def bill(bills):
    return bills()


@pytest.fixture
def sandbox_card(ann):
    """`sandbox_card("pays")`: a card of the sandbox, saved by Ann."""

    def save(code="pays", user=ann):
        return confirm_saving(begin_saving(user, "sandbox", "KRW"), {"card": code})

    return save


@pytest.fixture
def card(sandbox_card):
    return sandbox_card()


@pytest.fixture
def published():
    """`with published() as events:` lists the events of the block, besides their reactions."""

    @contextmanager
    def listening():
        events = []
        kinds = (PaymentDeclined, SavedMethodActivated, SavedMethodUnusable, SavedMethodRemoved)
        heard = {
            kind: Reaction([*REACTIONS.get(kind, Reaction()).now, events.append]) for kind in kinds
        }
        connect({**REACTIONS, **heard})
        yield events
        connect(REACTIONS)

    return listening


@pytest.fixture
def stripe_card(ann, stripe_stub):
    """`stripe_card("save")`: a card that Ann entered at Stripe; "poor", "stolen" and "asks" are declined."""

    def save(how="save"):
        method = begin_saving(ann, "stripe", "KRW")
        enter_at(method)
        method.refresh_from_db()
        stripe_stub.pay(method.session, how)
        return confirm_saving(method, {})

    return save


@pytest.fixture
def toss_card(ann, toss):  # noqa: F811
    def save(how="save"):
        method = begin_saving(ann, "toss", "KRW")
        enter_at(method)
        method.refresh_from_db()
        return confirm_saving(method, toss.ledger.enter_card(method.key, how))

    return save


@pytest.fixture
def paypal_account(ann, paypal):  # noqa: F811
    def save(how="save"):
        method = begin_saving(ann, "paypal", "USD")
        enter_at(method)
        method.refresh_from_db()
        paypal.ledger.save_account(method.session, how)
        return confirm_saving(method, {})

    return save


@pytest.fixture
def dollar_bills(bills, store):
    def bill():
        store.currency = "USD"
        store.save(update_fields=["currency"])
        return bills(price=Decimal("12.50"))

    return bill


@pytest.fixture
def cases(request):
    """`cases("stripe")`: its stub, a way to save, a bill, and how it is told to misbehave."""

    def case(code):
        stub = request.getfixturevalue({"stripe": "stripe_stub"}.get(code, code))
        save = request.getfixturevalue({"paypal": "paypal_account"}.get(code, f"{code}_card"))
        bill = request.getfixturevalue("dollar_bills" if code == "paypal" else "bills")()
        return stub, save, bill

    return case
