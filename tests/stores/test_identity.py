"""Who a store is by law."""

import pytest
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.urls import reverse

from stores.identity import digits_of_business_number, identity_of, missing_fields
from tests.factories import MemberFactory
from tests.page_factories import identified

FILLED = {
    "legal_name": "냉면집",
    "representative": "김베아",
    "business_number": "220-81-62517",
    "mail_order_number": "2026-서울종로-0123",
    "address": "서울",
    "phone": "02-123-4567",
    "email": "bea@example.com",
}


@pytest.mark.parametrize("number", ["220-81-62517", "2208162517", "220 81 62517", "124-81-00998"])
def test_numbers_with_a_right_check_digit_are_taken(number):
    assert len(digits_of_business_number(number)) == 10


@pytest.mark.parametrize(
    "number", ["220-81-62518", "123", "abc", "２２０８１６２５１７", "0" * 30, "-"]
)
def test_other_numbers_are_refused(number):
    with pytest.raises(ValidationError):
        digits_of_business_number(number)


def test_an_owner_writes_it(client, bea, store):
    client.force_login(bea)
    url = reverse("stores:identity", args=[store.slug])

    assert "representative" in client.get(url).content.decode()
    client.post(url, FILLED)
    client.post(url, {**FILLED, "representative": "Bea"})

    identity = identity_of(store)
    assert (identity.business_number, identity.representative) == ("2208162517", "Bea")
    assert missing_fields(identity) == []


def test_a_whole_identity_leads_back_to_where_it_was_missing(client, bea, store):
    client.force_login(bea)
    url, publish = reverse("stores:identity", args=[store.slug]), "/shop/pages/tea/publish/"

    page = client.get(f"{url}?next={publish}").content.decode()
    half = client.post(url, {**FILLED, "phone": "", "next": publish})
    whole = client.post(url, {**FILLED, "next": publish})

    assert f'name="next" value="{publish}"' in page
    assert half.url == f"{url}?next=%2Fshop%2Fpages%2Ftea%2Fpublish%2F"
    assert whole.url == publish
    assert client.post(url, {**FILLED, "next": "//evil.example"}).url == url


def test_a_wrong_number_is_refused_with_what_was_typed(client, bea, store):
    client.force_login(bea)

    data = {**FILLED, "business_number": "220-81-62518"}
    response = client.post(reverse("stores:identity", args=[store.slug]), data)

    assert response.status_code == 422
    assert "check digit does not match" in response.content.decode()
    assert "220-81-62518" in response.content.decode()


def test_an_exempt_store_needs_no_mail_order_number(store):
    identity = identified(store).identity
    identity.mail_order_number = ""
    assert [str(name) for name in missing_fields(identity)] == ["mail-order business number"]

    identity.is_mail_order_exempt = True
    assert missing_fields(identity) == []


def test_staff_may_not_change_it(client, store):
    staff = MemberFactory(store=store, role="staff").user
    staff.refresh_from_db()  # `is_member` is set by a trigger
    client.force_login(staff)

    assert client.get(reverse("stores:identity", args=[store.slug])).status_code == 403


def test_buyers_read_who_sells_and_how_to_withdraw(store):
    identity = identified(store).identity
    identity.withdrawal_terms = "14 days <b>here</b>"

    text = render_to_string("stores/_legal.html", {"store": store, "identity": identity})

    for shown in ("김베아", "220-81-62517", "2026-서울종로-0123", "02-123-4567", "intermediary"):
        assert shown in text
    assert "within 7 days" in text
    assert "14 days &lt;b&gt;here&lt;/b&gt;" in text
