"""Reminds customers of coupons that end in three days, and in 24 hours: once each, at most once a day.

A reader is locked and reminded of all that is due in a transaction of its own, so a killed worker leaves
whole reminders, and the next one goes on with those who are left. A reminder is advertising, since it invites
to buy: it is mailed only to those who agreed to that (notifications.advertising).
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from accounts.models import User
from core.events import publish
from coupons.events import CouponsEnding
from coupons.lifecycle import CouponStatus
from coupons.models import Coupon, RemindedCoupon, Reminder, ReminderStep

BEFORE = {ReminderStep.THREE_DAYS: timedelta(days=3), ReminderStep.ONE_DAY: timedelta(days=1)}
REMINDER_INTERVAL = timedelta(days=1)  # between two reminders of one reader
# What would end so soon after a reader's next reminder is part of this one.
ALSO_WITHIN = timedelta(hours=6)
READERS_A_BATCH = 100  # about a second


def readers_to_remind(now: datetime) -> list[int]:
    """The primary keys of the next ones; both parts are found by the index of coupons that end."""
    parts = (_due_in_a_day(now, BEFORE[ReminderStep.ONE_DAY]), _due_in_three_days(now))
    recent = Reminder.objects.filter(customer=OuterRef("customer"), at__gt=now - REMINDER_INTERVAL)
    one, three = (
        part.filter(~Exists(recent), customer__is_active=True).order_by().values("customer")
        for part in parts
    )
    rows = one.union(three).order_by("customer")[:READERS_A_BATCH]
    return [row["customer"] for row in rows]


@transaction.atomic
def remind_reader(user_id: int, now: datetime | None = None) -> bool:
    """Remind of everything that is due; False if there is nothing, or another worker does it."""
    now = now or timezone.now()
    active = User.objects.filter(pk=user_id, is_active=True)
    reader = active.select_for_update(no_key=True, skip_locked=True).first()
    if (
        reader is None
        or Reminder.objects.filter(customer=reader, at__gt=now - REMINDER_INTERVAL).exists()
    ):
        return False
    due = _due_of(reader, now)
    if not due:
        return False
    reminder = Reminder.objects.create(customer=reader, at=now)
    RemindedCoupon.objects.bulk_create(
        RemindedCoupon(reminder=reminder, coupon=coupon, step=step) for coupon, step in due
    )
    publish(CouponsEnding(reminder, now, tuple(coupon for coupon, _step in due)))
    return True


def _due_of(reader: User, now: datetime) -> list[tuple[Coupon, ReminderStep]]:
    """What ends first first."""
    parts = {
        ReminderStep.ONE_DAY: _due_in_a_day(now, REMINDER_INTERVAL + ALSO_WITHIN),
        ReminderStep.THREE_DAYS: _due_in_three_days(now),
    }
    found: dict[Coupon, ReminderStep] = {}
    for step, part in parts.items():
        mine = part.filter(customer=reader).select_related("campaign__store", "terms")
        for coupon in mine.order_by("expires_at", "pk"):
            found.setdefault(coupon, step)
    return list(found.items())


def _due_in_a_day(now: datetime, within: timedelta) -> QuerySet[Coupon]:
    told = RemindedCoupon.objects.filter(coupon=OuterRef("pk"), step=ReminderStep.ONE_DAY)
    ending = _ending(now, now + within, BEFORE[ReminderStep.ONE_DAY])
    return ending.filter(~Exists(told))


def _due_in_three_days(now: datetime) -> QuerySet[Coupon]:
    """Those of the last day have the other reminder."""
    told = RemindedCoupon.objects.filter(coupon=OuterRef("pk"))
    before = BEFORE[ReminderStep.THREE_DAYS]
    ending = _ending(now + BEFORE[ReminderStep.ONE_DAY], now + before, before)
    return ending.filter(~Exists(told))


def _ending(after: datetime, until: datetime, before: timedelta) -> QuerySet[Coupon]:
    """Usable ones that end in this span, and were claimed before the time of the reminder."""
    open_store = {"campaign__store__archived_at": None}  # or none, of every store
    usable = Coupon.objects.filter(status=CouponStatus.ISSUED, **open_store)
    ending = usable.filter(expires_at__gt=after, expires_at__lte=until)
    return ending.filter(issued_at__lt=F("expires_at") - before)
