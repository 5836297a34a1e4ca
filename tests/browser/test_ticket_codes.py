"""Codes of tickets are the same in a browser, which makes and verifies them offline, as on the site."""

import base64
from datetime import UTC, datetime

import pytest

from ticketing.codes import (
    STEP,
    Verdict,
    moving_code,
    new_key,
    printed_code,
    public_key_of,
    read_code,
    verdict_on,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EVENT, TICKET = "J7K3MNPQ", "2WXRTCAJXP"
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
MODULES = """
    const codes = await import("/static/js/ticket_codes.js");
    const ed = await import("/static/vendor/noble-ed25519/ed25519.js");
    const [eventKey, ticketKey] = keys.map(codes.bytesOf);
"""
MAKE = f"""async ([keys, event, ticket, now]) => {{
    {MODULES}
    return codes.movingCode(ed, {{event, ticket, key: ticketKey}}, now);
}}"""
VERIFY = f"""async ([keys, texts, now]) => {{
    {MODULES}
    const verdictOn = (code) => code && codes.verdictOn(ed, code, {{eventKey, ticketKey}}, now);
    return Promise.all(texts.map(codes.readCode).map(verdictOn));
}}"""


def encoded(*keys):
    return [base64.b64encode(key).decode() for key in keys]


def milliseconds(at):
    return int(at.timestamp() * 1000)


def test_a_browser_makes_and_verifies_the_codes_of_the_site(browse):
    page = browse()
    page.goto("/accounts/login/")
    event_key, ticket_key = new_key(), new_key()
    printed = printed_code(EVENT, TICKET, event_key)
    old = datetime.fromtimestamp(NOW.timestamp() - 2 * STEP, UTC)
    texts = [
        printed,
        moving_code(EVENT, TICKET, ticket_key, NOW).lower(),
        moving_code(EVENT, TICKET, ticket_key, old),
        printed.replace(TICKET, "OTHER"),
        "nonsense",
    ]

    made = page.evaluate(MAKE, [encoded(event_key, ticket_key), EVENT, TICKET, milliseconds(NOW)])
    public = [public_key_of(event_key), public_key_of(ticket_key)]
    verdicts = page.evaluate(VERIFY, [encoded(*public), texts, milliseconds(NOW)])

    assert verdict_on(read_code(made), *public, NOW) == Verdict.GENUINE
    assert verdicts == ["genuine", "genuine", "old", "forged", None]
