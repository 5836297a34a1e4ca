"""Fragment requests of pages left open: after signing out or in, the whole page is reloaded."""

import pytest
from django.test import Client

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/orders/?show=current"}
LOGIN = "/accounts/login/?next="


@pytest.mark.parametrize("path", ["/orders/?show=current&seen=1", "/orders/23456789/"])
def test_a_fragment_of_a_signed_out_reader_takes_the_whole_page_to_sign_in(client, db, path):
    response = client.get(path, headers=HTMX)

    assert response["HX-Redirect"] == LOGIN + "/orders/%3Fshow%3Dcurrent"
    assert response.content == b""


@pytest.mark.parametrize("url", ["http://elsewhere.example/x", "", "//elsewhere.example", "x:"])
def test_it_never_leads_back_to_another_site(client, db, url):
    response = client.get("/orders/", headers=HTMX | {"HX-Current-URL": url})

    assert response["HX-Redirect"] == LOGIN + "/orders/"


def test_a_button_with_an_outdated_form_changes_nothing_and_reloads_the_page(bea):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(bea)

    response = browser.post("/shop/seen/", {"number": "x"}, headers=HTMX)

    assert response["HX-Refresh"] == "true"
    assert "this page was out of date" in browser.get("/shop/").content.decode()


def test_without_htmx_an_outdated_form_gets_a_helpful_page(bea):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(bea)

    response = browser.post("/shop/seen/", {"number": "x"})

    assert response.status_code == 403
    assert "Please send the form again" in response.content.decode()
