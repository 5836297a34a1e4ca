"""Usage is recorded once, by month, and reversed by an event with a reason."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from billing.models import Meter, Tenant, UsageCheck, UsageEvent, UsageOrigin
from billing.months import Month
from billing.usage import Usage, UsageRefused, counts_of, record_usage, reverse, usage_of
from billing.usage.rules import UsageRules, is_rated_again
from core.days import Days
from tests.billing.factories import make_tenant
from tests.billing.test_guards import is_refused
from tests.racing import together_in_processes

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 10, 3, tzinfo=UTC)
MARCH, FEBRUARY = Month(2026, 3), Month(2026, 2)


@pytest.fixture
def tenant():
    return make_tenant()


@pytest.fixture
def meters():
    """`mails` are added up, of `seats` the highest counts."""
    mails = Meter.objects.create(code="mails", name="Mails", unit="mails")
    return mails, Meter.objects.create(code="seats", name="Seats", unit="seats", aggregation="peak")


def use(key, quantity=1, meter="mails", at=NOW):
    return Usage(meter, key, quantity, at)


def record(tenant, *events, now=NOW, **options):
    return record_usage(tenant=tenant, events=events, now=now, **options)


def errors_of(*events, meters=("mails",), clock_id=None, origin=UsageOrigin.API, now=NOW):
    """Without a database: what the rules say of a batch."""
    known = {code: Meter(code=code) for code in meters}
    known["orders"] = Meter(code="orders", source="product")
    known["old"] = Meter(code="old", is_active=False)
    tenant = Tenant(zone="Asia/Seoul", clock_id=clock_id)
    try:
        UsageRules(tenant, known, origin, now).check(events)
    except UsageRefused as refusal:
        return [(error.index, error.text) for error in refusal.errors]
    return []


def test_usage_is_added_up_by_month_and_meter(tenant, meters):
    late = datetime(2026, 2, 28, 16, tzinfo=UTC)  # March 1st in Seoul
    record(tenant, use("a", 3), use("b", 4, at=late), use("c", 9, at=late - timedelta(days=2)))
    record(make_tenant(), use("a", 100))

    assert usage_of(tenant, MARCH) == {"mails": 7}
    assert usage_of(tenant, FEBRUARY) == {"mails": 9}
    assert counts_of(tenant, [FEBRUARY, MARCH, Month(2026, 4)]) == {
        FEBRUARY: 1,
        MARCH: 2,
        Month(2026, 4): 0,
    }


def test_of_a_peak_the_highest_that_stands_counts(tenant, meters):
    record(tenant, *[use(f"{units}", units, "seats") for units in (3, 8, 5)], use("m", 2))
    highest = UsageEvent.objects.get(key="8")

    reverse(event=highest, reason="Counted twice", now=NOW)

    assert usage_of(tenant, MARCH) == {"mails": 2, "seats": 5}


def test_units_of_some_days_are_by_the_tenants_midnights(meters):
    tenant = make_tenant(zone="Asia/Seoul")
    midnight = datetime(2026, 3, 4, 15, tzinfo=UTC)  # of March 5th
    for units, hours in ((100, -0.001), (1, 0), (2, 23.999), (200, 24)):
        at = midnight + timedelta(hours=hours)
        record(tenant, use(f"m{units}", units, at=at), use(f"s{units}", units, "seats", at=at))

    day = date(2026, 3, 5)
    assert usage_of(tenant, MARCH, [Days(day, day)]) == {"mails": 3, "seats": 2}
    assert usage_of(tenant, MARCH, []) == {"mails": 0, "seats": 0}


def test_a_peak_of_which_nothing_stands_is_nothing(tenant, meters):
    record(tenant, use("a", 3, "seats"))
    reverse(event=UsageEvent.objects.get(), reason="Wrong", now=NOW)

    assert usage_of(tenant, MARCH) == {"seats": 0}


def test_a_repeated_event_is_dropped(tenant, meters):
    first = record(tenant, use("a", 3), use("b"))
    again = record(tenant, use("c"), use("a", 3), now=NOW + timedelta(hours=1))

    assert (first, again, usage_of(tenant, MARCH)) == (2, 1, {"mails": 5})


def test_a_known_key_with_other_contents_refuses_the_whole_batch(tenant, meters):
    record(tenant, use("a", 3), use("b", 3))

    with pytest.raises(UsageRefused) as refused:
        record(tenant, use("new"), use("b", 3), use("a", 4))

    [error] = refused.value.errors
    assert (error.index, error.text) == (2, "The key “a” is known with other contents.")
    assert UsageEvent.objects.count() == 2


def test_a_wrong_event_refuses_the_whole_batch(tenant, meters):
    with pytest.raises(UsageRefused, match=r"\[1\] There is no meter “letters”\."):
        record(tenant, use("a"), use("b", meter="letters"))

    assert not UsageEvent.objects.exists()


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (use("a", meter="letters"), "There is no meter “letters”."),
        (use("a", meter="old"), "The meter “old” is not used any more."),
        (use("a", meter="orders"), "Jumun itself counts “orders”."),
        (use("a", -1), "The quantity is negative."),
        (use("a", 10**12 + 1), "The quantity is above 1,000,000,000,000."),
        (use("a", 1.5), "The quantity is not an integer."),
        (use("a", True), "The quantity is not an integer."),
        (use("a", "1"), "The quantity is not an integer."),
        (use("a", at=NOW + timedelta(minutes=5, seconds=1)), "Its time has not come yet."),
        (
            use("a", at=NOW - timedelta(days=92, seconds=1)),
            "It is older than 92 days, or than the last three months.",
        ),
        (use(""), "The key is missing."),
        (use("k" * 101), "The key is longer than 100 characters."),
        (use("a\x00b"), "The key contains control characters."),
        (use("a\ud800"), "The key contains control characters."),
        (use("order:AB"), "Keys of your own do not begin with “order:”."),
        (use("reversal:1"), "Keys of your own do not begin with “reversal:”."),
    ],
)
def test_a_wrong_event_is_named(event, text):
    assert errors_of(use("fine"), event) == [(1, text)]


def test_the_limits_themselves_are_allowed():
    oldest, newest = NOW - timedelta(days=92), NOW + timedelta(minutes=5)
    assert errors_of(use("k" * 100, 10**12, at=newest), use("a", 0, at=oldest)) == []


def test_two_equal_keys_in_a_batch_are_refused():
    assert errors_of(use("a"), use("b"), use("a")) == [
        (2, "Event 0 of this batch has the same key.")
    ]


def test_what_jumun_counts_may_be_reported_by_a_tenant_with_a_test_clock():
    assert errors_of(use("a", meter="orders"), clock_id=1) == []
    assert errors_of(use("order:A", meter="orders"), origin=UsageOrigin.PRODUCT) == []


def test_a_month_that_is_not_billed_again_takes_no_usage():
    """On the first of March, three months back is December, although November is less than 92 days ago."""
    march, november = datetime(2026, 3, 1, 1, tzinfo=UTC), datetime(2025, 11, 30, 10, tzinfo=UTC)

    assert errors_of(use("a", at=november), now=march) != []
    assert errors_of(use("a", at=november + timedelta(hours=5)), now=march) == []
    assert not is_rated_again(Tenant(zone="Asia/Seoul"), Month(2025, 11), march)


def test_a_reversal_takes_back_the_whole_event_in_its_own_month(tenant, meters, ann):
    record(tenant, use("a", 3, at=NOW - timedelta(days=20)), use("b"))

    reverse(event=UsageEvent.objects.get(key="a"), reason="A test", by=ann, now=NOW)

    assert usage_of(tenant, FEBRUARY) == {"mails": 0}
    assert counts_of(tenant, [FEBRUARY]) == {FEBRUARY: 2}
    entry = tenant.timeline.get()
    assert (entry.kind, entry.actor, entry.data["key"]) == ("usage_reversed", ann, "a")


def test_what_cannot_be_reversed(tenant, meters):
    record(tenant, use("a"))
    event = UsageEvent.objects.get()
    reversal = reverse(event=event, reason="Wrong", now=NOW)
    refused = [
        (event, "Again", NOW, "This usage is reversed already."),
        (
            reversal,
            "Back",
            NOW,
            "A reversal cannot be reversed. Report the usage again.",
        ),
        (event, "", NOW, "Please give a reason: the tenant will read it."),
        (
            event,
            "Late",
            NOW + timedelta(days=120),
            "This month is not billed again. Grant a credit instead.",
        ),
    ]

    for row, reason, now, text in refused:
        with pytest.raises(UsageRefused, match=text):
            reverse(event=row, reason=reason, now=now)


def row(tenant, meter, **fields):
    usual = {"key": "x", "quantity": 1, "at": NOW, "month": date(2026, 3, 1), "received_at": NOW}
    return lambda: UsageEvent.objects.create(
        tenant=tenant, meter=meter, source="api", **{**usual, **fields}
    )


def test_postgresql_refuses_what_is_no_usage(tenant, meters):
    event = row(tenant, meters[0])()
    wrong = {"reverses": event, "reason": "Wrong", "quantity": -1, "key": "y"}

    assert is_refused(row(tenant, meters[0]))  # the key is known
    assert is_refused(row(tenant, meters[0], key=""))
    assert is_refused(row(tenant, meters[0], key="y", quantity=-1))
    assert is_refused(row(tenant, meters[0], key="y", quantity=10**12 + 1))
    assert is_refused(row(tenant, meters[0], key="y", month=date(2026, 3, 2)))
    for other in (
        {"reason": ""},
        {"quantity": -2},
        {"quantity": 1},
        {"at": NOW + timedelta(seconds=1)},
        {"month": date(2026, 2, 1)},
    ):
        assert is_refused(row(tenant, meters[0], **wrong | other))
    assert is_refused(row(tenant, meters[1], **wrong))
    assert is_refused(row(make_tenant(), meters[0], **wrong))

    reversal = row(tenant, meters[0], **wrong)()
    assert is_refused(row(tenant, meters[0], **wrong | {"key": "z"}))
    assert is_refused(
        row(tenant, meters[0], **wrong | {"key": "z", "reverses": reversal, "quantity": 1})
    )
    assert is_refused(lambda: UsageEvent.objects.update(quantity=2))
    assert is_refused(event.delete)


def test_a_meter_keeps_its_kind(meters):
    mails = Meter.objects.filter(code="mails")

    for change in ({"code": "letters"}, {"aggregation": "peak"}, {"source": "product"}):
        assert is_refused(lambda change=change: mails.update(**change))
    assert not is_refused(lambda: mails.update(name="Letters", unit="letters", is_active=False))


def test_a_batch_is_few_queries_however_large(tenant, meters, django_assert_num_queries):
    with django_assert_num_queries(5):  # with the savepoint: meters, events, check
        record(tenant, *[use(f"{n}") for n in range(1000)])

    assert UsageCheck.objects.count() == 1


def test_a_month_is_read_from_its_index(tenant, meters, django_assert_num_queries):
    months = [(days, NOW - timedelta(days=days)) for days in (0, 20, 50)]
    for days, at in months:
        record(tenant, *[use(f"{days}-{n}", at=at) for n in range(300)])

    with django_assert_num_queries(1) as queries:
        assert usage_of(tenant, MARCH) == {"mails": 300}

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE billing_usageevent")
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN {queries.captured_queries[0]['sql']}")
        plan = str(cursor.fetchall())
    assert "Index Only Scan using usage_of_a_month" in plan


@pytest.mark.django_db(transaction=True)
def test_of_two_processes_one_records_an_event(tenant, meters):
    batches = [[use(f"{n}") for n in order] for order in (range(50), range(49, -1, -1))]

    results = together_in_processes(
        *[lambda batch=batch: record(tenant, *batch) for batch in batches]
    )

    assert sum(results) == UsageEvent.objects.count() == 50


@pytest.mark.django_db(transaction=True)
def test_of_two_reversals_one_is_made(tenant, meters):
    record(tenant, use("a", 3))
    event = UsageEvent.objects.get()

    results = together_in_processes(
        *[lambda: reverse(event=event, reason="Wrong", now=NOW).quantity] * 2
    )

    assert sorted(map(str, results)) == ["-3", "UsageRefused"]
    assert usage_of(tenant, MARCH) == {"mails": 0}
