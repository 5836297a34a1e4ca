"""Environment variables, read strictly: a typo must not silently switch something off."""

import logging
from collections.abc import Collection
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import environ
from django.core.exceptions import ImproperlyConfigured

# Random keys of that length have 40 or more, also hexadecimal ones (the least of 240,000 of six kinds).
MIN_SECRET_LENGTH, MIN_DIFFERENT_TRIPLES = 50, 30
STRONG = f"random, of {MIN_SECRET_LENGTH} characters or more, without a word that repeats"
TRUE = ("1", "true", "yes", "on")
FALSE = ("0", "false", "no", "off", "")


class Environment(environ.Env):
    """Bad values raise ImproperlyConfigured with the variable's name, never its value: it may be secret."""

    def switch(self, name: str, *, default: bool) -> bool:
        text = self.str(name, default=str(default)).strip().lower()
        if text not in (*TRUE, *FALSE):
            raise ImproperlyConfigured(f"{name} must be 1 or 0.")
        return text in TRUE

    def secret(self, name: str, *, default: str) -> str:
        """An unguessable value, which may begin with "$"; the default may be empty."""
        text = str(self.ENVIRON.get(name, default))
        if text != default and _is_weak(text):
            raise ImproperlyConfigured(
                f"{name} must be {STRONG}. This makes one:"
                " python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
            )
        return text

    def former_secrets(self, name: str) -> list[str]:
        """What was `secret` before, comma-separated; who guesses one of them can sign with it still."""
        texts = [text.strip() for text in self.ENVIRON.get(name, "").split(",") if text]
        if any(_is_weak(text) for text in texts):
            raise ImproperlyConfigured(
                f"{name} must be empty or secrets, comma-separated, each {STRONG}."
            )
        return texts

    def whole(self, name: str, *, default: int, least: int = 0) -> int:
        """An integer of at least `least`."""
        text = self.str(name, default=str(default)).strip()
        if not (text.isascii() and text.isdigit()) or int(text) < least:
            raise ImproperlyConfigured(f"{name} must be a whole number, {least} or more.")
        return int(text)

    def one_of(self, name: str, values: Collection[str], *, default: str) -> str:
        text = str(self.str(name, default=default))
        if text not in values:
            raise ImproperlyConfigured(f"{name} must be one of: {', '.join(values)}.")
        return text

    def choices_by(self, name: str, keys: Collection[str]) -> dict[str, list[str]]:
        """Parses "KRW:toss transfer,USD:stripe" by key; a key that is not named is absent."""
        found: dict[str, list[str]] = {}
        for part in self.list(name, default=[]):
            key, colon, choices = part.partition(":")
            if not colon or key.strip() not in keys:
                raise ImproperlyConfigured(
                    f"{name} must look like KRW:toss transfer,USD:stripe, for {', '.join(keys)}."
                )
            found[key.strip()] = choices.split()
        return found

    def some_of(
        self, name: str, values: Collection[str], *, default: list[str], may_be_none: bool = False
    ) -> list[str]:
        chosen = [each.strip() for each in self.list(name, default=default)]
        if not (chosen or may_be_none) or not set(chosen) <= set(values):
            raise ImproperlyConfigured(f"{name} must be some of: {', '.join(values)}.")
        return chosen

    def log_level(self, name: str, *, default: str) -> str:
        return self.one_of(name, logging.getLevelNamesMapping(), default=default)

    def web_address(self, name: str, *, default: str) -> str:
        """The default may be empty."""
        text = str(self.str(name, default=default))
        if text != default and not text.startswith(("http://", "https://")):
            raise ImproperlyConfigured(f"{name} must begin with https:// or http://.")
        return text

    def time_zone(self, name: str, *, default: str) -> str:
        text = str(self.str(name, default=default))
        try:
            ZoneInfo(text)
        except (KeyError, ValueError, OSError):
            raise ImproperlyConfigured(
                f"{name} must be the name of a time zone, such as Asia/Seoul."
            ) from None
        return text

    def mail(self, name: str) -> dict[str, Any]:
        """Django's settings for the server that a URL such as smtp+tls://user:password@host:587 names."""
        try:
            url = urlsplit(self.str(name))
            known = url.scheme in self.EMAIL_SCHEMES
            is_whole = bool(url.hostname) or not url.scheme.startswith("smtp")
            server = dict(self.email(name)) if known and is_whole else {}
        except ValueError:
            server = {}
        if not server:
            raise ImproperlyConfigured(
                f"{name} must be like smtp+tls://user:password@host:587,"
                " with special characters of the password percent-encoded."
            )
        return server

    def postgres(self, name: str) -> dict[str, Any]:
        """The connection that a URL such as postgres://user:password@host:5432/name describes."""
        try:
            # Checked first, since the warning about an unknown scheme would include the password.
            is_ours = self.str(name).startswith(("postgres://", "postgresql://"))
            database = dict(self.db(name)) if is_ours else {}
        except (ValueError, environ.ImproperlyConfigured):
            database = {}
        if not database.get("NAME"):
            raise ImproperlyConfigured(
                f"{name} must be like postgres://user:password@host:5432/name,"
                " with special characters of the password percent-encoded."
            )
        return database


def _is_weak(secret: str) -> bool:
    """As Django's security.W009, but also of a word that repeats, and of runs such as "abcdef"."""
    if len(secret) < MIN_SECRET_LENGTH or secret.startswith("django-insecure-"):
        return True
    codes = [ord(character) for character in secret]
    steps = [right - left for left, right in pairwise(codes)]
    return len(set(pairwise(steps))) < MIN_DIFFERENT_TRIPLES


def read_environment(file: Path) -> Environment:
    """The variables of the process; for those it does not set, those of the file."""
    env = Environment()
    env.read_env(file)
    return env
