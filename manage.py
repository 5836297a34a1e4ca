#!/usr/bin/env python
"""Django's commands, with this checkout's PostgreSQL running first if no other is named."""

import gc
import os
import sys


def main() -> None:
    # What is loaded stays: to traverse it again and again, and at the end, took a third of most commands.
    gc.disable()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        if not settings.DATABASE_URL:
            start_private_database()
    except ImproperlyConfigured as trouble:
        sys.exit(f"manage.py: {trouble}")
    django.setup()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()
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
