from datetime import timedelta
from decimal import Decimal

import pytest
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from affiliates.attribution import attribute
from affiliates.bank_accounts import BankAccount
from affiliates.cookies import Visit, cookie_name, set_visit
from affiliates.models import ProductProfit, Programme
from affiliates.partners import Application, add_code, apply, set_payment_details
from affiliates.sales import complete_sale
from core.lifecycle import move
from tests.captures import pay
from tests.factories import ProductFactory, UserFactory, place

ACCOUNT = BankAccount("Example Bank", "Pat Partner", "110-123-456789")
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"


def programme_of(store, **fields):
    usual = {"is_on": True, "terms": "Be kind."}
    return Programme.objects.create(store=store, **{**usual, **fields})


def application(programme, **fields):
    usual = {"name": "Pat", "channel": "https://pat.example/", "plan": "Videos"}
    return Application(**{**usual, "terms_version": programme.terms_version, **fields})


def applied(programme, user):
    return apply(programme, user, application(programme, name=user.name))


def approved(programme, user):
    partner = applied(programme, user)
    move(partner, "approve", by=programme.store.owner)
    return partner


def paid_order(product, code, quantity=1, customer=None, **fields):
    """An order attributed to the code and paid."""
    order = place(customer, product, quantity, fulfilment="pickup", **fields)
    attribute(order, typed=code, came_by=None, visit=None)
    pay(order)
    return order


def profit_of(product, amount):
    return ProductProfit.objects.create(product=product, amount=Decimal(amount))


def come_by(client, code, at=None):
    """As by a click on the partner's link."""
    store_id, response = code.partner.programme.store_id, HttpResponse()
    set_visit(response, store_id, Visit(code.pk, at or timezone.now()), days=30)
    client.cookies[cookie_name(store_id)] = response.cookies[cookie_name(store_id)].value


def completed(order, at=None):
    """The order handed over at that time, which begins its return window."""
    complete_sale(order, at or timezone.now() - timedelta(days=60))
    return order


@pytest.fixture
def programme(store):
    return programme_of(store)


@pytest.fixture
def pat(db):
    """A partner's account, whose mailbox and phone are nobody else's."""
    return UserFactory(name="Pat", email="pat@example.com", phone="010-7777-7777")


@pytest.fixture
def partner(programme, pat):
    return approved(programme, pat)


@pytest.fixture
def code(partner):
    return add_code(partner, "PAT-TEA")


@pytest.fixture
def tea(store):
    """A product with a profit of 500 a piece."""
    product = ProductFactory(store=store, name="Tea", price=Decimal(1000))
    profit_of(product, 500)
    return product


@pytest.fixture
def payable_partner(partner):
    set_payment_details(partner, ACCOUNT, "individual")
    return partner


@pytest.fixture
def owner(client, bea):
    client.force_login(bea)
    return client


@pytest.fixture
def link(code):
    return reverse("affiliates:link", args=[code.code])
