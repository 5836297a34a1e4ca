"""A template database with only the schema, of which each run makes a quick copy.

It persists between runs, under a name that changes with the migrations. If a copy is still missing
something, such as a schedule changed since, `migrate` adds it, which Django runs on every copy.
"""

import gc
import hashlib
import re
import subprocess
import sys
from contextlib import closing

import django
import psycopg2
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from tests.databases import database_at

LOCK = 0x6A756D756E  # an arbitrary number, unique among the locks of this database
IMPORT = re.compile(r"^(?:from|import) ([\w.]+)", re.MULTILINE)


def begin_template(config):
    """Have a process create a missing template, while those of this run collect their tests.

    They wait for it. If it fails they try themselves, and show why not. It ends with the run, which alone
    answers the keyboard's Ctrl-C.
    """
    if not is_there():
        command = [sys.executable, "-m", __name__]
        process = subprocess.Popen(command, cwd=settings.BASE_DIR, start_new_session=True)
        config.add_cleanup(process.wait)
        config.add_cleanup(process.terminate)  # the last one is called first


def is_there():
    with closing(_maintenance()) as session, session.cursor() as cursor:
        return template_name() in _templates(cursor)


def ensure_template():
    """The name of the template, created if missing; processes may call this concurrently."""
    name = template_name()
    with closing(_maintenance()) as session, session.cursor() as cursor:
        session.autocommit = True
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        known = _templates(cursor)
        if name not in known:
            _drop(cursor, known)
            _make(cursor, name)
    return name


def template_name():
    return f"template_{fingerprint()}"


def fingerprint():
    """A hash of the migrations, the modules of this project they import, and the installed packages."""
    ours = [_folder(app) for app in apps.get_app_configs() if _is_ours(app)]
    files = sorted(file for folder in ours for file in folder.glob("migrations/*.py"))
    imported = {name for file in files for name in IMPORT.findall(file.read_text())}
    modules = (settings.BASE_DIR / f"{name.replace('.', '/')}.py" for name in sorted(imported))
    files += [file for file in modules if file.exists()]
    texts = [file.read_bytes() for file in [*files, settings.BASE_DIR / "requirements.txt"]]
    return hashlib.sha256(b"\0".join(texts)).hexdigest()[:16]


def _is_ours(app):
    return (_folder(app) / "migrations").is_dir()


def _folder(app):
    return settings.BASE_DIR / app.name.replace(".", "/")


def _maintenance():
    here = connection.settings_dict
    return psycopg2.connect(
        host=here["HOST"], port=here["PORT"], user=here["USER"], dbname="postgres"
    )


def _templates(cursor):
    cursor.execute(r"SELECT datname FROM pg_database WHERE datname LIKE 'template\_%'")
    return [name for [name] in cursor.fetchall()]


def _drop(cursor, names):
    for name in names:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _make(cursor, name):
    unfinished = f"unfinished_{name}"
    _drop(cursor, [unfinished])
    cursor.execute(f'CREATE DATABASE "{unfinished}"')
    with database_at(NAME=unfinished):
        call_command("migrate", verbosity=0)
    cursor.execute(f'ALTER DATABASE "{unfinished}" ALLOW_CONNECTIONS false')  # autovacuum's, too
    cursor.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')


if __name__ == "__main__":
    gc.set_threshold(20_000, 20, 20)  # as manage.py
    django.setup()
    ensure_template()
