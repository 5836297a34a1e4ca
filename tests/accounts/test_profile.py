import pytest
from django.contrib.auth import get_user
from django.test import Client
from django.utils import timezone

from accounts.models import Address, User
from core.lifecycle import move
from orders.carts import CartOwner, add_to_cart
from orders.models import Cart, Order
from tests.factories import PASSWORD, AddressFactory, place

PAGES = ["/me/", "/me/start/", "/me/delete/", "/me/addresses/", "/me/addresses/add/",
         "/accounts/email/", "/accounts/password/change/"]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_visitors_are_redirected_to_sign_in(client, db, page):
    assert client.get(page)["Location"] == f"/accounts/login/?next={page}"


@pytest.mark.parametrize("page", [page for page in PAGES if page != "/me/start/"])
def test_pages_show(client, ann, page):
    client.force_login(ann)

    assert client.get(page).status_code == 200


@pytest.mark.parametrize(
    "page",
    ["login/", "signup/", "inactive/", "password/reset/", "password/reset/done/",
     "password/reset/key/done/", "confirm-email/made-up/"],
)  # fmt: skip
def test_pages_for_visitors_show(client, db, page):
    assert client.get(f"/accounts/{page}").status_code == 200


def test_profile_is_saved(client, ann):
    client.force_login(ann)

    client.post("/me/", {"name": "안나 🙂", "phone": "+82 10 1234 5678", "language": "en"})

    ann.refresh_from_db()
    assert (ann.name, ann.phone) == ("안나 🙂", "+82 10 1234 5678")


def test_profile_refuses_an_invalid_phone_number(client, ann):
    client.force_login(ann)

    response = client.post("/me/", {"name": "Changed", "phone": "call me", "language": "en"})

    assert "such as 010-1234-5678" in response.content.decode()
    assert User.objects.get(pk=ann.pk).name == "Ann"


def test_profile_changes_nothing_else(client, ann):
    client.force_login(ann)

    client.post("/me/", {"name": "A", "language": "en", "role": "owner", "is_staff": "1"})

    ann.refresh_from_db()
    assert (ann.is_customer, ann.is_staff) == (True, False)


def test_delete_anonymizes_the_user_and_not_the_order(client, ann, noodles, sign_in):
    order = place(ann, noodles)
    move(order, "cancel", by=ann)
    AddressFactory(user=ann)
    add_to_cart(CartOwner(user=ann), noodles, [], 1)
    other_browser = Client()
    other_browser.force_login(ann)
    client.force_login(ann)

    client.post("/me/delete/", {"password": PASSWORD})

    gone = User.objects.get(pk=ann.pk)
    assert (gone.name, gone.phone, gone.is_active) == ("", "", False)
    assert gone.email.endswith("@jumun.invalid")
    assert (Address.objects.count(), Cart.objects.count()) == (0, 0)
    assert (Order.objects.get().pk, Order.objects.get().name) == (order.pk, "Ann")
    assert get_user(client).is_anonymous
    assert other_browser.get("/me/").status_code == 302
    assert sign_in("ann@example.com").status_code == 200


def test_a_deleted_email_may_sign_up_again(client, ann, sign_up):
    client.force_login(ann)
    client.post("/me/delete/", {"password": PASSWORD})

    assert sign_up(email="ann@example.com").status_code == 302


def test_delete_needs_the_password(client, ann):
    client.force_login(ann)

    response = client.post("/me/delete/", {"password": "wrong"})

    assert "This is not your password." in response.content.decode()
    assert User.objects.get(pk=ann.pk).is_active


def test_delete_needs_the_email_of_users_without_a_password(client, ann):
    ann.set_unusable_password()
    ann.save()
    client.force_login(ann)

    client.post("/me/delete/", {"email": "dan@example.com"})
    assert User.objects.get(pk=ann.pk).is_active

    client.post("/me/delete/", {"email": "ANN@example.com"})
    assert not User.objects.get(pk=ann.pk).is_active


def test_delete_is_refused_to_an_owner_with_stores(client, bea, store):
    client.force_login(bea)

    response = client.post("/me/delete/", {"password": PASSWORD})

    assert "You still have stores." in response.content.decode()
    assert User.objects.get(pk=bea.pk).email == "bea@example.com"


def test_an_owner_of_archived_stores_can_delete_their_account(client, bea, store):
    store.archived_at = timezone.now()
    store.save(update_fields=["archived_at"])
    client.force_login(bea)

    client.post("/me/delete/", {"password": PASSWORD})

    assert not User.objects.get(pk=bea.pk).is_active


def test_delete_guesses_are_limited(client, ann):
    client.force_login(ann)
    for _try in range(10):
        client.post("/me/delete/", {"password": "wrong"})

    assert client.post("/me/delete/", {"password": PASSWORD}).status_code == 429


def test_the_delete_page_says_what_the_law_requires(client, ann):
    client.force_login(ann)

    assert "the law requires" in client.get("/me/delete/").content.decode()
