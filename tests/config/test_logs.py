import json
import subprocess
import sys

import pytest

FAIL = """
import django, logging
django.setup()
password = "-".join(["local", "secret"])
try:
    1 / 0
except ZeroDivisionError:
    logging.getLogger("jumun").exception("it failed")
"""


@pytest.fixture
def said():
    """What a process of the site logs when something fails."""
    result = subprocess.run(
        [sys.executable, "-c", FAIL],
        env={"DJANGO_SETTINGS_MODULE": "config.settings", "DEBUG": "0", "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(result.stderr)


def test_a_failure_is_logged_with_its_traceback_and_no_values(said):
    assert said["event"] == "it failed"
    assert said["level"] == "error"
    assert "ZeroDivisionError" in said["exception"]
    assert "local-secret" not in said["exception"]
