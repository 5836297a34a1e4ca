"""Does the steps of a scenario, by the verbs of owners and administrators. `now` is the clock's time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from billing.changes.change_sets import version_on
from billing.changes.recording import changes_of
from billing.clocks.cards import use_test_card
from billing.contracts import agree_contract
from billing.invoice_lifecycle import InvoiceStatus
from billing.invoices.crediting import grant
from billing.lifecycle import CANCELLED
from billing.models import BillingPlanVersion, Subscription, Tenant, UsageEvent, UsageOrigin
from billing.plan_changes import cancel, change_plan, withdraw
from billing.refusals import BillingRefused
from billing.scenarios.steps import LOOK_UP, NO_PLAN
from billing.subscribing import subscribe
from billing.usage import Usage, UsageRefused, record_usage, reverse
from core.actors import SYSTEM


class StepRefused(BillingRefused):
    """There is nothing that the step could change, or it expects what is not so."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A tenant at its time; `versions` and `meters` are by the codes of the file."""

    tenant: Tenant
    now: datetime
    versions: Mapping[str, BillingPlanVersion]
    meters: Mapping[str, str]
    wall: datetime
    number: int  # of the step, for keys of usage

    @property
    def subscription(self) -> Subscription:
        found = (
            Subscription.objects.filter(tenant=self.tenant).select_related("tenant__clock").first()
        )
        if found is None:
            raise StepRefused(_("There is no subscription yet."))
        return found


def _subscribe(scene: Scene, plan: str) -> None:
    subscribe(scene.tenant, scene.versions[plan], now=scene.now, by=SYSTEM)


def _change(scene: Scene, plan: str) -> None:
    change_plan(scene.subscription, scene.versions[plan], now=scene.now, by=SYSTEM)


def _cancel(scene: Scene) -> None:
    cancel(scene.subscription, now=scene.now, by=SYSTEM)


def _withdraw(scene: Scene) -> None:
    withdraw(scene.subscription, now=scene.now, by=SYSTEM)


def _contract(scene: Scene, plan: str, day: Any) -> None:
    day = day or scene.tenant.day_at(scene.now)
    agree_contract(scene.tenant, scene.versions[plan], day=day, now=scene.now, by=SYSTEM)


def _usage(scene: Scene, meter: str, quantity: int, at: datetime | None, key: str) -> None:
    key = key or f"step {scene.number}"
    event = Usage(scene.meters.get(meter, meter), key, quantity, at or scene.now)
    try:
        record_usage(
            tenant=scene.tenant, events=[event], now=scene.now, origin=UsageOrigin.SCENARIO
        )
    except UsageRefused as refusal:
        raise StepRefused(refusal.errors[0].text if refusal.errors else str(refusal)) from refusal


def _reverse(scene: Scene, key: str, reason: str) -> None:
    event = UsageEvent.objects.filter(tenant=scene.tenant, key=key).select_related("meter").first()
    if event is None:
        raise StepRefused(_("No usage has the key “%(key)s”.") % {"key": key})
    event.tenant = scene.tenant
    reverse(event=event, reason=reason, by=SYSTEM, now=scene.now)


def _credit(scene: Scene, amount: Any, reason: str) -> None:
    grant(tenant=scene.tenant, amount=amount, reason=reason, by=SYSTEM, now=scene.now)


def _card(scene: Scene, card: str) -> None:
    use_test_card(scene.tenant, card, wall=scene.wall, by=SYSTEM)


def _look_up(scene: Scene) -> None:
    """What was unknown was asked on the way to this step."""


def _expect(scene: Scene, **expected: Any) -> None:
    found = {name: FACTS[name](scene) for name in expected}
    for name, value in expected.items():
        if found[name] != value:
            text = _("“%(name)s” is %(found)s, not %(expected)s.")
            raise StepRefused(text % {"name": name, "found": found[name], "expected": value})


def _status(scene: Scene) -> str:
    found = Subscription.objects.filter(tenant=scene.tenant).first()
    return str(found.status) if found else NO_PLAN


def _plan(scene: Scene) -> str:
    """Of the day; by the code of the file."""
    found = Subscription.objects.filter(tenant=scene.tenant).first()
    if found is None or found.status == CANCELLED:
        return NO_PLAN
    version = version_on(changes_of(found), scene.tenant.day_at(scene.now))
    codes = (code for code, each in scene.versions.items() if each == version)
    return next(codes, NO_PLAN)


def _open_invoices(scene: Scene) -> int:
    return scene.tenant.invoices.exclude(status=InvoiceStatus.PAID).count()


FACTS: Mapping[str, Callable[[Scene], Any]] = {
    "status": _status,
    "plan": _plan,
    "balance": lambda scene: scene.tenant.balance,
    "open_invoices": _open_invoices,
}
PERFORM: Mapping[str, Callable[..., None]] = {
    "subscribe": _subscribe,
    "change": _change,
    "cancel": _cancel,
    "withdraw": _withdraw,
    "contract": _contract,
    "card": _card,
    LOOK_UP: _look_up,
    "usage": _usage,
    "reverse": _reverse,
    "credit": _credit,
    "expect": _expect,
}
