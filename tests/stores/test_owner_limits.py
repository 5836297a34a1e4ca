"""Limits of stores: every way to more is refused, and what is beyond is read-only."""

import pytest
from django.urls import reverse

from accounts.models import Role
from core import limits
from core.limits import LimitReached
from stores.access import MemberRole
from stores.importing import Refused, Row, import_batch
from stores.members import hand_over
from stores.models import Store
from stores.store_services import archive_store, restore_store
from tests.allowances import PLANS_PAGE
from tests.factories import (
    CategoryFactory,
    MemberFactory,
    OrderFactory,
    StoreFactory,
    UserFactory,
)


@pytest.fixture
def newer(bea, store):
    """A second store of Bea's."""
    return StoreFactory(owner=bea, name="Second", slug="second")


def form(**changes):
    usual = {
        "name": "우래옥 본점",
        "category": CategoryFactory().pk,
        "line": "서울특별시 중구 창경궁로 62-29",
        "currency": "KRW",
        "minimum_order": "0",
        "delivery_fee": "0",
        "offers_pickup": "on",
    }
    return {**usual, **changes}


def refused_page(response):
    return response.status_code == 403 and "read-only for now" in response.content.decode()


# Stores


def test_a_store_beyond_the_limit_is_refused_with_the_input_kept(owner, bea, store, allow):
    allow(bea, stores=1)
    before = owner.get(reverse("stores:add")).content.decode()

    response = owner.post(reverse("stores:add"), form())

    page = response.content.decode()
    assert (response.status_code, bea.stores.count()) == (422, 1)
    assert all("Your plan includes 1 store." in each for each in (before, page))
    assert f'href="{PLANS_PAGE}"' in page
    assert 'value="우래옥 본점"' in page


def test_an_archived_store_comes_back_only_if_there_is_room(owner, bea, store, newer, allow):
    allow(bea, stores=1)
    archive_store(newer)

    response = owner.post(reverse("stores:restore", args=[newer.slug]))

    newer.refresh_from_db()
    assert (response.status_code, newer.archived_at is None) == (403, False)

    archive_store(store)
    restore_store(newer)
    newer.refresh_from_db()
    assert newer.archived_at is None


def test_a_store_comes_back_only_with_room_for_its_members(bea, store, newer, allow):
    allow(bea, staff=0)
    archive_store(newer)
    MemberFactory(store=newer)

    with pytest.raises(LimitReached, match="nobody besides the owner"):
        restore_store(newer)


def test_an_import_gives_the_owner_no_more_than_allowed(bea, allow):
    allow(bea, stores=1)
    rows = [Row(line, f"Store {line}", "Seoul 1", "Korean") for line in (1, 2)]

    results = list(import_batch(rows, bea))

    assert [isinstance(each, Refused) for each in results] == [False, True]
    assert results[1].reason.startswith("Your plan includes 1 store.")


def test_an_import_gives_no_known_store_to_a_full_owner(bea, store, allow):
    allow(bea, stores=1)
    row = Row(1, "Tea", "Seoul 1", "Korean")
    list(import_batch([row], None))

    [result] = import_batch([row], bea)

    assert isinstance(result, Refused)
    assert not Store.objects.get(import_key=row.key).owner


def test_an_administrator_cannot_give_a_full_owner_a_store(admin_client, bea, store, allow):
    allow(bea, stores=1)
    counts = {
        f"{name}-{each}_FORMS": 0 for name in ("hours", "sections") for each in ("TOTAL", "INITIAL")
    }

    response = admin_client.post(
        reverse("admin:stores_store_add"), {**form(owner=bea.pk), **counts}
    )

    errors = response.context["adminform"].form.errors
    assert errors["owner"][0].startswith("Your plan includes 1 store.")
    assert bea.stores.count() == 1


def test_an_administrator_is_told_which_store_could_not_be_brought_back(
    admin_client, bea, store, newer, allow
):
    allow(bea, stores=1)
    archive_store(newer)

    response = admin_client.post(
        reverse("admin:stores_store_changelist"),
        {"action": "restore", "_selected_action": newer.pk},
        follow=True,
    )

    assert "Second: Your plan includes 1 store." in response.content.decode()


def test_a_store_is_handed_over_only_to_whom_it_fits(bea, store, allow):
    member = MemberFactory(store=store, role=MemberRole.MANAGER, user__role=Role.OWNER)
    StoreFactory(owner=member.user)
    allow(member.user, stores=1)

    with pytest.raises(LimitReached, match="has no room for"):
        hand_over(member, by=bea)
    store.refresh_from_db()
    assert store.owner == bea

    allow(member.user, stores=2)
    hand_over(member, by=bea)


def test_a_store_is_handed_over_only_with_its_members(bea, store, allow):
    member = MemberFactory(store=store, role=MemberRole.MANAGER)
    allow(member.user, staff=0)  # and the former owner stays as a manager

    with pytest.raises(LimitReached):
        hand_over(member, by=bea)


# Read-only stores


@pytest.mark.parametrize("name", ["edit", "hours", "section-add"])
def test_a_store_beyond_the_limit_is_not_changed(owner, bea, store, newer, allow, name):
    allow(bea, stores=1)

    shown = owner.get(reverse(f"stores:{name}", args=[newer.slug]))
    response = owner.post(reverse(f"stores:{name}", args=[newer.slug]), {"name": "Soups"})

    assert (shown.status_code, "read-only for now" in shown.content.decode()) == (200, True)
    assert refused_page(response)
    newer.refresh_from_db()
    assert newer.name == "Second"


def test_a_store_within_the_limit_is_changed(owner, bea, store, newer, allow):
    allow(bea, stores=1)

    shown = owner.get(reverse("stores:menu", args=[store.slug]))
    response = owner.post(reverse("stores:section-add", args=[store.slug]), {"name": "Soups"})

    assert "read-only for now" not in shown.content.decode()
    assert response.status_code == 302


def test_after_htmx_the_page_reloads_with_the_sentence(owner, bea, store, newer, allow):
    allow(bea, stores=1)

    url = reverse("stores:section-add", args=[newer.slug])
    response = owner.post(url, {"name": "Soups"}, headers={"HX-Request": "true"})

    assert response["HX-Refresh"] == "true"


def test_a_manager_is_shown_no_link_to_the_owners_plan(client, bea, store, newer, allow):
    allow(bea, stores=1)
    manager = MemberFactory(store=newer, role=MemberRole.MANAGER).user
    manager.refresh_from_db()  # `is_member` is set by a trigger
    client.force_login(manager)

    page = client.get(reverse("stores:menu", args=[newer.slug])).content.decode()

    assert ("read-only for now" in page, PLANS_PAGE in page) == (True, False)


def test_strangers_are_told_nothing_of_limits(client, bea, store, newer, allow):
    allow(bea, stores=0)
    client.force_login(UserFactory(role=Role.OWNER))

    assert client.post(reverse("stores:section-add", args=[newer.slug])).status_code == 404


def test_what_customers_need_works_beyond_the_limit(owner, bea, store, newer, allow):
    allow(bea, stores=1)
    order = OrderFactory(store=newer, status="paid")

    owner.post(reverse("stores:switch", args=[newer.slug]), {"is_open": "yes"})
    owner.post(reverse("orders:move", args=[order.number, "accept"]), {"minutes": "20"})

    newer.refresh_from_db()
    order.refresh_from_db()
    assert (newer.is_open, order.status) == (True, "accepted")


def test_what_makes_room_works_beyond_the_limit(owner, bea, store, newer, allow):
    member = MemberFactory(store=newer)
    allow(bea, stores=1, staff=0)

    owner.post(reverse("stores:remove-member", args=[newer.slug, member.pk]))
    owner.post(reverse("stores:archive", args=[newer.slug]))

    newer.refresh_from_db()
    assert (newer.members.count(), newer.archived_at is None) == (1, False)
    assert limits.beyond(bea.pk, limits.allowances_of(bea.pk)) == {}


def test_a_page_asks_for_the_allowances_once(owner, bea, store, allow):
    allow(bea, stores=1)

    owner.get(reverse("stores:menu", args=[store.slug]))

    assert allow.asked == [bea.pk]
