"""What runs by the clock. `migrate` installs this table; the worker (`qcluster`) keeps to it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connections, transaction
from django_q.models import Schedule

import core.tasks
import delivery.tasks
import notifications.tasks
import orders.tasks
import payments.tasks

DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Clockwork:
    """One row of the table; `minutes` lie between two runs."""

    name: str
    task: Callable[[], Any]
    minutes: int

    @property
    def function(self) -> str:
        return f"{self.task.__module__}.{self.task.__qualname__}"

    @property
    def fields(self) -> dict[str, Any]:
        return {
            "func": self.function,
            "schedule_type": Schedule.MINUTES,
            "minutes": self.minutes,
        }


# fmt: off
SCHEDULES = [
    Clockwork("Expire unpaid orders",           orders.tasks.expire_unpaid_orders,     1),
    Clockwork("Tell of unclaimed deliveries",   delivery.tasks.tell_unclaimed,         1),
    Clockwork("Look up payments in doubt",      payments.tasks.look_up_due_payments,   1),
    Clockwork("Retry parked webhooks",          payments.tasks.retry_parked_webhooks,  1),
    Clockwork("Send refunds that are due",      payments.tasks.send_due_refunds,       5),
    Clockwork("Look up refunds that were sent", payments.tasks.look_up_sent_refunds,  10),
    Clockwork("Send mails that are due",        notifications.tasks.send_due_mails,    1),
    Clockwork("Forget visitors' old carts",     orders.tasks.forget_visitors_carts,    DAY),
    Clockwork("Forget old counts of attempts",  core.tasks.forget_old_counts,          DAY),
    Clockwork("Forget old routes",              delivery.tasks.forget_old_routes,      DAY),
    Clockwork("Forget old notices and mails",   notifications.tasks.forget_old,        DAY),
    Clockwork("Clear expired sessions",         core.tasks.clear_expired_sessions,     DAY),
]
# fmt: on


def install_schedules(using: str = "default") -> None:
    """Make the schedules what the table says, as often as you like.

    When they run next, and how many runs are left (0 switches one off), stays as an operator set it;
    schedules the table does not name are left alone.
    """
    with transaction.atomic(using=using):
        _one_at_a_time(using)
        known = {row.name: row for row in Schedule.objects.using(using).select_for_update()}
        for clockwork in SCHEDULES:
            _install(clockwork, known.get(clockwork.name), using)


def install_after_migrate(using: str, apps: Any = None, **kwargs: Any) -> None:
    """The receiver of post_migrate; `apps` is the schema as it is now, which may lack the table."""
    if apps is None or "schedule" in apps.all_models["django_q"]:
        install_schedules(using)


def _install(clockwork: Clockwork, row: Schedule | None, using: str) -> None:
    if row is None:
        Schedule.objects.using(using).create(name=clockwork.name, **clockwork.fields)
    elif any(getattr(row, name) != value for name, value in clockwork.fields.items()):
        Schedule.objects.using(using).filter(pk=row.pk).update(**clockwork.fields)


def _one_at_a_time(using: str) -> None:
    # Two processes may migrate at once, and a schedule's name is not unique.
    with connections[using].cursor() as cursor:
        cursor.execute("LOCK TABLE django_q_schedule IN SHARE ROW EXCLUSIVE MODE")
