"""The kinds of notification, in the order in which preferences list them.

An event of these kinds needs the reaction `notify` in config/reactions/.
"""

from affiliates.notifications import AFFILIATE_NOTIFICATIONS
from billing.dunning.notifications import DUNNING_NOTIFICATIONS
from billing.notifications import INVOICE_NOTIFICATIONS
from billing.usage_notifications import USAGE_NOTIFICATIONS
from config.features import app_of, is_on
from core.notifications import NotificationKind
from coupons.notifications import COUPON_NOTIFICATIONS
from delivery.notifications import DELIVERY_NOTIFICATIONS
from notifications.notifications import CONSENT_NOTIFICATIONS
from orders.notifications import ORDER_NOTIFICATIONS
from payments.dispute_notifications import DISPUTE_NOTIFICATIONS
from payments.notifications import REFUND_NOTIFICATIONS
from shipping.notifications import PARCEL_NOTIFICATIONS
from shipping.returns.notifications import RETURN_NOTIFICATIONS
from stores.notifications import STORE_NOTIFICATIONS
from ticketing.notifications import TICKET_NOTIFICATIONS
from ticketing.reminders.notifications import REMINDER_NOTIFICATIONS
from ticketing.tickets.notifications import HELD_TICKET_NOTIFICATIONS
from ticketing.waiting.notifications import WAITING_NOTIFICATIONS

NOTIFICATIONS: list[NotificationKind] = [
    *ORDER_NOTIFICATIONS,
    *DELIVERY_NOTIFICATIONS,
    *PARCEL_NOTIFICATIONS,
    *RETURN_NOTIFICATIONS,
    *REFUND_NOTIFICATIONS,
    *DISPUTE_NOTIFICATIONS,
    *HELD_TICKET_NOTIFICATIONS,
    *STORE_NOTIFICATIONS,
    *COUPON_NOTIFICATIONS,
    *TICKET_NOTIFICATIONS,
    *WAITING_NOTIFICATIONS,
    *REMINDER_NOTIFICATIONS,
    *AFFILIATE_NOTIFICATIONS,
    *INVOICE_NOTIFICATIONS,
    *DUNNING_NOTIFICATIONS,
    *USAGE_NOTIFICATIONS,
    *CONSENT_NOTIFICATIONS,
]

# Registered where their feature is switched off, too: returns end there with the account of an owner. The
# last is a variant of the one before. What is sent there links to pages that every site has.
ALWAYS_ON = ("return-closed", "op-return", "op-return-closed")


def is_registered(kind: NotificationKind) -> bool:
    return kind.code in ALWAYS_ON or is_on(app_of(kind.on))
