"""The reactions to each event, one module a subject.

now: in the transaction of the move; an error undoes it.
later: a job enqueued in that transaction; its failure does not affect the order.
"""

from config.reactions import (
    affiliates,
    billing,
    coupons,
    deliveries,
    orders,
    payments,
    people,
    tickets,
)

SUBJECTS = (people, orders, deliveries, payments, coupons, tickets, affiliates, billing)
REACTIONS = {event: reaction for each in SUBJECTS for event, reaction in each.REACTIONS.items()}
