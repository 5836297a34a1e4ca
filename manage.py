#!/usr/bin/env python
"""Django's commands, with this checkout's PostgreSQL running first if no other is named."""

import gc
import os
import sys


def main() -> None:
    # What is loaded stays: with Python's own, to traverse it again and again took a quarter of the start.
    gc.set_threshold(20_000, 20, 20)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        if not settings.DATABASE_URL:
            start_private_database()
    except ImproperlyConfigured as trouble:
        sys.exit(f"manage.py: {trouble}")
    execute_from_command_line(sys.argv)


def start_private_database() -> None:
    from devtools.postgres.binaries import EmbeddedPostgresError
    from devtools.postgres.server import SITE

    try:
        SITE.ensure_running()
    except EmbeddedPostgresError as trouble:
        sys.exit(f"manage.py: {trouble}")


if __name__ == "__main__":
    main()
