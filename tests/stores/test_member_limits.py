"""Limits of members: every way to more of them is refused."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.limits import LimitReached, RowReadOnly
from stores.invitations import accept, invite, objection_to, send_again
from stores.members import change_role
from stores.models import Invitation
from stores.owner_limits import staff_of
from tests.factories import (
    InvitationFactory,
    MemberFactory,
    StoreFactory,
)
from tests.racing import losers, together


@pytest.fixture
def newer(bea, store):
    """A second store of Bea's."""
    return StoreFactory(owner=bea, name="Second", slug="second")


def test_staff_are_people_besides_the_owner(bea, store, newer):
    now = timezone.now()
    cook = MemberFactory(store=store)
    MemberFactory(store=newer, user=cook.user)
    InvitationFactory(store=newer, email=cook.user.email)
    guest = InvitationFactory(store=store)
    InvitationFactory(store=store, expires_at=now)
    InvitationFactory(store=store, revoked_at=now)
    MemberFactory()  # of another owner

    assert staff_of(bea.pk, now) == [cook, guest]


def test_an_invitation_beyond_the_limit_is_refused_with_the_input_kept(owner, bea, store, allow):
    allow(bea, staff=1)
    MemberFactory(store=store)

    sent = {"email": "eve@example.com", "role": "staff"}
    response = owner.post(reverse("stores:members", args=[store.slug]), sent)

    page = response.content.decode()
    assert (response.status_code, Invitation.objects.count()) == (422, 0)
    assert "The plan includes 1 person besides the owner" in page
    assert 'value="eve@example.com"' in page


def test_who_works_in_a_store_may_be_invited_to_another(bea, store, newer, allow):
    allow(bea, staff=1)
    cook = MemberFactory(store=store)

    invite(newer, cook.user.email, "staff", by=bea)

    assert newer.invitations.count() == 1


def test_an_expired_invitation_is_sent_again_only_if_there_is_room(bea, store, allow):
    allow(bea, staff=1)
    old = InvitationFactory(store=store, expires_at=timezone.now() - timedelta(days=1))
    MemberFactory(store=store)

    with pytest.raises(LimitReached):
        send_again(old, by=bea)


def test_an_invitation_within_the_limit_is_accepted(bea, store, ann, allow):
    allow(bea, staff=1)
    ann.emailaddress_set.create(email=ann.email, verified=True, primary=True)
    invitation = InvitationFactory(store=store, email=ann.email)

    accept(invitation, user=ann)

    assert store.members.filter(user=ann).exists()


def test_beyond_the_limit_nobody_joins_and_no_role_changes(bea, store, allow):
    member = MemberFactory(store=store)
    invitation = InvitationFactory(store=store)
    allow(bea, staff=0)

    assert "no room for more members" in objection_to(invitation, None, timezone.now())
    with pytest.raises(RowReadOnly):
        send_again(invitation, by=bea)
    with pytest.raises(RowReadOnly):
        change_role(member, "gate", by=bea)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(3))
def test_the_last_place_is_given_once_across_stores(bea, store, newer, allow, turn):
    allow(bea, staff=1)

    results = together(
        lambda: invite(store, "eve@example.com", "staff", by=bea),
        lambda: invite(newer, "fay@example.com", "staff", by=bea),
    )

    assert [type(each) for each in losers(results)] == [LimitReached]
    assert Invitation.objects.count() == 1
