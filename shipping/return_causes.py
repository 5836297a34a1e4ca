"""Reasons of returns, which determine who pays the postage and the period of return."""

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from shipping.return_calendar import end_after_days, end_after_months

WITHDRAWAL_DAYS = 7
FAULT_MONTHS = 3
REFUND_BUSINESS_DAYS = 3
# After its refund was due: the store did nothing, so the site refunds it.
SETTLED_AFTER = timedelta(days=14)


class Cause(models.TextChoices):
    CHANGED_MIND = "changed_mind", _("I changed my mind")
    DAMAGED = "damaged", _("It is damaged or does not work")
    WRONG = "wrong", _("It is not what I ordered")
    LATE = "late", _("It came too late")
    OTHER = "other", _("Another reason")


# Causes for which the store is liable: the contract was not performed as agreed.
FAULTS = (Cause.DAMAGED, Cause.WRONG, Cause.LATE)


class Wish(models.TextChoices):
    REFUND = "refund", _("Money back")
    EXCHANGE = "exchange", _("Exchange")

    @property
    def ways(self) -> int:
        """Whose postage the buyer bears: the way back, and that of the replacement."""
        return 2 if self == Wish.EXCHANGE else 1


def last_moment(cause: str, received_at: datetime) -> datetime:
    """The end of the period in which pieces received at `received_at` can be returned for this cause.

    Korea's Act on the Consumer Protection in Electronic Commerce, article 17: 7 days from receipt
    (paragraph 1); 3 months from receipt if the goods, or the performance, differ from what was agreed
    (paragraph 3). Its second limit, 30 days from the buyer's discovery, is not checked: the store decides.
    """
    if cause in FAULTS:
        return end_after_months(received_at, FAULT_MONTHS)
    return end_after_days(received_at, WITHDRAWAL_DAYS)
