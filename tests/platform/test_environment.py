import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
READ = re.compile(
    r"""(?:\b(?:env|Environment\(\))\.\w+\(|\benviron(?:\.get\(|\[))\s*"([A-Z0-9_]+)\""""
)
SHOWN = re.compile(r"^# ([A-Z0-9_]+)=", re.MULTILINE)
SOURCES = (
    *(str(path.relative_to(PROJECT)) for path in (PROJECT / "config/settings").glob("*.py")),
    "config/gunicorn.py",
    "devtools/demo/site.py",
    "devtools/postgres/binaries.py",
)


def test_env_example_shows_exactly_the_variables_that_are_read():
    sources = [(PROJECT / name).read_text() for name in SOURCES]
    read = {name for source in sources for name in READ.findall(source)}

    shown = SHOWN.findall((PROJECT / ".env.example").read_text())

    assert sorted(shown) == sorted(read)


def test_env_example_changes_nothing_when_copied():
    lines = (PROJECT / ".env.example").read_text().splitlines()

    assert [line for line in lines if line and not line.startswith("#")] == []
