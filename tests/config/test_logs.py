import json
import subprocess
import sys
from functools import cache

import pytest

# The site is started once for all that one process may log. Error pages need no collected static files then.
START = """
import sys, django
django.setup()
from django.test import Client, override_settings
plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
override_settings(STORAGES=plain).enable()
"""

FAIL = """
import logging
password = "-".join(["local", "secret"])
try:
    1 / 0
except ZeroDivisionError:
    logging.getLogger("jumun").exception("it failed")
"""

REFUSE = """
with override_settings(ROOT_URLCONF="tests.core.failing_urls"):
    Client(headers={"host": "localhost"}).get("/fails/403/", secure=True)
"""

TOO_MUCH = """
body = b"a=" + b"x" * 3_000_000
sent = {"data": body, "content_type": "application/json"}
Client(headers={"host": "localhost"}).post("/pay/webhooks/stripe/", **sent, secure=True)
"""


END = """
sys.stderr.write("== end\\n")
"""
CODES = (FAIL, REFUSE, TOO_MUCH)


@pytest.fixture
def entry():
    """The log entry of a process of the site after an error."""
    return json.loads(stderr_of(FAIL, debug=False))


def stderr_of(code, debug):
    """What the code writes in a process of the site, after the codes before it."""
    return all_of(debug).split("== end\n")[CODES.index(code)]


@cache
def all_of(debug):
    environment = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEBUG": str(int(debug)),
        "PATH": "",
    }
    # WhiteNoise would warn that they were not collected.
    code = START + "".join(code + END for code in CODES)
    command = [sys.executable, "-W", "ignore", "-c", code]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return done.stderr


def test_a_failure_is_logged_with_its_traceback_and_no_values(entry):
    assert entry["event"] == "it failed"
    assert entry["level"] == "error"
    assert "ZeroDivisionError" in entry["exception"]
    assert "local-secret" not in entry["exception"]


@pytest.mark.parametrize("debug", [False, True])
def test_a_refused_request_is_one_line_without_a_traceback(debug):
    [line] = stderr_of(REFUSE, debug).splitlines()

    assert "Forbidden (Permission denied): /fails/403/" in line


def test_a_message_of_megabytes_is_one_line_that_says_where_it_was_sent():
    [line] = stderr_of(TOO_MUCH, debug=True).splitlines()

    assert "Request Entity Too Large: /pay/webhooks/stripe/" in line


def test_a_failure_is_readable_in_the_demo_once_and_without_values():
    text = stderr_of(FAIL, debug=True)

    assert text.count("ZeroDivisionError: division by zero") == 1
    assert "local-secret" not in text
