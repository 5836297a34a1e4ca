"""The protection of every page: headers, cookies, tokens, limits, and logs without secrets."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from tests.factories import PASSWORD, UserFactory
from tests.readers import ROUTES, Reader, bare_error_pages

ROOT = Path(__file__).resolve().parent.parent
SECRET = "hush-s3cret-key!-4f3fcda1a8d497a24ec4bca6b629c22c-48cb0aca"


def in_production(code, **environment):
    """The output of the code in a separate process with the settings of production."""
    basics = {
        **{name: value for name, value in os.environ.items() if name in ("PATH", "HOME")},
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
        "SECRET_KEY": SECRET,
        "DEBUG": "0",
    }
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**basics, **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )


def setting(expression, **environment):
    code = f"import json; from django.conf import settings; print(json.dumps({expression}))"
    return json.loads(in_production(code, **environment).stdout)


# --- headers ---

FRAMED = ("landing:preview",)  # by the editor, a page of the same site
WITH_CAMERA = {"coupons:counter", "ticketing:gate"}  # where staff scan codes


@pytest.fixture(scope="module")
def answers(standing_world):
    """The responses of each view to a visitor, Ann and Bea, with a page if it has one for them."""
    world = standing_world
    readers = {
        "nobody": Reader(None, world),
        "ann": Reader(world.ann, world),
        "bea": Reader(world.bea, world),
    }
    with bare_error_pages():
        return {who: answers_to(reader) for who, reader in readers.items()}


def answers_to(reader):
    answers = {}
    for route in ROUTES:
        with reader.trying():
            answers[route.name] = reader.get(reader.url_of(route))
    return answers


@pytest.mark.parametrize("who", ["nobody", "ann", "bea"])
def test_every_page_has_security_headers(answers, who):
    for name, response in answers[who].items():
        policy = directives(response)

        assert policy["default-src"] == ["'self'"], name
        assert policy["object-src"] == policy["base-uri"] == ["'none'"], name
        is_framed = name in FRAMED and response.status_code == 200
        assert policy["frame-ancestors"] == ["'self'" if is_framed else "'none'"], name
        assert not any("unsafe" in value or value == "*" for v in policy.values() for value in v)
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["X-Frame-Options"] == ("SAMEORIGIN" if is_framed else "DENY")
        camera = "(self)" if name in WITH_CAMERA and response.status_code == 200 else "()"
        assert response["Permissions-Policy"] == f"camera={camera}, microphone=()"
        assert response["Referrer-Policy"] == "same-origin"
        assert response["Cross-Origin-Opener-Policy"] == "same-origin"


def test_error_pages_have_security_headers(client, ann):
    client.force_login(ann)

    for path, status in (("/nowhere/", 404), ("/%00", 400), ("/shop/", 403)):
        response = client.get(path)
        assert response.status_code == status
        assert directives(response)["default-src"] == ["'self'"]


@pytest.mark.parametrize("who", ["nobody", "ann", "bea"])
def test_no_page_has_inline_scripts_or_styles(answers, who):
    """The CSP would block them, and break the page unnoticed."""
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*json)|<style|\sstyle=|\son[a-z]+=|javascript:"
    )

    for name, response in answers[who].items():
        found = inline.search(response.getvalue().decode()) if is_page(response) else None
        assert found is None, f"{name}: {found[0]}"


def is_page(response):
    return response.status_code == 200 and response["Content-Type"].startswith("text/")


def directives(response):
    parts = response["Content-Security-Policy"].split(";")
    return {name: values for name, *values in (part.split() for part in parts if part.strip())}


# --- cookies and settings of production ---


def test_cookies_are_secure_and_httponly_in_production():
    assert (
        setting(
            "[settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE,"
            " settings.LANGUAGE_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY,"
            " settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS > 10**7]"
        )
        == [True] * 6
    )


@pytest.mark.parametrize(
    ("environment", "allowed"), [({}, False), ({"ALLOW_SANDBOX_PAYMENTS": "1"}, True)]
)
def test_the_sandbox_is_off_in_production_unless_allowed(environment, allowed):
    assert setting("settings.ALLOW_SANDBOX_PAYMENTS", **environment) is allowed


def test_the_sandbox_is_not_offered_if_switched_off(settings):
    from payments.gateways import offered_gateways

    settings.ALLOW_SANDBOX_PAYMENTS = False

    assert "sandbox" not in offered_gateways()


def test_production_does_not_start_without_a_secret_key():
    done = in_production("from django.conf import settings; settings.DEBUG", SECRET_KEY="")

    assert done.returncode != 0
    assert "Set SECRET_KEY" in done.stderr


# --- tokens ---


# Providers and tenants' servers have no CSRF token; their requests are signed.
SIGNED_BY_OTHERS = {"payments:webhooks", "billing:report-usage"}


@pytest.mark.usefixtures("unrendered")
def test_every_post_without_a_token_is_refused(world):
    for person in (None, world.ann, world.bea):
        client = Client(enforce_csrf_checks=True)
        if person:
            client.force_login(person)
        for route in ROUTES:
            if route.takes("post") and route.name not in SIGNED_BY_OTHERS:
                response = client.post(next(route.urls(world.fillings)))
                assert response.status_code in (403, 404), route.name


# --- secrets in logs ---


SIGN_IN = """
import logging, django
from django.conf import settings
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
settings.DATABASES["default"]["ENGINE"] = "django.db.backends.dummy"
django.setup()
logging.getLogger().setLevel(logging.DEBUG)
from django.test import Client
page = Client(raise_request_exception=False)
print(page.post("/accounts/login/", {"login": "ann@example.com", "password": "%s"},
    secure=True, headers={"host": "localhost", "cookie": "sessionid=tell-nobody"}).status_code)
"""


def test_a_failing_sign_in_logs_the_error_but_no_secret():
    """In a process without a database, so that the sign-in fails with a traceback."""
    done = in_production(SIGN_IN % PASSWORD)

    output = done.stdout + done.stderr
    assert "500" in done.stdout
    assert "ImproperlyConfigured" in output
    for secret in (PASSWORD, SECRET, "tell-nobody"):
        assert secret not in output


@pytest.mark.django_db
@pytest.mark.parametrize("password", [PASSWORD, "a wrong one, close"])
def test_a_sign_in_logs_no_password(client, caplog, password):
    UserFactory(email="ann@example.com")

    with caplog.at_level("DEBUG", "axes"):  # which is given what was entered
        client.post("/accounts/login/", {"login": "ann@example.com", "password": password})

    assert caplog.records
    assert password not in caplog.text


# --- limits ---


@pytest.mark.django_db
def test_wrong_passwords_end_in_a_page_with_the_time_to_wait(client, settings):
    UserFactory(email="ann@example.com")
    wrong = {"login": "ann@example.com", "password": "not it"}

    answers = [
        client.post("/accounts/login/", wrong) for _ in range(settings.AXES_FAILURE_LIMIT + 1)
    ]

    assert answers[-1].status_code == 429
    assert int(answers[-1]["Retry-After"]) > 0


@pytest.mark.parametrize("name", ["account_signup", "account_reset_password", "checkout:checkout"])
def test_views_that_can_be_abused_are_limited(name):
    route = next(route for route in ROUTES if route.name == name)

    assert route.view_class.limit.times <= 60
