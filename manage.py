#!/usr/bin/env python
"""Django's commands, with this checkout's PostgreSQL running first if no other is named."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from config.embedded_postgres import SITE
    from config.postgres_binaries import EmbeddedPostgresError

    try:
        if not settings.DATABASE_URL:
            SITE.ensure_running()
    except (EmbeddedPostgresError, ImproperlyConfigured) as trouble:
        sys.exit(f"manage.py: {trouble}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
