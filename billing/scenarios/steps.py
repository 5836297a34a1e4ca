"""What a step can be, and how its values are read. How it is done is in billing.scenarios.performing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from billing.lifecycle import SubscriptionStatus
from billing.scenarios.yaml_nodes import (
    Fields,
    amount_of,
    moment_of,
    nothing_in,
    number_of,
    text_of,
    word_of,
)
from payments.gateways.sandbox import SANDBOX_CARDS

NO_PLAN = "none"
LOOK_UP = "look_up"


@dataclass(frozen=True, slots=True)
class Names:
    """What steps may refer to: the codes of the file's meters and plans."""

    zone: ZoneInfo
    meters: Mapping[str, Any]
    plans: Mapping[str, Any]


def _no_values(node: yaml.Node, names: Names) -> dict[str, Any]:
    nothing_in(node)
    return {}


def _plan(node: yaml.Node, names: Names) -> dict[str, Any]:
    codes = [code for code, spec in names.plans.items() if not spec.is_contract]
    return {"plan": word_of(node, codes)}


def _contract(node: yaml.Node, names: Names) -> dict[str, Any]:
    fields = Fields(node)
    codes = [code for code, spec in names.plans.items() if spec.is_contract]
    begins = fields.take("from")
    values = {
        "plan": word_of(fields.need("plan"), codes),
        "day": moment_of(begins, names.zone).date() if begins else None,
    }
    fields.done()
    return values


def _usage(node: yaml.Node, names: Names) -> dict[str, Any]:
    """A meter that the file does not define must be one of the site."""
    fields = Fields(node)
    at, key = fields.take("at"), fields.take("key")
    values = {
        "meter": text_of(fields.need("meter"), 50),
        "quantity": number_of(fields.need("quantity")),
        "at": moment_of(at, names.zone) if at else None,
        "key": text_of(key, 100) if key else "",
    }
    fields.done()
    return values


def _reverse(node: yaml.Node, names: Names) -> dict[str, Any]:
    fields = Fields(node)
    values = {"key": text_of(fields.need("key")), "reason": text_of(fields.need("reason"))}
    fields.done()
    return values


def _credit(node: yaml.Node, names: Names) -> dict[str, Any]:
    fields = Fields(node)
    values = {"amount": amount_of(fields.need("amount")), "reason": text_of(fields.need("reason"))}
    fields.done()
    return values


def _expect(node: yaml.Node, names: Names) -> dict[str, Any]:
    """Of the tenant at that time: what is named is compared."""
    fields = Fields(node)
    status, plan = fields.take("status"), fields.take("plan")
    balance, invoices = fields.take("balance"), fields.take("open_invoices")
    fields.done()
    values = {
        "status": word_of(status, [NO_PLAN, *SubscriptionStatus.values]) if status else None,
        "plan": word_of(plan, [NO_PLAN, *names.plans]) if plan else None,
        "balance": amount_of(balance) if balance else None,
        "open_invoices": number_of(invoices) if invoices else None,
    }
    return {name: value for name, value in values.items() if value is not None}


def _card(node: yaml.Node, names: Names) -> dict[str, Any]:
    """By what happens when it is charged."""
    return {"card": word_of(node, SANDBOX_CARDS)}


ACTIONS: Mapping[str, Callable[[yaml.Node, Names], dict[str, Any]]] = {
    "subscribe": _plan,
    "change": _plan,
    "cancel": _no_values,
    "withdraw": _no_values,
    "contract": _contract,
    "card": _card,
    LOOK_UP: _no_values,
    "usage": _usage,
    "reverse": _reverse,
    "credit": _credit,
    "expect": _expect,
}
