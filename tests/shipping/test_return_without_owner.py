"""A return at a store whose owner has deleted the account: the site's administrators answer it."""

import pytest
from django.urls import reverse

from accounts.services import delete_account
from notifications.models import Mail, Notice
from shipping.models import Return
from stores.store_services import archive_store
from tests.factories import MemberFactory, UserFactory
from tests.payments.test_money_access import operator
from tests.shipping.return_world import arrived, requested


@pytest.fixture
def without_owner(ann, bea, store):
    """An order that arrived; then its store was archived, and the owner's account deleted."""
    order = arrived(ann, store)
    archive_store(store)
    delete_account(bea)
    order.store.refresh_from_db()
    return order


def told(user):
    return [*Notice.objects.filter(user=user).values_list("kind", flat=True)]


def test_the_administrators_are_notified(without_owner):
    answers = operator("change_order", "change_return", "view_return")
    others = [operator("change_order"), UserFactory(is_staff=True)]

    goods_return = requested(without_owner)

    link = reverse("admin:shipping_return_change", args=[goods_return.pk])
    assert told(answers) == ["op-return"]
    assert Notice.objects.get(user=answers).link == Mail.objects.get(user=answers).link == link
    assert [told(other) for other in others] == [[], []]


def test_who_is_only_at_a_gate_of_the_store_is_notified(without_owner):
    answers = operator("change_order", "change_return", "view_return")
    MemberFactory(store=without_owner.store, user=answers, role="gate")

    requested(without_owner)

    assert told(answers) == ["op-return"]


def test_of_a_store_with_an_owner_they_are_not(ann, bea, store):
    answers = operator("change_order", "change_return")

    requested(arrived(ann, store))

    assert told(answers) == []
    assert "return-requested" in told(bea)


def test_the_admin_counts_and_lists_it_until_it_is_settled(admin_client, without_owner, dan, store):
    goods_return = requested(without_owner)
    listed = f"{reverse('admin:shipping_return_changelist')}?unanswered=open"

    first, rows = admin_client.get("/admin/"), admin_client.get(listed).context["cl"].result_list

    assert f'href="{listed}"' in first.text
    assert "1 return at a store without an owner is open." in first.text
    assert [*rows] == [goods_return]
    for verb in ("approve", "receive", "refund"):
        url = reverse("admin:shipping_return_move", args=[goods_return.pk, verb])
        assert admin_client.post(url).status_code == 302
    assert Return.objects.get().status == "refunded"
    assert "without an owner" not in admin_client.get("/admin/").text
