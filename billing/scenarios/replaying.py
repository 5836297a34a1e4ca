"""Replays a scenario at a test clock of its own: by default in a transaction that is rolled back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from billing.clocks.services import ClockHalted, ClockRefused, advance, look_up
from billing.clocks.tenants import open_clock
from billing.models import BillingClock, BillingPlan, BillingPlanVersion, Meter
from billing.plans.versions import add_version
from billing.refusals import BillingRefused
from billing.scenarios.ledger import LANGUAGE, Entry, ledger_of, plain
from billing.scenarios.parsing import PlanSpec, Scenario, Step
from billing.scenarios.performing import PERFORM, Scene
from billing.scenarios.steps import LOOK_UP
from billing.scenarios.yaml_nodes import wrong
from core.actors import SYSTEM
from core.lifecycle import MoveRefused

Versions = Mapping[str, BillingPlanVersion]


@dataclass(frozen=True, slots=True)
class Replay:
    """`clock` is gone unless it was committed."""

    clock: BillingClock
    ledger: list[str]


def replay(scenario: Scenario, *, now: datetime, commit: bool = False) -> Replay:
    """`now` is of the wall. Raises ScenarioError, with nothing stored, at a step that cannot be done."""
    with transaction.atomic(), override(LANGUAGE):
        clock, refusals = _run(scenario, now)
        _check_constraints()
        entries = sorted([*ledger_of(clock.tenant), *refusals], key=order_of)
        if not commit:
            transaction.set_rollback(True)
        return Replay(clock, [str(entry) for entry in entries])


def order_of(entry: Entry) -> tuple[datetime, bool]:
    return entry.at, not entry.is_first


def _run(scenario: Scenario, now: datetime) -> tuple[BillingClock, list[Entry]]:
    starts, currency = scenario.starts, scenario.currency
    clock = open_clock(scenario.name, scenario.tenant, currency=currency, now=starts, by=SYSTEM)
    meters = {code: _own_code(clock, code) for code in scenario.meters}
    for code, spec in scenario.meters.items():
        unit, aggregation = spec.unit, spec.aggregation
        Meter.objects.create(code=meters[code], name=spec.name, unit=unit, aggregation=aggregation)
    versions = {
        code: _version(clock, code, spec, currency, meters) for code, spec in scenario.plans.items()
    }
    entries: list[Entry] = []
    for number, step in enumerate(scenario.steps, start=1):
        entries += _advance(clock, step, now)
        scene = Scene(clock.tenant, clock.now, versions, meters, now, number)
        entries += _perform(scene, step)
    return clock, entries


def _version(
    clock: BillingClock, code: str, spec: PlanSpec, currency: str, meters: Mapping[str, str]
) -> BillingPlanVersion:
    """Of a plan that is offered at this clock only; a contract is its tenant's."""
    plan = BillingPlan.objects.create(
        code=_own_code(clock, code),
        name=spec.name,
        clock=clock,
        is_public=not spec.is_contract,
        tenant=clock.tenant if spec.is_contract else None,
    )
    rates: dict[str, Any] = {meters.get(each, each): rate for each, rate in spec.rates.items()}
    try:
        return add_version(
            plan,
            currency=currency,
            base=Decimal(spec.base),
            now=clock.now,
            rates=rates,
            trial_days=spec.trial_days,
        )
    except BillingRefused as refusal:
        raise wrong(spec.node, str(refusal)) from refusal


def _own_code(clock: BillingClock, code: str) -> str:
    return f"clock{clock.pk}-{code}"


def _advance(clock: BillingClock, step: Step, now: datetime) -> list[Entry]:
    """To the step's time; the entry of a halt that the step ends."""
    try:
        advance(clock, step.at, now=now)
    except ClockRefused as refusal:
        raise wrong(step.node, str(refusal)) from refusal
    except ClockHalted as halt:
        if step.action != LOOK_UP:
            raise wrong(step.node, str(halt)) from halt
        return [_halt(clock, halt), *_look_up_and_advance(clock, step, now)]
    return []


def _look_up_and_advance(clock: BillingClock, step: Step, now: datetime) -> list[Entry]:
    before = clock.now
    look_up(clock, now)
    try:
        advance(clock, step.at, now=now)
    except ClockHalted as halt:
        if clock.now == before:
            raise wrong(step.node, str(halt)) from halt
        return [_halt(clock, halt), *_look_up_and_advance(clock, step, now)]
    return []


def _halt(clock: BillingClock, halt: ClockHalted) -> Entry:
    at = clock.now.astimezone(clock.tenant.tz)
    return Entry(at, plain(clock.tenant, f"Halted: {halt}"), is_first=True)


def _perform(scene: Scene, step: Step) -> list[Entry]:
    """Do the step; its entry, if it is refused as expected. All others are in the timeline."""
    if not step.action:
        return []
    try:
        with transaction.atomic():
            PERFORM[step.action](scene, **step.values)
    except (BillingRefused, MoveRefused) as refusal:
        if not step.refused or step.refused not in str(refusal):
            raise wrong(step.node, str(refusal)) from refusal
        at = scene.now.astimezone(scene.tenant.tz)
        return [Entry(at, plain(scene.tenant, f"Refused: {refusal}"))]
    if step.refused:
        raise wrong(step.node, _("This was not refused."))
    return []


def _check_constraints() -> None:
    """Those that are checked at the commit, which may never come."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
