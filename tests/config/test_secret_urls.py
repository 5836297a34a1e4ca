"""No log has the secret of a URL: not the site's, not gunicorn's, not nginx's. New URLs are tried as well."""

import logging
import re
from types import SimpleNamespace

import pytest
from django.conf import settings

from config import gunicorn
from config.secret_urls import SECRET_PREFIXES, hide_secrets
from config.settings.logs import logging_of
from tests.secret_urls import OTHER_URLS, ROUTES, SECRET, SECRET_URLS, URLS

NGINX = (settings.BASE_DIR / "deploy" / "nginx.conf").read_text()
SHORTENED = re.findall(r'^    "~\^\(\?<shown>(.+)\)\[\^/\]\+" "\$\{shown\}\.\.\.";$', NGINX, re.M)
# Pages that anybody may open, and whose parameters are no secrets.
# A new page is added to these, or its secret to config/secret_urls.py.
PUBLIC = {
    "checkout:checkout",
    "payments:webhooks",
    "billing:report-usage",  # signed, by a secret in a header
    "notifications:demo-mail",
    "notifications:demo-mail-html",
    "stores:store",
    "orders:add",
    "orders:line",  # of the browser's own cart
    "orders:store-cart",
    "coupons:campaign",
    "ticketing:event",
    "ticketing:remind",
    "ticketing:date",
    "ticketing:release",  # of the browser's own hold
    "ticketing:seats",
    "ticketing:geometry",  # the map of seats, by its digest
    "ticketing:waiting",
    # Of a gate that the browser's session knows.
    "ticketing:gate",
    "ticketing:gate-counts",
    "ticketing:undo-scan",
    "ticketing:gate-list",
    "ticketing:merge-scans",
    "affiliates:link",  # a partner's code, which partners publish
    "landing:page",
    "landing:choices",
    "landing:order",
    "media",
}


def by_name(urls):
    return [pytest.param(url.path, id=url.route.name) for url in urls]


def logged_by_nginx(path):
    """As the map of the configuration shortens it; nginx tries its lines in their order."""
    for prefix in SHORTENED:
        if found := re.match(rf"({prefix})[^/]+", path):
            return found[1] + "..."
    return path


def logged_by_site(path, *, readable):
    formatter = dict(logging_of("INFO", readable=readable)["formatters"]["lines"])
    record = logging.LogRecord("django.request", 30, "", 0, "Not Found: %s", (path,), None)
    return formatter.pop("()")(**formatter).format(record)


def test_a_page_for_anybody_has_a_secret_or_is_known_to_have_none():
    open_to_anybody = [url for url in URLS if not url.route.access or url.route.access.public]

    assert {url.route.name for url in open_to_anybody if not url.secrets} == PUBLIC


def test_there_are_secrets_to_look_for():
    assert len(SECRET_URLS) > 30
    assert len(SECRET_URLS) + len(OTHER_URLS) == len(ROUTES)


@pytest.mark.parametrize("readable", [True, False])
@pytest.mark.parametrize("path", by_name(SECRET_URLS))
def test_the_site_logs_no_secret(path, readable):
    line = logged_by_site(path, readable=readable)

    assert SECRET not in line
    assert "Not Found: /" in line


@pytest.mark.parametrize("before", ["/", "//", "https://shop.example.com/"])
def test_a_slash_too_many_shows_no_secret(before):
    assert [url for url in SECRET_URLS if SECRET in hide_secrets(before + url.path)] == []


@pytest.mark.parametrize("path", by_name(SECRET_URLS))
def test_nginx_logs_no_secret(path):
    assert SECRET not in logged_by_nginx(path)


@pytest.mark.parametrize("path", by_name(OTHER_URLS))
def test_other_urls_are_logged_as_they_are(path):
    assert (hide_secrets(path), logged_by_nginx(path)) == (path, path)


def test_nginx_and_the_site_have_one_list():
    assert tuple(SHORTENED) == SECRET_PREFIXES


def test_nginx_logs_neither_queries_nor_where_a_reader_came_from():
    [logged] = re.findall(r"^log_format jumun '(.+)';$", NGINX, re.M)

    names = set(re.findall(r"\$(\w+)", logged))

    numbers = {"status", "body_bytes_sent", "request_time"}
    assert names == {"remote_addr", "time_iso8601", "request_method", "jumun_logged_uri", *numbers}


def test_every_server_of_nginx_logs_by_this_format():
    for server in re.split(r"^#?server \{", NGINX, flags=re.M)[1:]:
        assert re.search(r"^#?    access_log \S+ jumun;", server, re.M)
        assert re.search(r"^#?    error_log \S+ crit;", server, re.M)


@pytest.fixture
def logs_of_gunicorn():
    """Its two loggers, as a worker sets them up."""
    names = {"access_log": "trial.access", "error_log": "trial.error"}
    logs = SimpleNamespace(**{part: logging.getLogger(name) for part, name in names.items()})
    gunicorn.hide_secret_urls(logs)
    yield logs
    for log in vars(logs).values():
        log.filters.clear()


@pytest.mark.parametrize("part", ["access_log", "error_log"])
def test_gunicorn_logs_no_secret(logs_of_gunicorn, caplog, part):
    getattr(logs_of_gunicorn, part).error("GET %(U)s", {"U": f"/gate/{SECRET}/\nforged"})

    assert [record.getMessage() for record in caplog.records] == ["GET /gate/…/ forged"]


def test_gunicorn_logs_no_secret_with_an_error_or_a_stack(logs_of_gunicorn):
    error = ValueError(f"at /orders/guest/{SECRET}/")
    error.__cause__ = KeyError(f"/gate/{SECRET}/")
    record = logging.makeLogRecord(
        {"exc_info": (ValueError, error, None), "stack_info": f'  get("/pay/{SECRET}/")'}
    )

    logs_of_gunicorn.error_log.filter(record)

    line = logging.Formatter().format(record)
    assert SECRET not in line
    for shown in ("KeyError: '/gate/…/'", "ValueError: at /orders/guest/…/", 'get("/pay/…/")'):
        assert shown in line


def test_a_worker_of_gunicorn_hides_secrets(logs_of_gunicorn, monkeypatch):
    monkeypatch.setattr(gunicorn, "log_failed_checks", lambda log: None)
    monkeypatch.setattr(gunicorn, "freeze_loaded_objects", lambda: None)
    for log in vars(logs_of_gunicorn).values():
        log.filters.clear()

    gunicorn.post_worker_init(SimpleNamespace(log=logs_of_gunicorn))

    assert all(log.filters for log in vars(logs_of_gunicorn).values())


def test_gunicorn_logs_neither_queries_nor_where_a_reader_came_from():
    atoms = set(re.findall(r"%\((.+?)\)s", gunicorn.access_log_format))

    assert atoms == {"h", "t", "m", "U", "s", "B", "M"}


def test_names_of_files_are_not_shortened():
    folders = (settings.BASE_DIR / "templates").rglob("*.html")
    names = [f"/srv/jumun/{file.relative_to(settings.BASE_DIR)}" for file in folders]
    assert any("/gate/" in name for name in names)

    for text in [*names, "/srv/checkout/main/core/pages.py"]:
        assert hide_secrets(f'File "{text}", line 7') == f'File "{text}", line 7'


def test_a_secret_is_hidden_after_a_host_and_within_a_sentence():
    assert hide_secrets("at https://shop.example/gate/abc") == "at https://shop.example/gate/…"
    assert hide_secrets("(/tickets/guest/abc)") == "(/tickets/guest/…"
