"""Codes of tickets: what is issued is read again, what is forged, copied or nonsense is distinguished."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import segno

from ticketing.codes import (
    STEP,
    NotACode,
    Verdict,
    moving_code,
    new_key,
    printed_code,
    public_key_of,
    read_code,
    verdict_on,
)

EVENT, TICKET = "J7K3MNPQ", "2WXRTCAJXP"


@pytest.fixture
def noon():
    return datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def keys():
    return new_key(), new_key()


def verdict(text, keys, now):
    event_key, ticket_key = (public_key_of(key) for key in keys)
    return verdict_on(read_code(text), event_key, ticket_key, now)


def test_a_printed_code_is_valid_at_any_time(keys, noon):
    text = printed_code(EVENT, TICKET, keys[0])

    assert read_code(text).ticket == TICKET
    assert verdict(text, keys, noon + timedelta(days=300)) == Verdict.GENUINE


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_the_code_of_a_screen_is_valid_while_it_is_shown(keys, noon, steps):
    text = moving_code(EVENT, TICKET, keys[1], noon)

    assert verdict(text, keys, noon + timedelta(seconds=steps * STEP)) == Verdict.GENUINE


@pytest.mark.parametrize("steps", [-2, 2])
def test_a_photo_of_a_screen_is_not(keys, noon, steps):
    text = moving_code(EVENT, TICKET, keys[1], noon)

    assert verdict(text, keys, noon + timedelta(seconds=steps * STEP)) == Verdict.OLD


def test_it_is_read_as_typed_or_pasted(keys, noon):
    text = moving_code(EVENT, TICKET, keys[1], noon)

    assert read_code(f" {text.lower()}\n") == read_code(text)
    assert str(read_code(text)) == text


@pytest.mark.parametrize("change", [{"event": "OTHER"}, {"ticket": "OTHER"}, {"step": 1}])
def test_what_was_not_signed_is_forged(keys, noon, change):
    text = str(replace(read_code(printed_code(EVENT, TICKET, keys[0])), **change))

    assert verdict(text, keys, noon) == Verdict.FORGED


def test_a_later_step_cannot_be_written_over_an_old_one(keys, noon):
    old = read_code(moving_code(EVENT, TICKET, keys[1], noon - timedelta(days=1)))
    now = read_code(moving_code(EVENT, TICKET, keys[1], noon))

    assert verdict(str(replace(old, step=now.step)), keys, noon) == Verdict.FORGED


@pytest.mark.parametrize(
    "text",
    ["", "JT1", "https://example.com", "JT1:A:B::C", "JT1:A:B:5:" + "A" * 103, "JM1:A:B::" + "A" * 103,
     "JM1:A:B:" + "9" * 50 + ":" + "A" * 103, "A" * 100_000, "JT1:A:<b>::" + "A" * 103, "\x00"],
)  # fmt: skip
def test_nonsense_is_no_code(text):
    with pytest.raises(NotACode):
        read_code(text)


def test_it_fits_a_small_qr_code(keys, noon):
    code = segno.make(moving_code(EVENT, TICKET, keys[1], noon), error="m", micro=False)

    assert (code.mode, code.version <= 7) == ("alphanumeric", True)
