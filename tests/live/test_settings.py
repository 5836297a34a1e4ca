"""The settings of live pages."""

import os
import subprocess
import sys

import psycopg2
import pytest
from django.core.exceptions import ImproperlyConfigured
from psycopg2.extensions import parse_dsn

from config.settings.origins import origin_of
from live.dsn import dsn_of


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("", ""),
        ("http://localhost:8001/live/", "http://localhost:8001"),
        ("https://Shop.example.com:443/x?y", "https://shop.example.com"),
        ("http://[::1]:80/", "http://[::1]"),
    ],
)
def test_an_origin_is_written_as_browsers_write_it(address, origin):
    assert origin_of(address) == origin


@pytest.mark.parametrize("address", ["localhost:8001", "ftp://a.example", "https://", "live"])
def test_what_is_no_address_is_refused(address):
    with pytest.raises(ImproperlyConfigured):
        origin_of(address)


def test_the_dsn_names_djangos_database():
    database = {
        "NAME": "jumun",
        "HOST": "db.example.com",
        "PORT": 5432,
        "USER": "o'brien",
        "PASSWORD": "a b\\c",
        "OPTIONS": {"sslmode": "require", "isolation_level": 1},
    }

    assert parse_dsn(dsn_of(database)) == {
        "dbname": "jumun",
        "host": "db.example.com",
        "port": "5432",
        "user": "o'brien",
        "password": "a b\\c",
        "sslmode": "require",
    }


def test_the_dsn_of_this_site_works(settings, django_db_setup):
    psycopg2.connect(settings.LIVE_DATABASE_DSN).close()


@pytest.mark.parametrize(
    ("live_url", "sources"),
    [
        ("", ["'self'"]),
        ("/live/", ["'self'"]),
        ("https://live.example.com/live/", ["'self'", "https://live.example.com"]),
    ],
)
def test_the_policy_lets_pages_connect_to_the_live_process(live_url, sources):
    code = "from config import settings as s; print(s.CONTENT_SECURITY_POLICY['DIRECTIVES']['connect-src'])"
    environment = os.environ | {"LIVE_URL": live_url}

    command = [sys.executable, "-c", code]
    output = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)

    assert output.stdout.strip() == str(sources)
