"""Who handles money: members of the store by their right, and users of the admin by a permission."""

from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from core.lifecycle import open_moves
from payments.access import manages_money
from payments.models import Refund
from payments.refunds import RefundRefused, create_refund, refund_part
from stores.access import RIGHTS, MemberRole, Right
from stores.models import Member
from tests.factories import OrderFactory, UserFactory, paid_for

upgrade = import_module("payments.migrations.0019_manage_money")


@pytest.fixture
def order(store):
    return paid_for(OrderFactory(store=store, status="paid"))


def permission(codename):
    return Permission.objects.get(codename=codename)


def hired(store, role):
    user = UserFactory(name="Eve")
    Member.objects.create(store=store, user=user, role=role)
    user.refresh_from_db()
    return user


def operator(*codenames):
    user = UserFactory(is_staff=True)
    user.user_permissions.set(map(permission, codenames))
    return user


@pytest.mark.parametrize("role", [role for role in MemberRole if role != MemberRole.OWNER])
def test_a_member_refunds_by_right(store, order, role):
    eve = hired(store, role)

    if Right.REFUND in RIGHTS[role]:
        assert refund_part(order, Decimal(1000), reason="Cold", by=eve)
    else:
        with pytest.raises(RefundRefused):
            refund_part(order, Decimal(1000), reason="Cold", by=eve)


def test_the_button_that_sends_money_back_needs_the_right(client, store, order):
    url = reverse("payments:refund", args=[order.number])

    def shows_it(user):
        client.force_login(user)
        return url in client.get(reverse("orders:sold-order", args=[order.number])).text

    assert not shows_it(hired(store, MemberRole.STAFF))
    assert shows_it(hired(store, MemberRole.MANAGER))
    assert shows_it(store.owner)


def test_an_operator_needs_the_permission_for_money(order):
    desk, cashier = operator("change_order"), operator("manage_money")
    create_refund(order.payments.get(), "Cold", limit=Decimal(1000))
    refund = Refund.objects.get()

    assert (manages_money(refund, desk), manages_money(refund, cashier)) == (False, True)
    assert [step.verb for step in open_moves(refund, desk)] == []
    assert [step.verb for step in open_moves(refund, cashier)] == ["retry"]
    with pytest.raises(RefundRefused):
        refund_part(order, Decimal(1000), reason="Cold", by=desk)


def test_the_upgrade_gives_it_to_those_who_could_handle_money(db):
    group = Group.objects.create(name="Desk")
    group.permissions.add(permission("change_order"))
    desk, viewer = operator("change_order"), operator("view_order")

    upgrade.grant(apps, None)

    assert group.permissions.filter(codename="manage_money").exists()
    assert desk.user_permissions.filter(codename="manage_money").exists()
    assert not viewer.user_permissions.filter(codename="manage_money").exists()


def test_the_upgrade_creates_the_permission_that_migrate_creates_later(db):
    name = permission("manage_money").name
    Permission.objects.filter(codename="manage_money").delete()

    upgrade.grant(apps, None)

    assert permission("manage_money").name == name == upgrade.NAME
