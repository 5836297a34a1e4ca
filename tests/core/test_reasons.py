"""Notes with a code are shown in the reader's language, with the values stored with the code."""

import pytest
from django.utils.translation import gettext_lazy as _

from core import reasons
from core.reasons import Reason, words_of

FULL = Reason("test_full", "100 % full")
BY = Reason("test_by", "%(who)s, %(amount)s")
YES = Reason("test_yes", _("Yes"), former=("Aye",))


@pytest.fixture(autouse=True)
def registered(monkeypatch):
    monkeypatch.setattr(reasons, "_by_note", {})
    reasons.register([FULL, BY, YES])


def test_a_reason_names_what_was_stored_with_it():
    note = BY.note_with(who="Ann {\"'%s", amount="₩9,000")

    assert words_of(note) == "Ann {\"'%s, ₩9,000"


def test_a_value_may_be_a_reason_itself():
    note = BY.note_with(who=YES.note, amount=BY.note_with(who="Bea", amount=FULL.note))

    assert words_of(note, "en") == "Yes, Bea, 100 % full"
    assert words_of(note, "ko") == "예, Bea, 100 % full"


def test_a_value_that_no_page_can_show_is_refused():
    with pytest.raises(ValueError, match="cannot be stored"):
        BY.note_with(who="Ann\0", amount="1")


@pytest.mark.parametrize(
    "note",
    [
        "reason:test_by {}",
        "reason:test_by and more",
        'reason:test_by {"who": "Ann"}',
        'reason:test_by {"who": 1, "amount": []}',
        'reason:test_by ["who", "amount"]',
        'reason:test_by {"who": "Ann", "amount": ',
        'reason:test_full {"who": "Ann"}',
        'reason:unknown {"who": "Ann"}',
        'Aye {"who": "Ann"}',
    ],
)
def test_what_only_resembles_a_reason_is_free_text(note):
    assert words_of(note) == note
