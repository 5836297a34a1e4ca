"""The rows of members agree with the owners of stores, however either is written."""

from importlib import import_module

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.models import User
from stores.access import MemberRole, Right, members_with
from stores.models import Member, MemberChange
from tests.factories import StoreFactory, UserFactory


def roles_in(store):
    return dict(Member.objects.filter(store=store).values_list("user__name", "role"))


@pytest.fixture
def eve(store):
    """A member of Bea's staff."""
    eve = UserFactory(name="Eve")
    Member.objects.create(store=store, user=eve, role=MemberRole.STAFF)
    eve.refresh_from_db()
    return eve


def test_the_owner_of_a_store_is_its_member(store, eve):
    assert roles_in(store) == {"Bea": "owner", "Eve": "staff"}


def test_a_new_owner_takes_the_place_of_the_former(store, eve):
    store.owner = eve
    store.save(update_fields=["owner"])

    assert roles_in(store) == {"Eve": "owner"}


def test_a_store_without_an_owner_has_no_member_with_that_role(store, eve):
    type(store).objects.filter(pk=store.pk).update(owner=None)

    assert roles_in(store) == {"Eve": "staff"}


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM stores_member WHERE role = 'owner'",
        "UPDATE stores_member SET role = 'manager' WHERE role = 'owner'",
        "UPDATE stores_member SET role = 'owner' WHERE role = 'staff'",
    ],
)
def test_no_member_row_contradicts_the_owner(store, eve, sql):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{sql}; SET CONSTRAINTS ALL IMMEDIATE")


def test_a_user_has_one_role_in_a_store(store, eve):
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.create(store=store, user=eve, role=MemberRole.GATE)


def test_users_are_marked_as_members_while_they_are(bea, store, eve):
    second = Member.objects.create(store=StoreFactory(), user=eve, role=MemberRole.GATE)
    marks = []

    for member in (second, store.members.get(user=eve)):
        eve.refresh_from_db()
        marks.append(eve.is_member)
        member.delete()
    eve.refresh_from_db()

    assert [*marks, eve.is_member] == [True, True, False]


def test_members_with_a_right(bea, store, eve):
    def found(right):
        return list(User.objects.filter(**members_with(store.pk, right).lookups).order_by("pk"))

    assert found(Right.WORK_BOARD) == [bea, eve]
    assert found(Right.REFUND) == [bea]


def test_the_history_of_members_is_never_changed(store, bea):
    change = MemberChange.objects.create(
        store=store, user=bea, verb="join", target="staff", actor_kind="user", at=store.created_at
    )

    with pytest.raises(DatabaseError), transaction.atomic():
        change.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        MemberChange.objects.update(verb="leave")


def test_the_migration_makes_owners_members(bea):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE stores_store DISABLE TRIGGER follow_owner_first")
        owned, unowned = StoreFactory(owner=bea), StoreFactory(owner=None)
        cursor.execute(import_module("stores.migrations.0012_members_of_owners").OWNERS)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    bea.refresh_from_db()
    member = owned.members.get()
    assert (member.user, member.role, member.since) == (bea, "owner", owned.created_at)
    assert (bea.is_member, unowned.members.exists()) == (True, False)
