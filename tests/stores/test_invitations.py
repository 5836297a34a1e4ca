"""Invitations are bound to a mailbox, expire, and are accepted once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from notifications.models import Mail
from stores.access import MemberRole
from stores.invitations import (
    ERASED_AFTER,
    OF_INVITER,
    OF_STORE,
    TO_MAILBOX,
    VALID_FOR,
    erase_old,
    invite,
    path_of,
    revoke,
    send_again,
)
from stores.members import (
    MAX_MEMBERS,
    MemberRefused,
)
from stores.models import Invitation
from tests.factories import InvitationFactory, MemberFactory, StoreFactory, UserFactory
from tests.job_runner import run_jobs


@pytest.fixture
def invitation(store):
    return InvitationFactory(store=store, email="eve@example.com")


def members(store):
    return reverse("stores:members", args=[store.slug])


def pending(store):
    return list(store.invitations.pending().values_list("email", "role"))


def roles(store):
    return dict(store.members.values_list("user__name", "role"))


def test_an_invitation_is_mailed_with_its_link(owner, store, mailoutbox):
    owner.post(members(store), {"email": "Eve@Example.com", "role": "staff"})
    run_jobs()

    invitation = store.invitations.get()
    [mail] = mailoutbox
    assert pending(store) == [("eve@example.com", "staff")]
    assert mail.to == ["eve@example.com"]
    assert "냉면집" in mail.subject
    assert path_of(invitation) in mail.body


def test_an_invitation_is_answered_the_same_with_and_without_an_account(owner, store, eve):
    answers = [
        owner.post(members(store), {"email": email, "role": "staff"}, follow=True).text
        for email in ("eve@example.com", "who@example.com")
    ]

    assert all("The invitation is on its way to" in answer for answer in answers)
    assert [mail.user for mail in Mail.objects.all()] == [None, None]


@pytest.mark.parametrize(
    ("email", "role"),
    [
        *[("nonsense", "staff"), ("", "staff"), ("a@example.com", "owner")],
        (f"{'a' * 250}@example.com", "staff"),
    ],
)
def test_bad_input_is_refused(owner, store, email, role):
    response = owner.post(members(store), {"email": email, "role": role})

    assert (response.status_code, pending(store)) == (422, [])
    assert response.context["form"].errors


def test_a_manager_invites_no_managers(client, store):
    client.force_login(MemberFactory(store=store, role=MemberRole.MANAGER).user)

    for role in ("manager", "gate"):
        client.post(members(store), {"email": f"{role}@example.com", "role": role})

    assert pending(store) == [("gate@example.com", "gate")]


def test_a_member_and_an_invited_address_are_not_invited_again(store, bea, invitation, eve):
    for email in ("eve@example.com", bea.email):
        with pytest.raises(MemberRefused):
            invite(store, email, "staff", by=bea)


def test_it_is_accepted_once(accepts, store, invitation):
    first = accepts(invitation)
    second = accepts(invitation)

    assert roles(store) == {"Bea": "owner", "Eve": "staff"}
    assert {first["Location"], second["Location"]} == {reverse("stores:mine")}
    assert [step.verb for step in store.member_changes.all()] == ["join"]


def test_after_it_was_accepted_and_the_member_removed_the_link_is_void(accepts, store, invitation):
    accepts(invitation)
    store.members.get(role="staff").delete()

    assert accepts(invitation).status_code == 422
    assert roles(store) == {"Bea": "owner"}


@pytest.mark.parametrize(
    "fields",
    [
        {"expires_at": timezone.now() - timedelta(seconds=1)},
        {"revoked_at": timezone.now()},
        {"email": "another@example.com"},
    ],
    ids=["expired", "revoked", "of another address"],
)
def test_an_invalid_invitation_is_refused_with_a_sentence(
    client, accepts, store, invitation, fields
):
    Invitation.objects.filter(pk=invitation.pk).update(**fields)

    assert 'role="alert"' in client.get(path_of(invitation)).text
    assert accepts(invitation).status_code == 422
    assert roles(store) == {"Bea": "owner"}


def test_an_address_that_is_not_verified_is_refused(client, store, invitation):
    client.force_login(UserFactory(email=invitation.email))

    assert client.post(path_of(invitation)).status_code == 422
    assert roles(store) == {"Bea": "owner"}


def test_who_has_not_confirmed_the_address_is_led_there(client, invitation):
    client.force_login(UserFactory(email=invitation.email))

    page = client.get(path_of(invitation)).text

    assert "You have not confirmed this e-mail yet." in page
    assert f'href="{reverse("account_email")}"' in page


def test_an_archived_store_takes_nobody(accepts, store, invitation):
    type(store).objects.filter(pk=store.pk).update(archived_at=timezone.now())

    assert accepts(invitation).status_code == 422


def test_a_visitor_signs_in_or_up_first_and_comes_back(client, store, invitation):
    path = path_of(invitation)

    page = client.get(path).text
    answer = client.post(path)

    assert f"{reverse('account_login')}?next={path.replace(':', '%3A')}" in page
    assert invitation.email in page
    assert (answer["Location"], roles(store)) == (path, {"Bea": "owner"})


def test_a_revoked_invitation_is_void_and_its_address_is_free_again(owner, store, bea, invitation):
    url = reverse("stores:revoke-invitation", args=[store.slug, invitation.pk])
    assert invitation.email in owner.get(url).text

    owner.post(url)
    owner.post(url)
    invite(store, invitation.email, "gate", by=bea)

    assert pending(store) == [(invitation.email, "gate")]
    assert [step.verb for step in store.member_changes.all()] == ["revoke", "invite"]


def test_sending_again_makes_it_valid_again(owner, store, accepts, client, bea, invitation):
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))

    send_again(invitation, by=bea)

    assert store.invitations.get().expires_at > timezone.now() + VALID_FOR - timedelta(minutes=1)
    assert Mail.objects.get().recipient == invitation.email
    assert accepts(invitation).status_code == 302


def test_an_invitation_is_sent_again_by_a_button(owner, store, invitation):
    owner.post(reverse("stores:invite-again", args=[store.slug, invitation.pk]))

    assert Mail.objects.count() == 1


def test_a_mailbox_gets_few_invitations_from_all_stores(store, bea, invitation):
    other = StoreFactory()
    invite(other, invitation.email, "staff", by=other.owner)
    for seconds in range(1, TO_MAILBOX.times):
        send_again(invitation, by=bea, now=timezone.now() + timedelta(seconds=seconds))

    with pytest.raises(MemberRefused):
        send_again(invitation, by=bea)
    assert Mail.objects.count() == TO_MAILBOX.times


def test_a_store_sends_few_invitations_a_day(store, bea):
    for each in range(OF_STORE.times):
        invite(store, f"p{each}@example.com", "staff", by=bea)

    with pytest.raises(MemberRefused):
        invite(store, "one-more@example.com", "staff", by=bea)
    assert len(pending(store)) == OF_STORE.times


def test_many_stores_send_no_more_for_the_same_account(bea):
    for each in range(OF_INVITER.times):
        invite(StoreFactory(owner=bea), f"p{each}@example.com", "staff", by=bea)

    with pytest.raises(MemberRefused):
        invite(StoreFactory(owner=bea), "one-more@example.com", "staff", by=bea)


def test_a_store_has_a_limited_number_of_members(store, bea):
    for _each in range(MAX_MEMBERS - 1):
        InvitationFactory(store=store)

    with pytest.raises(MemberRefused):
        invite(store, "one-more@example.com", "staff", by=bea)


@pytest.mark.parametrize("name", ["invite-again", "revoke-invitation"])
def test_an_invitation_of_another_store_cannot_be_reached(owner, store, name):
    other = InvitationFactory(store=StoreFactory())

    url = reverse(f"stores:{name}", args=[store.slug, other.pk])

    assert owner.post(url).status_code == 404
    assert Invitation.objects.get(pk=other.pk).revoked_at is None


@pytest.mark.parametrize("name", ["invite-again", "revoke-invitation"])
def test_a_manager_has_no_power_over_the_invitation_of_a_manager(client, store, name):
    client.force_login(MemberFactory(store=store, role=MemberRole.MANAGER).user)
    invitation = InvitationFactory(store=store, role=MemberRole.MANAGER)

    url = reverse(f"stores:{name}", args=[store.slug, invitation.pk])

    assert client.post(url).status_code == 403


def test_an_expired_invitation_cannot_be_revoked_after_it_was_accepted(
    store, bea, accepts, invitation
):
    accepts(invitation)

    with pytest.raises(MemberRefused):
        revoke(invitation, by=bea)


def test_addresses_of_old_invitations_are_erased(store, invitation):
    recent = InvitationFactory(store=store)
    Invitation.objects.filter(pk=invitation.pk).update(
        expires_at=timezone.now() - ERASED_AFTER - timedelta(days=1)
    )

    assert (erase_old(), erase_old()) == (1, 0)

    assert pending(store) == [(recent.email, "staff")]
    invitation.refresh_from_db()
    assert (invitation.email, invitation.revoked_at is None) == ("", False)
