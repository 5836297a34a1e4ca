"""From a file's text to a scenario, all of which is checked before anything is stored."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils.translation import gettext as _

from billing.models import Aggregation
from billing.models.tenants import validate_zone
from billing.scenarios.steps import ACTIONS, Names
from billing.scenarios.yaml_nodes import (
    Fields,
    amount_of,
    entries,
    items,
    moment_of,
    number_of,
    parse,
    text_of,
    word_of,
    wrong,
)
from billing.tenants import TenantData
from core.currencies import CODES
from core.text import visible

MAIL = "scenario@clock.invalid"  # no such domain exists (RFC 2606)
MAX_STEPS = 1000
CODE_LENGTH = 30


@dataclass(frozen=True, slots=True)
class MeterSpec:
    name: str
    unit: str
    aggregation: str


@dataclass(frozen=True, slots=True)
class PlanSpec:
    """`rates` as those of a plan's version, by the codes of the file."""

    node: yaml.Node
    name: str
    base: Decimal
    trial_days: int
    rates: Mapping[str, Any]
    is_contract: bool


@dataclass(frozen=True, slots=True)
class Step:
    """What is done at a time, if anything; `refused` is part of the sentence that refuses it."""

    node: yaml.Node
    at: datetime
    action: str
    values: Mapping[str, Any] = field(default_factory=dict)
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Scenario:
    name: str
    starts: datetime
    tenant: TenantData
    currency: str
    meters: Mapping[str, MeterSpec]
    plans: Mapping[str, PlanSpec]
    steps: list[Step]
    ledger: list[str]
    ledger_line: int


def parse_scenario(text: str) -> Scenario:
    """Raises ScenarioError."""
    fields = Fields(parse(text))
    name = text_of(fields.need("name"), 100)
    tenant, currency = _tenant(Fields(fields.need("tenant")))
    zone = ZoneInfo(tenant.zone)
    starts = moment_of(fields.need("starts"), zone)
    meters = {code: _meter(key, code, value) for code, key, value in entries(fields.take("meters"))}
    plans = _plans(fields, meters)
    steps = _steps(fields.need("steps"), starts, Names(zone, meters, plans))
    ledger = fields.take("ledger")
    fields.done()
    lines = text_of(ledger, 100_000).splitlines() if ledger else []
    first = ledger.start_mark.line + 2 if ledger else 0
    return Scenario(name, starts, tenant, currency, meters, plans, steps, lines, first)


def _tenant(fields: Fields) -> tuple[TenantData, str]:
    zone, currency, language = (fields.take(each) for each in ("zone", "currency", "language"))
    number = fields.take("business_number")
    data = TenantData(
        legal_name=_not_empty(fields.need("name"), 100),
        business_number=text_of(number, 40) if number else "",
        billing_email=MAIL,
        zone=_zone(zone) if zone else settings.TIME_ZONE,
        language=word_of(language, dict(settings.LANGUAGES)) if language else "en",
    )
    fields.done()
    return data, word_of(currency, CODES) if currency else settings.DEFAULT_CURRENCY


def _zone(node: yaml.Node) -> str:
    name = text_of(node)
    try:
        validate_zone(name)
    except ValidationError as error:
        raise wrong(node, str(error.message)) from error
    return name


def _meter(key: yaml.Node, code: str, node: yaml.Node) -> MeterSpec:
    _check_code(key, code)
    fields = Fields(node)
    count = fields.take("count")
    spec = MeterSpec(
        _not_empty(fields.need("name"), 60),
        _not_empty(fields.need("unit"), 30),
        word_of(count, Aggregation.values) if count else Aggregation.SUM,
    )
    fields.done()
    return spec


def _plans(fields: Fields, meters: Mapping[str, MeterSpec]) -> dict[str, PlanSpec]:
    plans = {}
    for section, is_contract in (("plans", False), ("contracts", True)):
        for code, key, node in entries(fields.take(section)):
            _check_code(key, code)
            if code in plans:
                raise wrong(key, _("“%(word)s” is here twice.") % {"word": code})
            plans[code] = _plan(node, is_contract)
    return plans


def _plan(node: yaml.Node, is_contract: bool) -> PlanSpec:
    fields = Fields(node)
    days = fields.take("trial_days")
    spec = PlanSpec(
        node=node,
        name=_not_empty(fields.need("name"), 60),
        base=amount_of(fields.need("base")),
        trial_days=number_of(days) if days else 0,
        rates={code: _rate(value) for code, _key, value in entries(fields.take("usage"))},
        is_contract=is_contract,
    )
    fields.done()
    return spec


def _rate(node: yaml.Node) -> dict[str, Any]:
    """With one price, or with tiers; what they must be is checked with the plan."""
    fields = Fields(node)
    included, price, tiers = (fields.take(each) for each in ("included", "price", "tiers"))
    fields.done()
    rate: dict[str, Any] = {"included": number_of(included) if included else 0}
    if price is not None:
        if tiers is not None:
            raise wrong(tiers, _("A rate has a price or tiers, not both."))
        rate["tiers"] = [{"price": str(amount_of(price))}]
    elif tiers is not None:
        rate["tiers"] = [_tier(each) for each in items(tiers)]
    return rate


def _tier(node: yaml.Node) -> dict[str, Any]:
    fields = Fields(node)
    tier: dict[str, Any] = {"price": str(amount_of(fields.need("price")))}
    if (up_to := fields.take("up_to")) is not None:
        tier["up_to"] = number_of(up_to)
    fields.done()
    return tier


def _steps(node: yaml.Node, starts: datetime, names: Names) -> list[Step]:
    rows = items(node)
    if len(rows) > MAX_STEPS:
        raise wrong(
            rows[MAX_STEPS], _("There are more than %(count)s steps.") % {"count": MAX_STEPS}
        )
    steps: list[Step] = []
    for row in rows:
        step = _step(row, names)
        if step.at < (steps[-1].at if steps else starts):
            raise wrong(
                row, _("A test clock does not go back: this step is before the one above it.")
            )
        steps.append(step)
    return steps


def _step(node: yaml.Node, names: Names) -> Step:
    fields = Fields(node)
    at = moment_of(fields.need("at"), names.zone)
    refused = fields.take("refused")
    found = fields.first_of(ACTIONS)
    fields.done()
    if found is None:
        return Step(node, at, "")
    action, key, value = found
    read: Callable[[yaml.Node, Names], dict[str, Any]] = ACTIONS[action]
    return Step(key, at, action, read(value, names), text_of(refused) if refused else "")


def _check_code(key: yaml.Node, code: str) -> None:
    try:
        validate_slug(code)
    except ValidationError as error:
        raise wrong(key, str(error.message)) from error
    if len(code) > CODE_LENGTH:
        raise wrong(key, _("This is longer than %(count)s characters.") % {"count": CODE_LENGTH})


def _not_empty(node: yaml.Node, longest: int) -> str:
    text = visible(text_of(node, longest))
    if not text:
        raise wrong(node, _("A text is expected here."))
    return text
