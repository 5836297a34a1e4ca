"""Roles of members change by those who may appoint them, and every change is recorded."""

import re

import pytest
from django.urls import reverse

from accounts.services import DeletionRefused, delete_account
from live.tokens import make_token
from stores.access import APPOINTS, MemberRole
from stores.members import MemberRefused, change_role, hand_over, remove_member
from stores.models import Member
from stores.topics import sales_topic
from tests.factories import (
    InvitationFactory,
    MemberFactory,
    OrderFactory,
    StoreFactory,
    UserFactory,
)


@pytest.fixture
def eve(store):
    """Eve is on Bea's staff."""
    return MemberFactory(store=store, user__name="Eve", user__email="eve@example.com")


@pytest.fixture
def manager(store):
    return MemberFactory(store=store, user__name="Max", role=MemberRole.MANAGER)


def page(name, member):
    return reverse(f"stores:{name}", args=[member.store.slug, member.pk])


def history(store):
    changes = store.member_changes.order_by("pk")
    return [(step.verb, step.source, step.target, str(step.actor)) for step in changes]


def test_the_owner_changes_a_role(owner, eve, store):
    response = owner.post(page("member", eve), {"role": "manager"})

    eve.refresh_from_db()
    assert (response["Location"], eve.role) == (
        reverse("stores:members", args=[store.slug]),
        "manager",
    )
    assert history(store) == [("change_role", "staff", "manager", "Bea")]


@pytest.mark.parametrize("role", ["owner", "boss", ""])
def test_only_roles_that_can_be_given_are_accepted(owner, eve, role):
    assert owner.post(page("member", eve), {"role": role}).status_code == 422

    eve.refresh_from_db()
    assert eve.role == "staff"


def test_a_manager_appoints_no_managers(client, eve, manager):
    client.force_login(manager.user)

    client.post(page("member", eve), {"role": "manager"})
    client.post(page("member", eve), {"role": "gate"})

    eve.refresh_from_db()
    assert eve.role == "gate"


@pytest.mark.parametrize("name", ["member", "remove-member", "hand-over"])
def test_a_manager_has_no_power_over_managers_and_the_owner(client, store, manager, name):
    other = MemberFactory(store=store, role=MemberRole.MANAGER)
    client.force_login(manager.user)

    for member in (other, store.members.get(role="owner")):
        assert client.get(page(name, member)).status_code == 403
        assert client.post(page(name, member), {"role": "staff"}).status_code == 403
    assert Member.objects.filter(store=store, role="manager").count() == 2


def test_the_table_of_appointments_is_asked_under_the_lock(store, eve, manager):
    with pytest.raises(MemberRefused):
        change_role(eve, MemberRole.MANAGER, by=manager.user)
    with pytest.raises(MemberRefused):
        remove_member(manager, by=eve.user)
    assert MemberRole.OWNER not in {role for roles in APPOINTS.values() for role in roles}


def test_a_removed_member_loses_access_and_live_updates_at_once(client, owner, store, eve):
    client.force_login(eve.user)
    token = make_token(["sales.1"], str(eve.user_id))
    board = reverse("orders:board")
    assert client.get(board).status_code == 200

    remove_member(eve, by=store.owner)

    assert client.get(board).status_code == 403
    assert client.get(reverse("live:token"), headers={"X-Live-Token": token}).status_code == 403
    fresh = make_token(["sales.1"], str(eve.user_id))
    assert client.get(reverse("live:token"), headers={"X-Live-Token": fresh}).status_code == 200
    assert history(store) == [("remove", "staff", "", "Bea")]


def test_a_member_is_removed_after_a_question(owner, store, eve):
    assert "Eve" in owner.get(page("remove-member", eve)).text

    owner.post(page("remove-member", eve))

    assert list(store.members.values_list("role", flat=True)) == ["owner"]
    assert owner.post(page("remove-member", eve)).status_code == 404


def test_a_member_leaves(client, store, eve):
    client.force_login(eve.user)
    url = reverse("stores:leave", args=[store.slug])
    assert client.get(url).status_code == 200

    client.post(url)

    assert client.get(url).status_code == 403
    assert history(store) == [("leave", "staff", "", "Eve")]


def test_the_owner_cannot_leave(owner, store):
    owner.post(reverse("stores:leave", args=[store.slug]))

    assert store.members.get().role == "owner"


def test_the_owner_hands_the_store_over_and_stays_as_a_manager(owner, bea, store, eve):
    assert "Eve" in owner.get(page("hand-over", eve)).text

    owner.post(page("hand-over", eve))

    store.refresh_from_db()
    roles = dict(store.members.values_list("user__name", "role"))
    assert (store.owner, roles) == (eve.user, {"Bea": "manager", "Eve": "owner"})
    assert history(store) == [
        ("hand_over", "staff", "owner", "Bea"),
        ("change_role", "owner", "manager", "Bea"),
    ]


def test_only_the_owner_hands_the_store_over_and_only_to_an_active_member(bea, store, eve, manager):
    with pytest.raises(MemberRefused):
        hand_over(eve, by=manager.user)
    type(eve.user).objects.filter(pk=eve.user_id).update(is_active=False)
    with pytest.raises(MemberRefused):
        hand_over(eve, by=bea)
    with pytest.raises(MemberRefused):
        hand_over(store.members.get(role="owner"), by=bea)


def test_a_member_of_another_store_cannot_be_reached(owner, store):
    other = MemberFactory(store=StoreFactory())

    for name in ("member", "remove-member", "hand-over"):
        url = reverse(f"stores:{name}", args=[store.slug, other.pk])
        assert [owner.get(url).status_code, owner.post(url).status_code] == [404, 404]


def test_memberships_and_invitations_go_with_an_account(store, eve):
    invitation = InvitationFactory(store=StoreFactory(), email=eve.user.email)

    delete_account(eve.user)

    invitation.refresh_from_db()
    assert [member.role for member in store.members.all()] == ["owner"]
    assert (invitation.email, invitation.revoked_at is None) == ("", False)


def test_an_account_with_a_store_handed_over_to_it_stays(store, bea, eve):
    hand_over(eve, by=bea)

    with pytest.raises(DeletionRefused):
        delete_account(eve.user)
    delete_account(bea)

    assert [member.role for member in store.members.all()] == ["owner"]


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_of_members_has_a_constant_number_of_queries(
    owner, store, eve, count, django_assert_max_num_queries
):
    for _each in range(count):
        InvitationFactory(store=store)
        change_role(MemberFactory(store=store), MemberRole.GATE, by=store.owner)

    with django_assert_max_num_queries(10):
        response = owner.get(reverse("stores:members", args=[store.slug]))

    assert response.text.count("member-row") == 2 + 2 * count


@pytest.mark.parametrize("role", ["manager", "staff", "gate"])
def test_the_list_of_stores_has_the_links_of_the_role(client, store, role):
    client.force_login(MemberFactory(store=store, role=role).user)

    page = client.get(reverse("stores:mine")).text

    links = {
        name
        for name in ("menu", "hours", "edit", "members", "leave", "switch")
        if reverse(f"stores:{name}", args=[store.slug]) in page
    }
    all_links = {"menu", "hours", "edit", "members", "leave", "switch"}
    assert links == (all_links if role == "manager" else {"leave"})
    assert reverse("stores:add") not in page


@pytest.mark.parametrize(
    ("role", "tabs"),
    [
        ("manager", ["board", "stores", "sold"]),
        ("staff", ["board", "stores"]),
        ("gate", ["stores"]),
    ],
)
def test_the_header_has_the_tabs_of_the_role(client, store, role, tabs):
    client.force_login(MemberFactory(store=store, role=role).user)

    page = client.get(reverse("stores:mine")).text

    assert [
        tab
        for tab in ("home", "board", "stores", "sold", "cart")
        if f'data-nav-item="{tab}"' in page
    ] == tabs


def test_staff_work_on_the_board_of_the_store(client, store, eve):
    order = OrderFactory(store=store, status="paid")
    other = OrderFactory(status="paid")
    client.force_login(eve.user)

    board = client.get(reverse("orders:board")).text
    client.post(reverse("orders:move", args=[order.number, "accept"]), {"minutes": "20"})
    refused = client.post(reverse("orders:move", args=[other.number, "accept"]), {"minutes": "20"})

    order.refresh_from_db()
    assert (order.number in board, other.number in board) == (True, False)
    assert (order.status, refused.status_code) == ("accepted", 404)


def test_a_board_of_staff_asks_no_more_queries_for_more_orders(
    client, store, eve, django_assert_max_num_queries
):
    client.force_login(eve.user)
    for _each in range(8):
        OrderFactory(store=store, status="paid")

    with django_assert_max_num_queries(12):
        client.get(reverse("orders:board"))


def test_an_open_board_of_staff_is_live_for_the_owner_of_its_store(client, store, bea, eve):
    client.force_login(eve.user)
    page = client.get(reverse("orders:board"))
    url = re.search(r'hx-get="(/shop/[^"]*)"', page.text)[1].replace("&amp;", "&")
    poll = {"headers": {"HX-Request": "true"}}

    before = client.get(url, **poll)
    hand_over(MemberFactory(store=store), by=bea)
    after = client.get(url, **poll)

    assert sales_topic(bea.pk) in page.context["topics"].split()
    assert before.status_code == 204
    assert after["HX-Refresh"] == "true"


def test_a_stranger_is_refused(client, store):
    client.force_login(UserFactory())

    assert client.get(reverse("stores:members", args=[store.slug])).status_code == 403
