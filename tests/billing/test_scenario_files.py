"""The scenario files that are shipped: each is replayed, and compared with its ledger."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from billing import scenarios

FILES = sorted((Path(scenarios.__file__).parent / "files").glob("*.yaml"))


@pytest.mark.django_db
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_scenario_is_as_expected(file):
    output = StringIO()

    call_command("replay", str(file), "--check", stdout=output)

    assert ": as expected, " in output.getvalue()
