"""The pages of saved cards."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from payments.charging import charge, open_charge
from payments.models import SavedMethod

LIST, ADD = reverse("payments:saved-methods"), reverse("payments:add-method")


@pytest.fixture
def browser(client, ann):
    client.force_login(ann)
    return client


def page_of(name, method):
    return reverse(f"payments:{name}", args=[method.key])


def test_a_card_is_added_and_leads_back(browser, ann):
    offered = browser.get(ADD, {"currency": "KRW", "next": "/orders/"}).content.decode()
    begun = browser.post(ADD, {"gateway": "sandbox", "currency": "KRW", "next": "/orders/"})
    chosen = browser.get(begun.url)
    done = browser.post(page_of("saved-method-return", ann.saved_methods.get()), {"card": "pays"})

    assert 'value="sandbox"' in offered
    assert "•••• 9979" in chosen.content.decode()
    assert done.url == "/orders/"
    assert "Sandbox •••• 4242" in browser.get(LIST).content.decode()


def test_it_leads_to_no_other_site(browser, ann):
    browser.post(ADD, {"gateway": "sandbox", "next": "https://evil.example/"})

    assert ann.saved_methods.get().next_path == ""


def test_a_way_that_is_not_offered_is_refused(browser):
    page = browser.post(ADD, {"gateway": "nonsense"})

    assert page.status_code == 422
    assert "not offered" in page.content.decode()


def test_an_unusable_card_says_why(browser, bill, sandbox_card):
    charge(bill, sandbox_card("asks"))

    assert "confirm it yourself" in browser.get(LIST).content.decode()


def test_a_card_is_removed_after_a_question(browser, card):
    url = page_of("remove-method", card)

    assert "Remove this card?" in browser.get(url).content.decode()
    assert browser.post(url).url == LIST
    assert SavedMethod.objects.get().status == "removed"


def test_one_that_is_being_charged_stays(browser, bill, card):
    open_charge(bill, card)

    browser.post(page_of("remove-method", card))

    assert "being charged right now" in browser.get(LIST).content.decode()


@pytest.mark.parametrize("name", ["remove-method", "saved-method-return", "sandbox-card"])
def test_a_stranger_gets_404(client, dan, card, name):
    client.force_login(dan)

    assert client.get(page_of(name, card)).status_code == 404


def test_a_visitor_signs_in_first(client, card):
    for url in (LIST, ADD, page_of("remove-method", card)):
        assert "/accounts/" in client.get(url).url


def test_a_long_list_costs_no_more_queries(browser, sandbox_card):
    counts = []
    for more in (1, 5):
        for _card in range(more):
            sandbox_card()
        with CaptureQueriesContext(connection) as queries:
            browser.get(LIST)
        counts.append(len(queries))

    assert counts[0] == counts[1]
