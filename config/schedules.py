"""What runs by the clock. `migrate` installs this table; `manage.py worker` keeps to it."""

from typing import Any

from django.utils.translation import gettext_noop as _

import core.tasks
import delivery.tasks
import jobs.tasks
import notifications.tasks
import orders.tasks
import payments.tasks
from jobs.schedules import Clockwork, install

HOUR, DAY = 60, 24 * 60  # minutes

# fmt: off
SCHEDULES = [
    Clockwork(_("Expire unpaid orders"),           orders.tasks.expire_unpaid_orders,     1),
    Clockwork(_("Tell of unclaimed deliveries"),   delivery.tasks.tell_unclaimed,         1),
    Clockwork(_("Look up payments in doubt"),      payments.tasks.look_up_due_payments,   1),
    Clockwork(_("Retry parked webhooks"),          payments.tasks.retry_parked_webhooks,  1),
    Clockwork(_("Send refunds that are due"),      payments.tasks.send_due_refunds,       5),
    Clockwork(_("Look up refunds that were sent"), payments.tasks.look_up_sent_refunds,  10),
    Clockwork(_("Send mails that are due"),        notifications.tasks.send_due_mails,    1),
    Clockwork(_("Forget visitors' old carts"),     orders.tasks.purge_visitor_carts,    DAY),
    Clockwork(_("Erase old personal data"),        payments.tasks.erase_personal_data,    DAY),
    Clockwork(_("Forget old counts of attempts"),  core.tasks.purge_old_counts,          DAY),
    Clockwork(_("Forget old routes"),              delivery.tasks.purge_old_routes,      DAY),
    Clockwork(_("Forget old notices and mails"),   notifications.tasks.purge_old,        DAY),
    Clockwork(_("Purge finished jobs"),            jobs.tasks.purge_finished,           HOUR),
    Clockwork(_("Clear expired sessions"),         core.tasks.clear_expired_sessions,     DAY),
]
# fmt: on


def install_after_migrate(using: str, apps: Any = None, **kwargs: Any) -> None:
    """The receiver of post_migrate; `apps` is the schema as it is now, which may lack the table."""
    if apps is None or "schedule" in apps.all_models["jobs"]:
        install(SCHEDULES, using)
