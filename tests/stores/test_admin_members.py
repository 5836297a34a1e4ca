"""Members and invitations in the admin."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from accounts.models import User
from stores.members import record_owner
from stores.models import Invitation, Member
from tests.factories import InvitationFactory, MemberFactory


@pytest.fixture
def rows(store):
    return [MemberFactory(store=store, user__name="Eve"), InvitationFactory(store=store)]


@pytest.fixture
def boss(client, db):
    client.force_login(User.objects.create_superuser("op@example.com", name="Op"))
    return client


def list_of(model):
    return reverse(f"admin:stores_{model._meta.model_name}_changelist")


def act(browser, model, action):
    ids = list(model.objects.values_list("pk", flat=True))
    return browser.post(list_of(model), {"action": action, "_selected_action": ids}, follow=True)


def test_lists_rows_and_the_store_show_them(boss, store, rows):
    pages = [list_of(type(row)) for row in rows]
    pages += [reverse(f"admin:stores_{row._meta.model_name}_change", args=[row.pk]) for row in rows]
    pages.append(reverse("admin:stores_store_change", args=[store.pk]))

    assert {boss.get(page).status_code for page in pages} == {200}
    assert "Eve" in boss.get(pages[-1]).text


def test_an_operator_removes_members_but_no_owner(boss, store, rows):
    answer = act(boss, Member, "remove")

    assert [member.role for member in store.members.all()] == ["owner"]
    assert "1 member removed." in answer.text
    assert "The owner cannot leave" in answer.text
    assert str(store.member_changes.get().actor) == "Op"


def test_an_operator_revokes_invitations(boss, rows):
    act(boss, Invitation, "revoke")

    assert not Invitation.objects.pending().exists()


def test_a_viewer_changes_nothing(client, rows):
    viewer = User.objects.create_user("desk@example.com", is_staff=True)
    names = ["view_member", "view_invitation"]
    viewer.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(viewer)

    act(client, Member, "remove")
    act(client, Invitation, "revoke")

    assert Member.objects.count() == 2
    assert Invitation.objects.pending().exists()


def test_a_change_of_the_owner_is_recorded(store, rows):
    operator = User.objects.create_superuser("op@example.com", name="Op")
    store.owner = rows[0].user
    store.save(update_fields=["owner"])
    record_owner(store, by=operator)

    assert [(step.label, step.who) for step in store.member_changes.all()] == [
        ("Eve became the owner", "Op"),
        (f"The invitation of {rows[1]} was revoked", "Op"),  # the former owner had sent it
    ]
