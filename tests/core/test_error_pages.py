import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils.translation import gettext, override

HEADINGS = {
    400: "We could not read that request",
    403: "This page is not yours to open",
    404: "We could not find that page",
    429: "Too many tries, one after another",
    500: "Something broke on our side",
}

pytestmark = pytest.mark.urls("tests.core.failing_urls")


def heading_in(language, text):
    with override(language):
        return f"<h1>{gettext(text)}</h1>"


@pytest.fixture
def visitor(db):
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("status", HEADINGS)
def test_error_page_speaks_the_readers_language(visitor, status, language):
    answer = visitor.get(f"/fails/{status}/", headers={"accept-language": language})

    page = answer.content.decode()
    assert answer.status_code == status
    assert f'<html lang="{language}">' in page
    assert heading_in(language, HEADINGS[status]) in page


@pytest.mark.parametrize("status", HEADINGS)
def test_error_page_leads_back_to_the_stores(visitor, status):
    answer = visitor.get(f"/fails/{status}/")

    page = answer.content.decode()
    assert answer.status_code == status
    assert '<a class="btn btn-primary" href="/">Back to the stores</a>' in page


def test_429_has_retry_after(visitor):
    answer = visitor.get("/fails/429/")

    assert answer["Retry-After"] == "42"
    assert "Try again in 42 seconds." in answer.content.decode()
    assert "Nothing was changed." in answer.content.decode()


def test_403_offers_a_stranger_to_sign_in(visitor, ann):
    stranger_page = visitor.get("/fails/403/").content.decode()
    visitor.force_login(ann)
    member_page = visitor.get("/fails/403/").content.decode()

    assert "Sign in first" in stranger_page
    assert "Sign in first" not in member_page


def test_a_form_without_its_token_gets_a_helpful_403(db):
    answer = Client(enforce_csrf_checks=True).post("/i18n/setlang/", {"language": "ko"})

    assert answer.status_code == 403
    assert heading_in("en", "Please send the form again") in answer.content.decode()


@pytest.mark.parametrize("code", [400, 500])
def test_plain_error_page_needs_no_context_and_no_database(code):
    page = render_to_string(f"{code}.html")

    assert heading_in("en", HEADINGS[code]) in page


@pytest.mark.parametrize("path", ["/fails/404/", "/there/is/nothing/"])
def test_the_demo_shows_the_designed_404_as_well(visitor, settings, path):
    settings.DEBUG = True

    answer = visitor.get(path)

    assert answer.status_code == 404
    assert heading_in("en", HEADINGS[404]) in answer.content.decode()
