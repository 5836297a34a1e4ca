"""The pages of “Tell me when it is back”: one press, or a mail to confirm; each mail can be ended."""

import re

import pytest
from django.core import mail as outbox
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from core.models import AttemptCount
from notifications.models import Mail
from notifications.outbox import send_due_mails
from stores.models import RestockRequest
from stores.restock_notices import notify_restocks
from stores.services import add_stock, set_stock
from tests.stores.conftest import verified


@pytest.fixture
def gone(noodles):
    set_stock(noodles, seen=5, stock=0)
    return noodles


@pytest.fixture
def ask(client, gone):
    """`ask(email="…")`: posts the form of the sold-out product."""
    url = reverse("stores:restock", args=[gone.restock_key])
    return lambda **sent: client.post(url, sent)


def link_in_mail(kind):
    return Mail.objects.get(kind=kind).link


def test_the_store_page_offers_it_where_something_is_sold_out(client, store, gone):
    page = client.get(store.get_absolute_url()).content.decode()

    assert reverse("stores:restock", args=[gone.restock_key]) in page
    set_stock(gone, seen=0, stock=1)
    assert "restock/" not in client.get(store.get_absolute_url()).content.decode()


def test_a_user_with_a_verified_mailbox_presses_once(client, ann, gone, ask):
    client.force_login(verified(ann))

    response = ask(page="/stores/x/")

    assert response["Location"] == "/stores/x/"
    assert RestockRequest.objects.get().user == ann
    assert not Mail.objects.exists()


def test_a_user_stops_waiting(client, ann, gone, ask):
    client.force_login(verified(ann))
    ask()

    ask(stop="yes")

    assert not RestockRequest.objects.exists()


def test_a_user_without_one_writes_it_and_confirms(client, ann, ask):
    client.force_login(ann)

    page = ask()

    assert 'value="ann@example.com"' in page.content.decode()
    assert not RestockRequest.objects.exists()


def test_a_visitor_is_told_only_after_confirming(client, gone, ask):
    ask(email="Guest@Example.com", page="/stores/x/?a=1")
    link = link_in_mail("restock-confirm")
    shown = Client().get(link)
    assert RestockRequest.objects.get().confirmed_at is None

    Client().post(link)
    add_stock(gone, 1)
    notify_restocks()

    assert shown.status_code == 200
    mail = Mail.objects.get(kind="restocked")
    assert (mail.recipient, mail.link) == ("guest@example.com", "/stores/x/?a=1")


@pytest.mark.parametrize(
    "email", ["", "nobody", "a@b", "x" * 250 + "@example.com", "a@b.c\nBcc: d@e.f"]
)
def test_a_bad_address_is_refused_with_a_reason(ask, email):
    response = ask(email=email)

    assert response.status_code == 422
    assert response.context["form"].errors["email"]
    assert not RestockRequest.objects.exists()


@pytest.mark.parametrize(
    "page", ["//evil.example", "/\\evil.example", "https://evil.example", "/\tx", "/" * 600]
)
def test_a_foreign_page_is_not_stored(store, ask, page):
    ask(email="guest@example.com", page=page)

    assert RestockRequest.objects.get().page == store.get_absolute_url()


def test_the_answer_is_the_same_for_an_address_that_waits_already(ask):
    first = ask(email="guest@example.com").content.decode()
    Client().post(link_in_mail("restock-confirm"))
    again = ask(email="guest@example.com").content.decode()

    def bare(page):
        return re.sub(r"\w{64}", "", page)  # the CSRF token

    assert bare(first) == bare(again)
    assert Mail.objects.count() == 1


def test_a_link_that_is_old_or_forged_says_so(client, ask):
    ask(email="guest@example.com")
    link = link_in_mail("restock-confirm")
    RestockRequest.objects.all().delete()

    responses = [client.get(link), client.post(link), client.get(link.replace(link[-9:], "x/"))]

    assert [response.status_code for response in responses] == [404] * 3
    assert "This link is not good any more" in responses[0].content.decode()


def test_one_click_ends_it_without_cookies(gone, ask):
    ask(email="guest@example.com")
    Client().post(link_in_mail("restock-confirm"))
    send_due_mails()
    [message] = outbox.outbox
    url = message.extra_headers["List-Unsubscribe"].strip("<>")
    provider = Client(enforce_csrf_checks=True)

    shown = provider.get(url)
    assert RestockRequest.objects.exists()
    ended = [
        provider.post(url, {"List-Unsubscribe": "One-Click"}).status_code for _time in range(2)
    ]

    assert (shown.status_code, ended) == (200, [200, 200])
    assert not RestockRequest.objects.exists()
    assert not Mail.objects.exists()


def test_ten_requests_an_hour(ask):
    answers = [ask(email=f"p{number}@example.com") for number in range(11)]

    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 3600
    assert RestockRequest.objects.count() == 10


def test_a_mailbox_gets_five_mails_a_day(client, store, ask):
    answers = [ask(email="victim@example.com").status_code for _time in range(7)]

    assert answers == [200] * 7
    assert RestockRequest.objects.count() == 1
    assert AttemptCount.objects.get(key__startswith="restock-mails").count == 7


def test_mails_are_in_the_language_of_who_asked(gone, ask, client):
    client.cookies["django_language"] = "ko"
    ask(email="guest@example.com")
    Client().post(link_in_mail("restock-confirm"))
    add_stock(gone, 1)
    notify_restocks()

    mails = Mail.objects.order_by("pk")
    with override("ko"):
        assert [mail.language for mail in mails] == ["ko", "ko"]
        assert all("물냉면" in mail.title and "back" not in mail.title for mail in mails)


def test_what_is_there_again_sends_back_to_its_page(noodles, client):
    url = reverse("stores:restock", args=[noodles.restock_key])

    response = client.post(url, {"email": "guest@example.com", "page": "/stores/x/"})

    assert response["Location"] == "/stores/x/"
    assert not RestockRequest.objects.exists()
