"""A bad value stops the start with a sentence that has the variable's name and not its value."""

import os
import subprocess
import sys
import traceback
from base64 import b32encode, b64encode
from importlib import import_module
from random import Random
from string import ascii_letters, ascii_lowercase, digits
from uuid import UUID

import pytest
import structlog
from django.core.exceptions import ImproperlyConfigured

import config.settings
from config.environment import Environment

SECRET = "geheim"
STRONG_KEY = "only-for-this-test-78a623dd68be6bcec7b702a5e8deb155"


def read(monkeypatch, value):
    monkeypatch.setenv("JUMUN_TRIAL", value)
    return Environment()


@pytest.mark.parametrize(
    ("text", "expected"), [("1", True), ("Yes", True), ("off", False), ("", False)]
)
def test_a_switch_is_on_or_off(monkeypatch, text, expected):
    assert read(monkeypatch, text).switch("JUMUN_TRIAL", default=True) is expected


@pytest.mark.parametrize("text", ["flase", "ture", "2", "maybe"])
def test_a_mistyped_switch_is_refused(monkeypatch, text):
    with pytest.raises(ImproperlyConfigured, match=r"^JUMUN_TRIAL must be 1 or 0\.$"):
        read(monkeypatch, text).switch("JUMUN_TRIAL", default=True)


@pytest.mark.parametrize("text", ["-1", "0", "abc", "1.5", "１", ""])
def test_a_number_that_is_none_or_too_small_is_refused(monkeypatch, text):
    with pytest.raises(ImproperlyConfigured, match="JUMUN_TRIAL must be a whole number, 1 or more"):
        read(monkeypatch, text).whole("JUMUN_TRIAL", default=5, least=1)


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        f"postgrse://u:{SECRET}@host/shop",
        f"mysql://u:{SECRET}@host/shop",
        f"postgres://u:{SECRET}@host:port/shop",
        f"postgres://u:{SECRET}@host",
    ],
)
def test_a_database_that_is_not_postgres_is_refused_without_its_password(monkeypatch, url):
    with pytest.raises(ImproperlyConfigured, match="JUMUN_TRIAL must be like postgres") as refusal:
        read(monkeypatch, url).postgres("JUMUN_TRIAL")

    assert SECRET not in str(refusal.value)


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "mail.example.com:587",
        f"smpt://u:{SECRET}@host:587",
        f"smtp+tls://u:{SECRET}@host:port",
        f"smtp+tls://u:{SECRET}#@host:587",
        "smtp://",
        "smtp://[host",
    ],
)
def test_a_mistyped_mail_server_is_refused_without_its_password(monkeypatch, url):
    with pytest.raises(ImproperlyConfigured, match=r"JUMUN_TRIAL must be like smtp") as refusal:
        read(monkeypatch, url).mail("JUMUN_TRIAL")

    assert SECRET not in str(refusal.value)


def test_a_mail_server_becomes_djangos_settings(monkeypatch):
    settings = read(monkeypatch, "smtp+tls://ann:a%40b@mail.example.com:587").mail("JUMUN_TRIAL")

    assert (settings["EMAIL_HOST"], settings["EMAIL_PORT"]) == ("mail.example.com", 587)
    assert (settings["EMAIL_HOST_PASSWORD"], settings["EMAIL_USE_TLS"]) == ("a@b", True)


@pytest.mark.parametrize("text", ["Asia/Soul", "Asia", "", "../etc/passwd", "/etc/localtime"])
def test_a_time_zone_that_is_none_is_refused(monkeypatch, text):
    with pytest.raises(ImproperlyConfigured, match="JUMUN_TRIAL must be the name of a time zone"):
        read(monkeypatch, text).time_zone("JUMUN_TRIAL", default="Asia/Seoul")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", SECRET),
        ("SECRET_KEY", "django-insecure-" + SECRET * 10),
        ("SECRET_KEY", "abab" * 20),
        ("SECRET_KEY", "changeme-" * 6),
        ("SECRET_KEY", "abcdefghijk" * 5),
        ("SECRET_KEY", "unforgivable" * 5),
        ("SECRET_KEY", "".join(f"password{turn}" for turn in range(6))),
        ("SECRET_KEY", ascii_letters),
        ("SECRET_KEY_FALLBACKS", SECRET),
        ("SECRET_KEY_FALLBACKS", f"{STRONG_KEY},{SECRET * 10}"),
        ("SECURE_SSL_REDIRECT", "flase"),
        ("TRUSTED_PROXIES", "-1"),
        ("SIGN_IN_FAILURES", "0"),
        ("LANGUAGE_CODE", "xx"),
        ("DEFAULT_CURRENCY", "WON"),
        ("SITE_URL", "jumun.example"),
        ("OSRM_URL", "osrm:5000"),
        ("TMAP_URL", ""),
        ("LOG_LEVEL", "loud"),
        ("DATABASE_URL", f"postgres://u:{SECRET}@host:port/shop"),
        ("DATABASE_URL", f"postgrse://u:{SECRET}@host/shop"),
        ("EMAIL_URL", f"smpt://u:{SECRET}@host:587"),
        ("TIME_ZONE", "Asia/Soul"),
        ("TOSS_METHODS", "CARD,CASH"),
        ("TOSS_METHODS", ""),
        ("TOSS_DEPOSIT_HOURS", "0"),
        ("FEATURES", "food,cupons"),
        ("HOME_PAGE", "stores:naengmyeon"),
    ],
)
def test_the_settings_are_not_loaded_with_a_bad_value(new_settings, monkeypatch, name, value):
    monkeypatch.setenv(name, value)

    with pytest.raises(ImproperlyConfigured, match=f"^{name} must be") as refusal:
        new_settings()

    assert SECRET not in "".join(traceback.format_exception(refusal.value))


# Those of get_random_secret_key.
CHARACTERS_OF_DJANGO = f"{ascii_lowercase}{digits}!@#$%^&*(-_=+)"


def uuid4_of(dice):
    return str(UUID(bytes=dice.randbytes(16), version=4))


RANDOM_KEYS = [
    lambda dice: "".join(dice.choices(CHARACTERS_OF_DJANGO, k=50)),
    lambda dice: dice.randbytes(25).hex(),
    lambda dice: b32encode(dice.randbytes(35)).decode(),
    lambda dice: b64encode(dice.randbytes(38)).decode(),
    lambda dice: uuid4_of(dice) + uuid4_of(dice),
]


@pytest.mark.parametrize("kind", RANDOM_KEYS)
def test_no_random_secret_key_is_refused(monkeypatch, kind):
    for seed in range(500):
        key = kind(Random(seed))
        assert read(monkeypatch, key).secret("JUMUN_TRIAL", default="") == key


@pytest.fixture
def new_settings(monkeypatch):
    """Load the settings as at the start of a process; afterwards, those of this one are back.

    So are the processors of structlog, which the settings configure: loggers in use keep theirs.
    """
    logging = structlog.get_config()
    for name in [name for name in sys.modules if f"{name}.".startswith("config.settings.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(config, "settings", config.settings)
    monkeypatch.setenv("SECRET_KEY", STRONG_KEY)
    yield lambda: import_module("config.settings")
    structlog.configure(**logging)


def test_the_settings_of_tests_are_loaded_again(new_settings):
    before = config.settings

    assert new_settings() is not before
    assert config.settings.SECRET_KEY == STRONG_KEY


def test_former_secret_keys_are_read(new_settings, monkeypatch):
    former = [f"{STRONG_KEY}1", f"{STRONG_KEY}2"]
    monkeypatch.setenv("SECRET_KEY_FALLBACKS", ", ".join(former))

    assert list(new_settings().SECRET_KEY_FALLBACKS) == former


def test_the_site_does_not_start_with_a_bad_value():
    done = subprocess.run(
        [sys.executable, "-c", "import config.settings"],
        env={**os.environ, "EMAIL_URL": f"smpt://u:{SECRET}@host:587"},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert "ImproperlyConfigured: EMAIL_URL must be" in done.stderr.splitlines()[-1]
    assert SECRET not in done.stderr


@pytest.mark.parametrize("text", ["KRW", "WON:toss", "KRW=toss"])
def test_ways_to_pay_that_cannot_be_read_are_refused(monkeypatch, text):
    monkeypatch.setenv("PAYMENT_WAYS", text)

    with pytest.raises(ImproperlyConfigured, match="PAYMENT_WAYS must look like"):
        Environment().choices_by("PAYMENT_WAYS", ["KRW", "USD"])


def test_ways_to_pay_are_read_by_currency(monkeypatch):
    monkeypatch.setenv("PAYMENT_WAYS", "KRW:toss transfer, USD:stripe")

    ways = Environment().choices_by("PAYMENT_WAYS", ["KRW", "USD"])
    assert ways == {"KRW": ["toss", "transfer"], "USD": ["stripe"]}
