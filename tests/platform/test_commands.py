"""The commands that README.md and the other documents name, in a fresh clone with nothing activated."""

import re
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
PAGES = [PROJECT / "README.md", PROJECT / "CONTRIBUTING.md", *sorted(PROJECT.glob("docs/*.md"))]
NAMED = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
BARE = re.compile(r"^(?:python|manage\.py|pytest) \S")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_documented_commands_need_no_activated_environment(page):
    named = NAMED.findall(page.read_text())

    assert [command for command in named if BARE.search(command)] == []


def make(*arguments):
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_make_import_runs_in_the_environment_of_the_project():
    shown = make("--dry-run", "import", "FILE=my places.csv", "OWNER=bea@example.com").stdout

    command = '.venv/bin/python manage.py import_stores "my places.csv" --owner "bea@example.com"'
    assert command in shown
    assert ".venv/bin/python manage.py migrate" in shown


def test_make_import_without_a_file_asks_for_one():
    result = make("import")

    assert result.returncode == 2
    assert result.stderr.startswith("Which file?")
