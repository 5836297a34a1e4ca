"""Rules do not read the clock: `now` comes in as an argument, from a view, a task or a command."""

import ast

import pytest

from tests.test_layers import LINTER, ROOT

# Packages that are an edge themselves: wiring and health, sample data, the live stream, the queue.
EDGE_PACKAGES = {"config", "devtools", "live", "jobs"}
# Where a request, a job or a page begins; each reads the clock once, and passes it on.
EDGES = {"views", "admin", "tasks", "management", "templatetags", "migrations"}
# They decide by the time or query by it, and their callers always have one.
RULES = {"access", "board", "lifecycle", "models", "panels", "pricing", "promises", "queries"}
RULES |= {"adjusters", "baskets", "fulfilment", "methods", "notifications", "quotes", "statuses"}
DEFAULTS = {
    ("payments/models/payments.py", "first_look_up")
}  # functions that are the default of a field

READS = {
    ("timezone", "now"),
    ("datetime", "now"),
    ("datetime", "today"),
    ("datetime", "utcnow"),
    ("date", "today"),
    ("time", "time"),
}
READS_WITHOUT_ARGUMENTS = {("timezone", "localtime"), ("timezone", "localdate")}


def modules():
    for package in sorted(set(LINTER["root_packages"]) - EDGE_PACKAGES):
        for path in sorted((ROOT / package).rglob("*.py")):
            if not EDGES & names_of(path):
                yield pytest.param(path, id=str(path.relative_to(ROOT)))


def names_of(path):
    """Of the packages and the module, below the app."""
    return set(path.relative_to(ROOT).with_suffix("").parts[1:])


def is_read(node):
    if not isinstance(node, ast.Call):
        return False
    called = node.func
    if isinstance(
        called, ast.Name
    ):  # `from django.utils.timezone import now`, models.functions.Now
        return called.id in {"now", "Now", "localdate"}
    owner = getattr(getattr(called, "value", None), "id", None)
    name = (owner, getattr(called, "attr", None))
    return name in READS or (name in READS_WITHOUT_ARGUMENTS and not (node.args or node.keywords))


def doors(tree):
    """The reads in `now or timezone.now()`, the only form in which a verb may offer to read the clock."""
    for node in ast.walk(tree):
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or) and len(node.values) == 2:
            first, second = node.values
            if isinstance(first, ast.Name) and first.id == "now":
                yield second


def is_default(node, path):
    """Whether it is the default of a field, by the database or a function that DEFAULTS names."""
    if isinstance(node, ast.keyword):
        return node.arg == "db_default"
    return isinstance(node, ast.FunctionDef) and (path, node.name) in DEFAULTS


def clock_reads(source, path, *, is_rule):
    tree = ast.parse(source)
    allowed = () if is_rule else list(doors(tree))
    defaults = {
        read for each in ast.walk(tree) if is_default(each, path) for read in ast.walk(each)
    }
    reads = [each for each in ast.walk(tree) if is_read(each)]
    return [each.lineno for each in reads if each not in allowed and each not in defaults]


@pytest.mark.parametrize("path", list(modules()))
def test_a_rule_is_given_the_time(path):
    is_rule = path.stem in RULES or path.parent.name == "models"

    found = clock_reads(path.read_text(), str(path.relative_to(ROOT)), is_rule=is_rule)

    assert found == [], "take `now` as an argument (CONTRIBUTING.md, Style)"


@pytest.mark.parametrize(
    "source",
    [
        "late = timezone.now() > order.pay_by",
        "today = timezone.localdate()",
        "now = datetime.now(UTC)",
        "since = time.time()",
        "due = rows.filter(at__lt=Now())",
        "now = then or timezone.now()",
    ],
)
def test_a_read_of_the_clock_is_found(source):
    assert clock_reads(source, "orders/services.py", is_rule=False) == [1]


def test_a_verb_may_read_it_where_it_was_not_given_but_a_rule_may_not():
    door = "now = now or timezone.now()"

    assert clock_reads(door, "orders/services.py", is_rule=False) == []
    assert clock_reads(door, "orders/promises.py", is_rule=True) == [1]
