"""Customers are reminded of coupons that end: three days and 24 hours before, once each, once a day."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core.actors import SYSTEM
from core.lifecycle import move
from coupons.claims import claim
from coupons.lifecycle import CouponStatus
from coupons.models import Coupon, RemindedCoupon, Reminder, ReminderStep
from coupons.reminders import readers_to_remind, remind_reader
from coupons.tasks import remind_of_endings
from notifications.consent import give_consent
from notifications.models import Mail, Notice
from stores.models import Store
from tests.coupons.conftest import claimant, published
from tests.factories import OrderFactory
from tests.job_runner import run_jobs
from tests.racing import together

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def held(store, eve, now):
    """`held(left, claimed)`: a coupon of Eve's that ends in `left` and was claimed so long ago."""

    def make(left, claimed=30 * DAY, user=eve):
        coupon = claim(published(store), user, press=uuid4())
        Coupon.objects.filter(pk=coupon.pk).update(issued_at=now - claimed, expires_at=now + left)
        return Coupon.objects.get(pk=coupon.pk)

    return make


def steps():
    """Of every coupon that was reminded of."""
    return list(RemindedCoupon.objects.order_by("pk").values_list("coupon", "step"))


def remind(now):
    """As the job does; returns how many readers were reminded."""
    return sum(remind_reader(reader, now) for reader in readers_to_remind(now))


@pytest.mark.parametrize(
    ("left", "step"),
    [
        (3 * DAY + HOUR, None),
        (3 * DAY, ReminderStep.THREE_DAYS),
        (2 * DAY, ReminderStep.THREE_DAYS),
        (DAY + HOUR, ReminderStep.THREE_DAYS),
        (DAY, ReminderStep.ONE_DAY),
        (HOUR, ReminderStep.ONE_DAY),
        (timedelta(0), None),
        (-HOUR, None),
    ],
)
def test_what_ends_in_three_days_or_a_day_is_due(held, now, eve, left, step):
    held(left)

    assert readers_to_remind(now) == ([eve.pk] if step else [])


def test_nobody_is_reminded_of_a_coupon_of_an_archived_store(held, now, store):
    held(2 * DAY)
    Store.objects.filter(pk=store.pk).update(archived_at=now)

    assert readers_to_remind(now) == []


def test_each_step_is_told_once(held, now):
    coupon = held(3 * DAY)

    told = [remind(now + hours * HOUR) for hours in range(0, 72, 3)]

    assert sum(told) == 2
    assert steps() == [(coupon.pk, "3d"), (coupon.pk, "24h")]
    assert [time for time, count in enumerate(told) if count] == [0, 16]  # of three hours each


def test_running_twice_tells_once(held, now, eve):
    coupon = held(DAY)
    readers = readers_to_remind(now)

    assert [remind_reader(eve.pk, now) for _twice in range(2)] == [True, False]

    assert (readers, readers_to_remind(now)) == ([eve.pk], [])
    assert Notice.objects.filter(kind="coupons-ending").count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        RemindedCoupon.objects.create(
            reminder=Reminder.objects.get(), coupon=coupon, step=ReminderStep.ONE_DAY
        )


@pytest.mark.parametrize("status", [CouponStatus.RESERVED, CouponStatus.USED, CouponStatus.REVOKED])
def test_what_cannot_be_used_is_not_told(held, now, status):
    coupon = held(DAY)
    verbs = {"reserved": ["reserve"], "used": ["reserve", "use"], "revoked": ["revoke"]}[status]
    walk(coupon, verbs)

    assert readers_to_remind(now) == []


def walk(coupon, verbs):
    for verb in verbs:
        details = {"order": OrderFactory(), "saved": 0} if verb == "reserve" else {}
        by = coupon.campaign.store.owner if verb == "revoke" else SYSTEM
        move(coupon, verb, by=by, **details)


def test_what_was_claimed_after_that_point_is_not_told(held, now):
    held(2 * DAY, claimed=HOUR)  # for two days and an hour: no three days before
    held(DAY - HOUR, claimed=HOUR)  # for just a day: no 24 hours before
    assert readers_to_remind(now) == []

    assert remind(now + DAY + HOUR) == 1
    assert [step for _coupon, step in steps()] == ["24h"]


def test_several_coupons_are_one_message_what_ends_first_first(held, now, eve):
    last, first = held(3 * DAY), held(DAY)

    assert remind(now) == 1

    assert steps() == [(first.pk, "24h"), (last.pk, "3d")]
    notice = Notice.objects.get(kind="coupons-ending")
    assert notice.title == "2 coupons of yours end soon"
    assert notice.text.count("₩3,000 off at 냉면집 until") == 2
    assert notice.link == "/coupons/mine/"


def test_a_reader_gets_one_message_a_day(held, now):
    held(DAY)
    held(3 * DAY + HOUR)

    told = [remind(now + hours * HOUR) for hours in range(26)]

    assert [hour for hour, count in enumerate(told) if count] == [0, 24]


def test_what_would_end_before_the_next_message_is_in_this_one(held, now):
    first, soon, later = held(DAY), held(29 * HOUR), held(31 * HOUR)
    RemindedCoupon.objects.create(
        reminder=Reminder.objects.create(customer=later.customer, at=now - 2 * DAY),
        coupon=later,
        step=ReminderStep.THREE_DAYS,
    )

    remind(now)

    told = [coupon for coupon, step in steps() if step == "24h"]
    assert told == [first.pk, soon.pk]


def test_it_is_advertising_and_mailed_only_with_consent(held, now, eve):
    held(DAY)
    other = claimant(name="Other")
    held(DAY, user=other)
    give_consent(other, "Asia/Seoul")

    remind(now)

    mail = Mail.objects.get(kind="coupons-ending")
    assert mail.user == other
    assert mail.subject == "(광고) A coupon of yours ends soon"
    assert Notice.objects.filter(kind="coupons-ending").count() == 2


def test_a_deactivated_account_is_left_out(held, now, eve):
    held(DAY)
    eve.is_active = False
    eve.save(update_fields=["is_active"])

    assert readers_to_remind(now) == []


def test_the_job_goes_on_until_nobody_is_left(held, monkeypatch):
    monkeypatch.setattr("coupons.reminders.READERS_A_BATCH", 2)
    for _reader in range(5):
        held(DAY - HOUR, user=claimant())

    remind_of_endings()
    done = run_jobs()

    assert Reminder.objects.count() == 5
    assert sum(task.endswith("remind_batch") for task in done) == 4


@pytest.mark.django_db(transaction=True)
def test_two_workers_tell_once(held, now, eve):
    held(DAY)

    assert sum(together(*[lambda: remind_reader(eve.pk, now)] * 4)) == 1

    assert Notice.objects.filter(kind="coupons-ending").count() == 1


def test_what_is_due_is_found_by_an_index(held, now, eve):
    coupon = held(DAY)
    Coupon.objects.bulk_create(
        Coupon(
            campaign=coupon.campaign,
            terms=coupon.terms,
            customer=eve,
            ordinal=number + 2,
            press=uuid4(),
            issued_at=now - DAY,
            expires_at=now + (10 + number % 300) * DAY,
        )
        for number in range(2000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE coupons_coupon")

    plan = plan_of(lambda: readers_to_remind(now))

    assert "coupons_that_end" in plan  # whether also for what follows is the planner's choice
    assert "Seq Scan on coupons_coupon " not in plan


def plan_of(ask):
    """The plan of the one query that `ask` makes."""
    plans = []

    def explain(execute, sql, params, many, context):
        with connection.connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {sql}", params)
            plans.extend(line for (line,) in cursor.fetchall())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        ask()
    return "\n".join(plans)
