"""What speaks against a batch of usage: all of it is recorded, or nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from unicodedata import category

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.models import Meter, MeterSource, Tenant, UsageOrigin
from billing.models.usage import KEY_LENGTH, MAX_QUANTITY
from billing.months import LATE_MONTHS, Month, local_month
from billing.refusals import BillingRefused

MAX_AHEAD = timedelta(minutes=5)  # by which a clock may be fast
MAX_AGE = timedelta(days=92)
RESERVED = ("order:", "reversal:")  # how keys begin that Jumun itself gives
UNSTORABLE = ("Cc", "Cs")  # control characters, and halves of surrogate pairs


@dataclass(frozen=True, slots=True)
class Usage:
    """One event as it is reported: `quantity` units of the meter (its code), used at `at` (aware)."""

    meter: str
    key: str
    quantity: int
    at: datetime


@dataclass(frozen=True, slots=True)
class UsageError:
    """`index` is the position in the batch, from 0; `text` is a sentence."""

    index: int
    text: str


class UsageRefused(BillingRefused):
    """Nothing was recorded; the text can be shown as it is, and `errors` name the events of a batch."""

    def __init__(self, text: str = "", errors: Sequence[UsageError] = ()) -> None:
        super().__init__(text or " ".join(f"[{each.index}] {each.text}" for each in errors))
        self.errors = list(errors)


@dataclass(frozen=True, slots=True)
class UsageRules:
    """What holds for one batch; `now` is the tenant's time."""

    tenant: Tenant
    meters: Mapping[str, Meter]
    origin: UsageOrigin
    now: datetime

    def check(self, events: Sequence[Usage]) -> None:
        """Raises UsageRefused with one error for each wrong event."""
        if errors := list(self._errors(events)):
            raise UsageRefused(errors=errors)

    def _errors(self, events: Sequence[Usage]) -> Iterator[UsageError]:
        earliest, latest = earliest_use(self.tenant, self.now), self.now + MAX_AHEAD
        first_with: dict[str, int] = {}
        for index, event in enumerate(events):
            text = (
                self._objection_to_meter(event.meter)
                or _objection_to_quantity(event.quantity)
                or _objection_to_time(event.at, earliest, latest)
                or self._objection_to_key(event.key)
            )
            if not text and first_with.setdefault(event.key, index) != index:
                text = _("Event %(index)s of this batch has the same key.")
                text %= {"index": first_with[event.key]}
            if text:
                yield UsageError(index, str(text))

    def _objection_to_meter(self, code: str) -> str | Promise:
        meter = self.meters.get(code)
        if meter is None:
            return _("There is no meter “%(code)s”.") % {"code": code[:50]}
        if not meter.is_active:
            return _("The meter “%(code)s” is not used any more.") % {"code": code}
        # A tenant with a test clock has no stores whose orders could be counted.
        is_counted = meter.source == MeterSource.PRODUCT and self.tenant.clock_id is None
        if is_counted and self.origin == UsageOrigin.API:
            return _("Jumun itself counts “%(code)s”.") % {"code": code}
        return ""

    def _objection_to_key(self, key: str) -> str | Promise:
        if not key:
            return gettext_lazy("The key is missing.")
        if len(key) > KEY_LENGTH:
            return _("The key is longer than %(count)s characters.") % {"count": KEY_LENGTH}
        if any(category(each) in UNSTORABLE for each in key):
            return gettext_lazy("The key contains control characters.")
        if self.origin == UsageOrigin.API and key.startswith(RESERVED):
            return _("Keys of your own do not begin with “%(prefix)s”.") % {
                "prefix": key.partition(":")[0] + ":"
            }
        return ""


def earliest_use(tenant: Tenant, now: datetime) -> datetime:
    """The earliest time of an event that still arrives in time to be billed."""
    return max(now - MAX_AGE, _start_of(_oldest_month(tenant, now), tenant))


def is_rated_again(tenant: Tenant, month: Month, now: datetime) -> bool:
    """Whether a change of the month's usage still changes an invoice."""
    return month >= _oldest_month(tenant, now)


def _oldest_month(tenant: Tenant, now: datetime) -> Month:
    return local_month(now, tenant.tz).before(LATE_MONTHS)[-1]


def _start_of(month: Month, tenant: Tenant) -> datetime:
    return datetime(month.year, month.number, 1, tzinfo=tenant.tz)


def _objection_to_quantity(quantity: object) -> str | Promise:
    if not isinstance(quantity, int) or isinstance(quantity, bool):
        return gettext_lazy("The quantity is not an integer.")
    if quantity < 0:
        return gettext_lazy("The quantity is negative.")
    if quantity > MAX_QUANTITY:
        return gettext_lazy("The quantity is above 1,000,000,000,000.")
    return ""


def _objection_to_time(at: datetime, earliest: datetime, latest: datetime) -> str | Promise:
    if at > latest:
        return gettext_lazy("Its time has not come yet.")
    if at < earliest:
        return gettext_lazy("It is older than 92 days, or than the last three months.")
    return ""
