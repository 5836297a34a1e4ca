from datetime import timedelta
from decimal import Decimal
from itertools import count

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from core.lifecycle import move
from coupons.models import Benefit, Campaign, Terms
from stores.access import MemberRole
from tests.factories import MemberFactory, UserFactory

numbers = count(1)


def verified(user):
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def claimant(**fields):
    """A customer with a verified mailbox and a phone."""
    number = next(numbers)
    named = {"email": f"claimant{number}@example.com", "phone": f"010-{number:08}"}
    return verified(UserFactory(**{**named, **fields}))


def draft(store, *, terms=None, **fields):
    """A campaign of 3,000 off each of ten coupons for thirty days, claimable since an hour ago."""
    now = timezone.now()
    usual = {"title": "3,000 off", "total": 10, "opens_at": now - timedelta(hours=1)}
    usual["currency"] = store.currency if store else "KRW"
    campaign = Campaign.objects.create(store=store, **{**usual, "created_at": now, **fields})
    usual = {"benefit": Benefit.AMOUNT, "amount": Decimal(3000), "valid_days": 30}
    campaign.terms = Terms.objects.create(
        campaign=campaign, version=1, **{**usual, **(terms or {})}
    )
    campaign.save(update_fields=["terms"])
    return campaign


def published(store, **fields):
    campaign = draft(store, **fields)
    move(campaign, "publish", by=store.owner)
    return campaign


@pytest.fixture
def campaign(store):
    return published(store)


@pytest.fixture
def clerk(store):
    member = MemberFactory(store=store, role=MemberRole.STAFF).user
    member.refresh_from_db()  # `is_member` is set by a trigger
    return member


@pytest.fixture
def eve(db):
    return claimant(name="Eve")


@pytest.fixture
def owner(client, bea):
    client.force_login(bea)
    return client


@pytest.fixture
def add_url(store):
    return reverse("coupons:add", args=[store.slug])
