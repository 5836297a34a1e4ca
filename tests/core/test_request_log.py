"""What the log says of a request. Log lines of structlog are dictionaries before they are formatted."""

import pytest
from django.test import Client

from tests.databases import NOWHERE, database_at

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.core.failing_urls"),
]


@pytest.fixture
def lines(caplog):
    """Our log lines of that name."""
    return lambda event: [
        record.msg
        for record in caplog.records
        if isinstance(record.msg, dict) and record.msg["event"] == event
    ]


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False, headers={"x-forwarded-for": "203.0.113.7"})


def test_a_defect_is_logged_with_the_request_and_the_user(visitor, ann, lines):
    visitor.force_login(ann)

    visitor.get("/fails/500/?q=1")

    [line] = lines("request_failed")
    assert (line["request"], line["code"], line["user_id"]) == ("GET /fails/500/?q=…", 500, ann.pk)
    assert line["exc_info"]
    assert lines("request_finished") == []


def test_an_outage_is_logged_without_a_traceback(visitor, lines):
    with database_at(**NOWHERE):
        visitor.get("/")

    [line] = lines("request_finished")
    assert (line["request"], line["code"], line["user_id"]) == ("GET /", 503, None)
    assert "exc_info" not in line


def test_no_value_of_a_query_is_logged(visitor, lines):
    with database_at(**NOWHERE):
        visitor.get("/?code=4%2F0AbC&next=%2Forders%2Fguest%2FsEcReT%2F&next=x")

    assert [line["request"] for line in lines("request_finished")] == ["GET /?code=…&next=…"]


def test_a_line_written_by_a_view_names_its_request(visitor, lines, settings):
    settings.TRUSTED_PROXIES = 1

    visitor.get("/logs/")
    visitor.get("/logs/")

    first, second = lines("logged by a view")
    assert first["ip"] == second["ip"] == "203.0.113.7"
    assert first["request_id"] != second["request_id"]


def test_a_page_that_works_leaves_no_line(visitor, caplog, settings):
    settings.TRUSTED_PROXIES = 1

    with caplog.at_level("DEBUG"):
        visitor.get("/")

    assert [record for record in caplog.records if isinstance(record.msg, dict)] == []
