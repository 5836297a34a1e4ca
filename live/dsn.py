"""The DSN of Django's database, for a driver without Django."""

from collections.abc import Mapping
from typing import Any

from psycopg2.extensions import make_dsn

NAMES = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
DJANGOS_OWN = {"isolation_level", "pool", "server_side_binding", "assume_role", "options"}


def dsn_of(database: Mapping[str, Any]) -> str:
    """A libpq keyword string for an entry of DATABASES, with its connection options (TLS, say)."""
    known = {name: database[key] for key, name in NAMES.items() if database.get(key)}
    options = database.get("OPTIONS", {}).items()
    return str(
        make_dsn(**known, **{name: value for name, value in options if name not in DJANGOS_OWN})
    )
