"""The keys of e-mails and phones: the same in Python and in SQL."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.identity import email_key, phone_key


def in_sql(function, text):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [text])
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("Ann@Example.com", "ann@example.com"),
        (" ann+shop@example.com ", "ann@example.com"),
        ("a.n.n+x@gmail.com", "ann@gmail.com"),
        ("a.nn@GoogleMail.com", "ann@gmail.com"),
        ("a.nn@example.com", "a.nn@example.com"),
        ('"a@b+c"@example.com', '"a@b@example.com'),
        ("+x@example.com", ""),
        ("...@gmail.com", ""),
        ("nobody", ""),
        ("", ""),
    ],
)
@pytest.mark.django_db
def test_the_key_of_an_email(address, key):
    assert (email_key(address), in_sql("accounts_email_key", address)) == (key, key)


@pytest.mark.parametrize(
    ("phone", "key"),
    [
        ("010-1234-5678", "12345678"),
        ("+82 10 1234 5678", "12345678"),
        ("1234567", ""),
        ("", ""),
    ],
)
@pytest.mark.django_db
def test_the_key_of_a_phone(phone, key):
    assert (phone_key(phone), in_sql("accounts_phone_key", phone)) == (key, key)


@pytest.mark.django_db
@settings(suppress_health_check=list(HealthCheck))
@given(st.text(alphabet="abZ.+@-\"' \t09gmail", max_size=30), st.sampled_from(["", "@gmail.com"]))
def test_python_and_sql_agree(text, ending):
    assert in_sql("accounts_email_key", text + ending) == email_key(text + ending)
    assert in_sql("accounts_phone_key", text) == phone_key(text)
