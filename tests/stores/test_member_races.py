"""Members and invitations under concurrent requests; each race ends right."""

import pytest
from allauth.account.models import EmailAddress

from accounts.services import DeletionRefused, delete_account
from stores.access import MemberRole
from stores.invitations import accept, invite, revoke
from stores.members import MemberRefused, change_role, hand_over, remove_member
from stores.models import Invitation, Member
from tests.factories import InvitationFactory, MemberFactory, StoreFactory, UserFactory
from tests.racing import losers, together

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = pytest.mark.parametrize("turn", range(3))


@pytest.fixture
def eve(db):
    eve = UserFactory(name="Eve", email="eve@example.com")
    EmailAddress.objects.create(user=eve, email=eve.email, verified=True, primary=True)
    return eve


def owners(store):
    return list(Member.objects.filter(store=store, role="owner").values_list("user", flat=True))


def refused(results):
    assert {type(loser) for loser in losers(results)} <= {MemberRefused}
    return len(losers(results))


@ROUNDS
def test_two_clicks_accept_once(eve, turn):
    invitation = InvitationFactory(email=eve.email)

    results = together(*[lambda: accept(invitation, user=eve)] * 2)

    assert refused(results) == 1
    assert invitation.store.members.filter(user=eve).count() == 1
    assert invitation.store.member_changes.count() == 1


@ROUNDS
def test_accepting_against_revoking_has_one_winner(eve, turn):
    invitation = InvitationFactory(email=eve.email)
    store = invitation.store

    results = together(
        lambda: accept(invitation, user=eve), lambda: revoke(invitation, by=store.owner)
    )

    invitation.refresh_from_db()
    assert refused(results) == 1
    assert (invitation.accepted_at is None) != (invitation.revoked_at is None)
    assert store.members.filter(user=eve).exists() == (invitation.accepted_at is not None)


@ROUNDS
def test_a_store_handed_over_to_two_has_one_owner(turn):
    store = StoreFactory()
    one, two = MemberFactory(store=store), MemberFactory(store=store)
    former = store.owner

    results = together(lambda: hand_over(one, by=former), lambda: hand_over(two, by=former))

    store.refresh_from_db()
    assert refused(results) == 1
    assert owners(store) == [store.owner_id]
    assert store.owner in (one.user, two.user)


@ROUNDS
def test_a_store_is_never_without_its_owner(turn):
    """A manager removes the member to whom the owner hands the store over."""
    store = StoreFactory()
    member = MemberFactory(store=store)
    manager = MemberFactory(store=store, role=MemberRole.MANAGER).user
    former = store.owner

    results = together(
        lambda: hand_over(member, by=former), lambda: remove_member(member, by=manager)
    )

    store.refresh_from_db()
    assert refused(results) == 1
    assert owners(store) == [store.owner_id]


@ROUNDS
def test_a_manager_who_is_demoted_meanwhile_appoints_nobody_later(turn):
    store = StoreFactory()
    manager = MemberFactory(store=store, role=MemberRole.MANAGER)
    member = MemberFactory(store=store)

    together(
        lambda: change_role(manager, MemberRole.STAFF, by=store.owner),
        lambda: change_role(member, MemberRole.GATE, by=manager.user),
    )

    steps = [(step.actor_id, step.target) for step in store.member_changes.order_by("pk")]
    assert steps in (
        [(manager.user_id, "gate"), (store.owner_id, "staff")],
        [(store.owner_id, "staff")],
    )


@ROUNDS
def test_an_address_invited_twice_has_one_invitation(turn):
    store = StoreFactory()

    results = together(*[lambda: invite(store, "eve@example.com", "staff", by=store.owner)] * 2)

    assert refused(results) == 1
    assert Invitation.objects.filter(store=store).count() == 1


@ROUNDS
def test_no_store_is_handed_over_to_an_account_that_is_being_deleted(turn):
    store = StoreFactory()
    member = MemberFactory(store=store)
    former = store.owner

    results = together(lambda: hand_over(member, by=former), lambda: delete_account(member.user))

    store.refresh_from_db()
    assert {type(loser) for loser in losers(results)} <= {MemberRefused, DeletionRefused}
    assert store.owner.is_active
    assert owners(store) == [store.owner_id]


@ROUNDS
def test_a_deleted_account_becomes_no_member(eve, turn):
    invitation = InvitationFactory(email=eve.email)

    together(lambda: accept(invitation, user=eve), lambda: delete_account(eve))

    eve.refresh_from_db()
    assert not eve.is_active
    assert not Member.objects.filter(user=eve).exists()
