"""Responses while PostgreSQL is unavailable: a real connection, refused or cut."""

import logging

import pytest
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.test import Client
from django.utils.translation import gettext, override

from core.outage import is_outage
from devtools.stubs.stripe import SECRET_KEY, WEBHOOK_SECRET
from devtools.stubs.stripe.server import signature
from tests.databases import NOWHERE, database_at
from tests.factories import OrderFactory
from tests.readers import unlogged
from tests.routes import routes
from tests.site_map import make_world

pytestmark = pytest.mark.django_db(transaction=True)
HEADING = "One moment, please"
ROWS = {"pk", "number", "key", "code", "parcel"}


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


@pytest.fixture
def away():
    with database_at(**NOWHERE):
        yield


@pytest.fixture
def cut(transactional_db):
    """The test cuts its connection; the next one gets another."""
    yield
    connection.close()


def test_the_outage_page_reloads_by_itself(visitor, away):
    answer = visitor.get("/")

    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "no-store" in answer["Cache-Control"]
    assert HEADING in page
    assert '<meta http-equiv="refresh" content="5">' in page


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("chosen_by", ["header", "cookie"])
def test_the_page_speaks_the_readers_language(visitor, away, language, chosen_by):
    headers = {"accept-language": language} if chosen_by == "header" else {}
    if chosen_by == "cookie":
        visitor.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    page = visitor.get("/", headers=headers).content.decode()

    assert f'<html lang="{language}">' in page
    with override(language):
        assert gettext(HEADING) in page


def test_a_failed_form_may_be_sent_again(visitor, away):
    answer = visitor.post("/accounts/login/", {"login": "ann@example.com", "password": "x"})

    page = answer.content.decode()
    assert answer.status_code == 503
    assert "even if you send it again" in page
    assert "http-equiv" not in page


def test_a_provider_is_asked_to_repeat_its_message(visitor, settings, away):
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET = SECRET_KEY, WEBHOOK_SECRET
    body = b'{"id": "evt_1", "object": "event", "type": "x.y", "data": {"object": {}}}'
    headers = {"stripe-signature": signature(body)}

    answer = visitor.post(
        "/pay/webhooks/stripe/", body, content_type="application/json", headers=headers
    )

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")


def urls_of(route, fillings):
    """One for each value of each parameter, but two for those of rows, which cannot be looked up."""
    few = {gap: values[:2] if gap in ROWS else values for gap, values in fillings.items()}
    longest = max((len(few[gap]) for gap in route.gaps), default=1)
    for turn in range(longest):
        one = {gap: [values[turn % len(values)]] for gap, values in few.items()}
        yield next(route.urls(one))


def test_no_page_of_the_site_breaks(visitor, ann, bea, settings):
    world = make_world(ann, bea, settings)
    urls = [url for route in routes() for url in urls_of(route, world.fillings)]
    visitor.force_login(ann)

    with database_at(**NOWHERE), unlogged():
        answers = {url: visitor.get(url).status_code for url in urls}

    assert {url: status for url, status in answers.items() if status in (400, 500)} == {}
    assert list(answers.values()).count(503) > len(answers) / 2


def test_a_fragment_is_answered_without_a_page_to_put_in_its_place(visitor, ann):
    order = OrderFactory(customer=ann)
    visitor.force_login(ann)

    with database_at(**NOWHERE):
        answer = visitor.get(order.get_absolute_url(), headers={"hx-request": "true"})

    assert answer.status_code == 503
    assert visitor.get(order.get_absolute_url()).status_code == 200


@pytest.mark.urls("tests.core.failing_urls")
def test_what_is_lost_after_the_view_is_an_outage_also(visitor, ann, cut):
    visitor.force_login(ann)

    answer = visitor.get("/fails/later/")

    assert answer.status_code == 503


def test_the_log_names_the_outage_in_a_line(visitor, away, caplog):
    with caplog.at_level(logging.WARNING, logger="core.outage"):
        visitor.get("/")

    [record] = [record for record in caplog.records if record.name == "core.outage"]
    assert record.getMessage().startswith("The database is away at /: ")
    assert record.exc_info is None


def test_a_cut_connection_is_an_outage_and_so_is_what_follows(cut):
    with pytest.raises(OperationalError) as first, connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    with pytest.raises((InterfaceError, OperationalError)) as after, connection.cursor() as cursor:
        cursor.execute("SELECT 1")

    assert is_outage(first.value)
    assert is_outage(after.value)


@pytest.mark.parametrize("query", ["SELECT pg_sleep(1)", "SELECT 1/0"])
def test_what_is_wrong_with_a_query_is_no_outage(query):
    with pytest.raises(Exception) as error, transaction.atomic(), connection.cursor() as cursor:  # noqa: PT012
        cursor.execute("SET LOCAL statement_timeout = 5")
        cursor.execute(query)

    assert not is_outage(error.value)
