"""What owners read of their credit, and of their usage on the page of their plan."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from billing import timeline
from billing.invoices.crediting import grant
from billing.timeline import text_of
from core.actors import SYSTEM
from tests.billing.factories import make_clock, make_version
from tests.billing.invoice_world import APRIL, MARCH, MAY, SHOTS, close, subscribed, use

AT = datetime(2026, 3, 10, 3, tzinfo=UTC)


@pytest.fixture
def here(client, bea):
    client.force_login(bea)
    return client


@pytest.fixture
def tenant(bea):
    """Bea since March, at noon of 20 May by her clock."""
    clock = make_clock(datetime(2026, 5, 20, 3, tzinfo=UTC))
    return subscribed(user=bea, clock=clock, version=make_version(base=20000, rates=SHOTS))


def give(tenant, amount, reason="Sorry"):
    return grant(tenant=tenant, amount=Decimal(amount), reason=reason, by=SYSTEM, now=AT)


def shown(response):
    entries = response.context["entries"]
    return [(entry.text, int(entry.amount), int(entry.balance)) for entry in entries]


def test_each_entry_has_the_balance_after_it(here, tenant):
    give(tenant, 50000)
    give(tenant, -5000, "Too much")
    close(tenant, MARCH)
    close(tenant, APRIL)

    page = here.get("/billing/credits/")

    assert shown(page) == [
        ("Used for April 2026", -20000, 5000),
        ("Used for March 2026", -20000, 25000),
        ("Taken back: Too much", -5000, 45000),
        ("Granted: Sorry", 50000, 50000),
    ]
    sums = page.context["sums"]
    assert (sums.granted, sums.used, sums.carried, sums.balance) == (45000, 40000, 0, 5000)
    assert sums.balance == tenant.balance
    assert "The next invoice is less by it." in page.text


def test_the_timeline_is_in_the_readers_language(tenant):
    """Not in that of the tenant's bills, also for who reads it later."""
    tenant.language = "ko"
    give(tenant, 50000)
    entry = timeline.record(tenant, "allowance_used", AT, meter="orders", percent=80, included=9)

    with override("en"):
        assert text_of(tenant.timeline.get(kind="credit_granted")) == "Credit of ₩50,000: Sorry"
        assert text_of(entry) == "80% of the included 9 of “Orders” are used"
    with override("ko"):
        assert "50,000원" in text_of(tenant.timeline.get(kind="credit_granted"))
        assert "주문" in text_of(entry)


def test_what_is_carried_over_is_named_until_it_is_billed(here, bea, settings):
    settings.PAYMENT_WAYS = {"KRW": ["toss"]}
    settings.TOSS_CLIENT_KEY = settings.TOSS_SECRET_KEY = "key"
    tenant = subscribed(user=bea, version=make_version(base=0, rates=SHOTS))
    use(tenant, MARCH, 105)
    close(tenant, MARCH)
    page = here.get("/billing/credits/")
    assert shown(page) == [("Carried over from March 2026, too little for an invoice", -50, -50)]
    assert "The next invoice includes it." in page.text

    use(tenant, APRIL, 200)
    invoice = close(tenant, APRIL)

    text = f"What was carried over is in invoice {invoice.number}"
    assert shown(here.get("/billing/credits/"))[0] == (text, 50, 0)


def test_the_file_has_the_oldest_first_and_no_formulas(here, tenant):
    give(tenant, 5000, "=1+1")

    content = b"".join(here.get("/billing/credits.csv").streaming_content)
    header, row = content.decode("utf-8-sig").splitlines()

    assert header == "Date,Entry,Amount,Balance,Currency"
    assert row == "2026-03-10,Granted: =1+1,5000.00,5000.00,KRW"


def test_without_credit_it_says_what_that_is(here, tenant):
    page = here.get("/billing/credits/")

    assert "No credit so far" in page.text
    assert "/billing/credits/" not in here.get("/billing/").text


@pytest.mark.parametrize("path", ["/billing/credits/", "/billing/credits.csv"])
def test_only_the_tenant_reads_it(client, tenant, ann, dan, path):
    assert client.get(path).status_code == 302
    client.force_login(ann)
    assert client.get(path).status_code == 403
    dan.role = "owner"
    dan.save()
    client.force_login(dan)
    assert client.get(path).status_code == 404


def test_thirty_entries_need_no_more_queries_than_one(here, tenant):
    counts = []
    for number in (1, 30):
        while tenant.credits.count() < number:
            give(tenant, 1000)
        here.get("/billing/credits/")
        with CaptureQueriesContext(connection) as queries:
            here.get("/billing/credits/")
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_overview_has_usage_credit_and_links_to_both(here, tenant):
    use(tenant, MAY, 120)
    give(tenant, 5000)

    page = here.get("/billing/")

    [shots] = page.context["usage"]
    assert (str(shots.meter), shots.used, shots.included) == ("Shots", 120, 100)
    for text in ("120 / 100", "Credit: ₩5,000", "/billing/usage/", "/billing/invoices/"):
        assert text in page.text
