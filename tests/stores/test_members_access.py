"""Each role of a member has the pages of its rights, on every page that states one."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from shipping.models import DispatchReport
from stores.access import RIGHTS, MemberAccess, MemberRole, Right, may, rights_of
from stores.models import Member
from tests.factories import StoreFactory, UserFactory
from tests.readers import ROUTES, Reader
from tests.test_access import FOR_EVERYBODY, PRESSED, refused
from tests.view_answers import answers, is_let_in

MEMBERS_ROUTES = [route for route in ROUTES if isinstance(route.access, MemberAccess)]

pytestmark = pytest.mark.usefixtures("bare_error_pages")

HIRED = [role for role in MemberRole if role != MemberRole.OWNER]


@pytest.fixture(scope="module")
def crew(standing_world):
    """A browser of a customer who is a member of the world's store, by role."""
    readers = {}
    for role in HIRED:
        readers[role] = Reader(UserFactory(name=f"Eve {role}"), standing_world)
        Member.objects.create(store=standing_world.store, user=readers[role].person, role=role)
        readers[role].person.refresh_from_db()
        assert rights_of(readers[role].person) == RIGHTS[role]  # queried once, for all requests
        if Right.WORK_BOARD in RIGHTS[role]:  # only who uploaded a file sees its report
            DispatchReport.objects.create(user=readers[role].person, at=timezone.now())
    return readers


def method_of(route):
    """A GET, which changes nothing, or else a POST alone."""
    return "get" if route.takes("get") else "post"


@pytest.mark.parametrize("role", HIRED)
@pytest.mark.parametrize("route", MEMBERS_ROUTES, ids=lambda route: route.name)
def test_a_member_gets_the_pages_of_the_rights_of_the_role(crew, world, role, route):
    reader, method, urls = crew[role], method_of(route), route.urls(world.fillings)

    if route.access.right is None or route.access.right in RIGHTS[role]:
        assert is_let_in(reader, route, method, urls, PRESSED)
    else:
        responses = answers(reader, route, method, refused(route, method, world), PRESSED)
        assert {response.status_code for _url, response in responses} == {403}


@pytest.mark.parametrize("route", MEMBERS_ROUTES, ids=lambda route: route.name)
def test_a_role_elsewhere_gives_no_right_here(world, crew, route):
    """A member without the right is refused also where they have it in another store."""
    gate, method = crew[MemberRole.GATE], method_of(route)
    is_of_a_store = route.gaps and route.access.right and route.name not in FOR_EVERYBODY
    if not is_of_a_store:
        return

    StoreFactory(owner=gate.person)
    gate = Reader(User.objects.get(pk=gate.person.pk), world)
    assert gate.may_use(route)

    data = PRESSED if method == "post" else None
    for url, response in answers(gate, route, method, route.urls(world.fillings), data):
        assert response.status_code in (403, 404), url


def test_the_table_of_rights():
    assert {role: sorted(rights) for role, rights in RIGHTS.items()} == {
        "owner": sorted(Right),
        "manager": sorted(set(Right) - {"archive_store"}),
        "staff": ["work_board"],
        "gate": ["check_in"],
    }


@pytest.mark.parametrize("role", HIRED)
def test_a_member_has_the_rights_of_the_role_in_this_store_only(ann, store, role):
    Member.objects.create(store=store, user=ann, role=role)
    ann.refresh_from_db()
    other = StoreFactory()

    assert {right for right in Right if may(ann, store, right)} == RIGHTS[role] == rights_of(ann)
    assert not any(may(ann, other, right) for right in Right)


def test_the_owner_is_a_member_without_a_query(bea, store, django_assert_num_queries):
    assert store.members.get().user == bea

    with django_assert_num_queries(0):
        assert all(may(bea, store, right) for right in Right)


def test_the_pages_of_members_are_closed_to_customers_and_riders(client, ann, cy):
    for person in (ann, cy):
        client.force_login(person)
        assert client.get(reverse("stores:mine")).status_code == 403


def test_an_owner_without_a_store_has_the_pages(client, db):
    client.force_login(UserFactory(role=Role.OWNER))

    assert client.get(reverse("orders:board")).status_code == 200
