"""The schedules. `migrate` installs this table; `manage.py worker` runs them."""

from typing import Any

from django.utils.translation import gettext_noop as _

import affiliates.tasks
import billing.tasks
import core.tasks
import coupons.erasing
import coupons.popular
import coupons.popularity
import coupons.statistics.tasks
import coupons.tasks
import delivery.tasks
import jobs.tasks
import notifications.tasks
import orders.tasks
import payments.tasks
import recommendations.tasks
import shipping.bulk.tasks
import shipping.tasks
import stores.invitations
import stores.restock_notices
import stores.restocks
import ticketing.reminders
import ticketing.tasks
import ticketing.waiting
from config.features import app_of, is_on
from jobs.schedules import ScheduledJob, install, remove

HOUR, DAY = 60, 24 * 60  # minutes

# fmt: off
SCHEDULES = [
    ScheduledJob(_("Expire unpaid orders"),                    orders.tasks.expire_unpaid_orders,       1),
    ScheduledJob(_("Notify of unclaimed deliveries"),          delivery.tasks.tell_unclaimed,           1),
    ScheduledJob(_("Count old parcels as delivered"),          shipping.tasks.deliver_overdue,          HOUR),
    ScheduledJob(_("Refund returns that stores left"),         shipping.tasks.settle_overdue_returns,   HOUR),
    ScheduledJob(_("Continue bulk dispatches"),                shipping.bulk.tasks.continue_dispatches, 1),
    ScheduledJob(_("Continue changes of dates"),               ticketing.tasks.continue_changes,        1),
    ScheduledJob(_("Look up unknown payments"),                payments.tasks.look_up_due_payments,     1),
    ScheduledJob(_("Retry parked webhooks"),                   payments.tasks.retry_parked_webhooks,    1),
    ScheduledJob(_("Send refunds that are due"),               payments.tasks.send_due_refunds,         5),
    ScheduledJob(_("Look up refunds that were sent"),          payments.tasks.look_up_sent_refunds,     10),
    ScheduledJob(_("Look up disputes"),                        payments.tasks.look_up_due_disputes,     HOUR),
    ScheduledJob(_("Forget removed cards at their providers"), payments.tasks.forget_saved_methods,     10),
    ScheduledJob(_("Send mails that are due"),                 notifications.tasks.send_due_mails,      1),
    ScheduledJob(_("Continue broadcasts"),                     notifications.tasks.continue_broadcasts, 1),
    ScheduledJob(_("Do what is due in billing"),               billing.tasks.do_due_work,               1),
    ScheduledJob(_("Move test clocks on"),                     billing.tasks.advance_clocks,            1),
    ScheduledJob(_("Notify of usage that is used up"),         billing.tasks.check_usage,               10),
    ScheduledJob(_("Add up the statistics of coupons"),        coupons.statistics.tasks.add_up_days,    HOUR),
    ScheduledJob(_("Notify followers of coupons"),             coupons.tasks.announce_due,              1),
    ScheduledJob(_("Remind of coupons that end"),              coupons.tasks.remind_of_endings,         10),
    ScheduledJob(_("Confirm consents to advertising"),         notifications.tasks.confirm_consents,    HOUR),
    ScheduledJob(_("Count claimed coupons"),                   coupons.popularity.refresh_popularity,   5),
    ScheduledJob(_("Delete old searches"),                     coupons.popular.purge_old_searches,      DAY),
    ScheduledJob(_("Erase who claimed old coupons"),           coupons.erasing.erase_identities,        DAY),
    ScheduledJob(_("Delete visitors' old carts"),              orders.tasks.purge_visitor_carts,        DAY),
    ScheduledJob(_("Erase old personal data"),                 payments.tasks.erase_personal_data,      DAY),
    ScheduledJob(_("Erase old invitations"),                   stores.invitations.erase_old,            DAY),
    ScheduledJob(_("Delete old keys of partners' clicks"),     affiliates.tasks.purge_old_keys,         HOUR),
    ScheduledJob(_("Erase bank accounts of former partners"),  affiliates.tasks.erase_settled_accounts, HOUR),
    ScheduledJob(_("Notify of restocked products"),            stores.restock_notices.notify_restocks,  1),
    ScheduledJob(_("Erase old restock requests"),              stores.restocks.purge_old_requests,      DAY),
    ScheduledJob(_("End waiting for cancelled dates"),         ticketing.waiting.end_vain_wishes,       1),
    ScheduledJob(_("Pass on offers to waiting lists"),         ticketing.waiting.pass_on_offers,        1),
    ScheduledJob(_("Erase old wishes of waiting lists"),       ticketing.waiting.purge_old_wishes,      DAY),
    ScheduledJob(_("Erase old reports of dispatch"),           shipping.tasks.purge_old_reports,        DAY),
    ScheduledJob(_("Remind of sales that open"),               ticketing.reminders.send_reminders,      1),
    ScheduledJob(_("Erase old reminders"),                     ticketing.reminders.purge_old_reminders, DAY),
    ScheduledJob(_("Delete old counts of attempts"),           core.tasks.purge_old_counts,             DAY),
    ScheduledJob(_("Delete old routes"),                       delivery.tasks.purge_old_routes,         DAY),
    ScheduledJob(_("Delete old notices and mails"),            notifications.tasks.purge_old,           DAY),
    ScheduledJob(_("Train recommendations"),                   recommendations.tasks.train_when_due,    10),
    ScheduledJob(_("Purge finished jobs"),                     jobs.tasks.purge_finished,               HOUR),
    ScheduledJob(_("Clear expired sessions"),                  core.tasks.clear_expired_sessions,       DAY),
]
# fmt: on

# They run where their feature is switched off, too: money is owed there all the same, parcels arrive that
# were sent before, and personal data is stored no longer than was promised.
ALWAYS_ON = (
    shipping.tasks.deliver_overdue,
    shipping.tasks.settle_overdue_returns,
    shipping.tasks.purge_old_reports,
    coupons.erasing.erase_identities,
    coupons.popular.purge_old_searches,
    affiliates.tasks.purge_old_keys,
    affiliates.tasks.erase_settled_accounts,
    ticketing.waiting.purge_old_wishes,
    ticketing.reminders.purge_old_reminders,
    delivery.tasks.purge_old_routes,
)


def install_after_migrate(using: str, apps: Any = None, **kwargs: Any) -> None:
    """The receiver of post_migrate; `apps` has the present schema, which may lack the table."""
    if apps is None or "schedule" in apps.all_models["jobs"]:
        install_switched_on(using)


def install_switched_on(using: str = "default") -> None:
    """Install the schedules of this site's features, and remove those of the others."""
    on = [row for row in SCHEDULES if row.task in ALWAYS_ON or is_on(app_of(row.task))]
    install(on, using)
    remove([row for row in SCHEDULES if row not in on], using)
