"""The texts of lines in both languages, and the files made of them."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from billing.invoices.lines import DraftLine
from billing.invoices.texts import shown
from billing.months import Month

MARCH = Month(2026, 3)
BASE = {
    "name": "Pro",
    "base": "40000",
    "days": 21,
    "of": 31,
    "first": "2026-03-11",
    "last": "2026-03-31",
}
LINES = {
    "base": (BASE, ("Pro, March 11 – March 31", "₩40,000 × 21/31")),
    "overage": (
        {"meter": "shots", "name": "Shots", "used": 1200, "included": 1000},
        ("Usage: Shots", "1,200 used, 1,000 included, 200 charged"),
    ),
    "late": (
        {"before": "20000", "after": "20120"},
        ("Usage of March 2026 that arrived late", "₩20,120 instead of ₩20,000"),
    ),
    "carried": ({}, ("Carried over from earlier months", "It was too little to be collected.")),
    "credit": ({}, ("Credit", "")),
}


@pytest.mark.parametrize("kind", LINES)
def test_a_line_says_what_it_is_and_how_it_was_computed(kind):
    data, texts = LINES[kind]

    with override("en"):
        line = shown(DraftLine(MARCH, kind, Decimal(1), data), "KRW")

    assert (line.title, line.detail) == texts


def test_a_single_day_is_named_once():
    data = BASE | {"first": "2026-03-31", "days": 1}

    with override("en"):
        assert shown(DraftLine(MARCH, "base", Decimal(1), data), "KRW").title == "Pro, March 31"


def test_a_line_is_in_the_readers_language():
    with override("ko"):
        line = shown(DraftLine(MARCH, "base", Decimal(1), BASE), "KRW")

    assert (line.title, line.detail) == ("Pro, 3월 11일 – 3월 31일", "40,000원 × 21/31")
