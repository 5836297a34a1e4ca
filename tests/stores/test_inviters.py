"""Invitations end with the right of who sent them."""

import pytest

from accounts.services import delete_account
from stores.access import MemberRole
from stores.invitations import invite, send_again
from stores.members import change_role, hand_over, record_owner, remove_member
from stores.models import Invitation, Store
from tests.factories import MemberFactory, UserFactory
from tests.stores.test_invitations import pending


@pytest.fixture
def manager(store):
    return MemberFactory(store=store, role=MemberRole.MANAGER)


@pytest.mark.parametrize(
    "end",
    [
        lambda manager, owner: remove_member(manager, by=owner),
        lambda manager, owner: remove_member(manager, by=manager.user),
        lambda manager, owner: change_role(manager, MemberRole.STAFF, by=owner),
        lambda manager, owner: delete_account(manager.user),
    ],
)
def test_who_may_not_invite_any_more_leaves_no_invitation_behind(store, bea, manager, accepts, end):
    invite(store, "eve@example.com", "staff", by=manager.user)

    end(manager, bea)

    assert accepts(Invitation.objects.get()).status_code == 422
    assert store.member_changes.latest("pk").verb == "revoke"


def test_after_a_hand_over_the_managers_that_were_invited_before_are_revoked(store, bea, manager):
    for email, role in [("eve@example.com", "manager"), ("who@example.com", "staff")]:
        invite(store, email, role, by=bea)

    hand_over(manager, by=bea)

    assert pending(store) == [("who@example.com", "staff")]


def test_an_operator_who_changes_the_owner_revokes_the_invitations_of_the_former(
    client, store, bea, dan
):
    invite(store, "eve@example.com", "staff", by=bea)
    Store.objects.filter(pk=store.pk).update(owner=dan)
    store.refresh_from_db()

    record_owner(store, by=UserFactory(is_staff=True))

    assert pending(store) == []


def test_who_sends_an_invitation_again_answers_for_it(store, bea, manager):
    invite(store, "eve@example.com", "staff", by=manager.user)
    send_again(Invitation.objects.get(), by=bea)

    remove_member(manager, by=bea)

    assert pending(store) == [("eve@example.com", "staff")]
