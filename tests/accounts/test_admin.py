import re

import pytest
from django.contrib.auth.models import Group, Permission

from accounts.models import User
from tests.factories import AddressFactory

USERS = "/admin/accounts/user/"
NO_ADDRESSES = {"addresses-TOTAL_FORMS": 0, "addresses-INITIAL_FORMS": 0}


@pytest.fixture
def boss(client, db):
    boss = User.objects.create_superuser("boss@example.com")
    client.force_login(boss)
    return boss


@pytest.mark.parametrize("query", ["", "?q=ann", "?role__exact=rider", "add/"])
def test_users_are_listed_searched_and_added(client, boss, ann, query):
    assert client.get(USERS + query).status_code == 200


def test_a_user_shows_with_addresses(client, boss, ann):
    AddressFactory(user=ann, line="세종대로 175")

    page = client.get(f"{USERS}{ann.pk}/change/").content.decode()

    assert "세종대로 175" in page
    assert client.get(f"{USERS}{ann.pk}/password/").status_code == 200


def test_a_new_users_email_is_stored_in_lower_case(client, boss):
    password = {"password1": "a wholly new horse", "password2": "a wholly new horse"}
    new = {"email": "NEW@Example.com", "name": "N", "role": "rider", "usable_password": "true"}

    client.post(USERS + "add/", {**new, **password, **NO_ADDRESSES})

    assert User.objects.get(email="new@example.com").is_rider


def test_the_operator_unlocks_a_locked_out_user(client, boss, ann, sign_in, settings):
    client.logout()
    for _try in range(settings.AXES_FAILURE_LIMIT):
        sign_in(ann.email, "wrong")
    client.force_login(boss)

    client.post(USERS, {"action": "let_in", "_selected_action": ann.pk})

    client.logout()
    assert sign_in(ann.email).status_code == 302


def test_operators_use_the_sites_sign_in(client, db):
    assert client.get("/admin/login/")["Location"].startswith("/accounts/login/")


def test_others_have_no_admin(client, ann):
    client.force_login(ann)

    assert client.get("/admin/", follow=True).status_code == 403


@pytest.mark.parametrize("page", ["/admin/accounts/user/{}/change/", "/admin/auth/group/add/"])
def test_permissions_are_shown_in_the_active_language(client, boss, page):
    html = client.get(page.format(boss.pk), HTTP_ACCEPT_LANGUAGE="ko").content.decode()

    offered = re.findall(r'<option value="\d+">([^<]*\|[^<]*)', html)

    assert {"주문 | 주문 | 보기", "계정 | 주소 | 변경", "결제 | 환불 단계 | 보기"} <= set(offered)
    assert [name for name in offered if re.search("[A-Za-z]", name)] == []
    assert len(offered) == len(set(offered))


def test_a_group_gets_the_chosen_permissions(client, boss):
    chosen = Permission.objects.filter(codename__in=["view_order", "change_order"])

    client.post("/admin/auth/group/add/", {"name": "Desk", "permissions": [p.pk for p in chosen]})

    assert set(Group.objects.get().permissions.all()) == set(chosen)


@pytest.mark.parametrize("page", ["axes/accessattempt/", "account/emailaddress/"])
def test_tables_of_packages_are_not_in_the_admin(client, boss, page):
    assert client.get(f"/admin/{page}").status_code == 404


def test_only_the_admin_has_a_relaxed_csp(client, boss):
    in_admin = client.get(USERS)["Content-Security-Policy"]
    on_other_pages = client.get("/me/")["Content-Security-Policy"]

    assert "script-src 'self' 'unsafe-eval'" in in_admin
    assert "unsafe" not in on_other_pages
