"""A site starts with what its environment switches on, and refuses a home page that it does not have."""

import gc
import json
import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import gunicorn
from config.features import HOME_PAGES, HomePage, home_page
from config.navigation import NAVIGATION
from tests.processes import manage, said_by

START = """
import django, json; django.setup()
from django.conf import settings
from django.contrib import admin
from core.navigation import _entries
from core.panels import _providers
print(json.dumps({
    "admin": sorted({model._meta.app_label for model in admin.site._registry}),
    "panels": sorted({each.__module__.split(".")[0] for place in _providers.values() for each in place}),
    "tabs": [entry.code for entry in _entries["tabs"]],
    "home": settings.HOME,
}))
"""


def start(code, **variables):
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", **variables},
        capture_output=True,
        text=True,
    )


def test_a_site_starts_without_any_feature():
    done = start(START, FEATURES="")

    site = json.loads(done.stdout)
    assert "delivery" not in site["admin"]
    assert "orders" in site["admin"]
    assert "delivery" not in site["panels"]
    assert site["tabs"] == ["board", "stores", "sold", "orders", "login", "signup"]
    assert site["home"] == "start"


def test_a_site_with_food_has_it_all():
    done = start(START, FEATURES="food,coupons,products,tickets")

    site = json.loads(done.stdout)
    assert {"delivery", "orders"} <= set(site["admin"])
    assert {"delivery", "payments"} <= set(site["panels"])
    assert site["tabs"] == [entry.code for entry in NAVIGATION["tabs"]]
    assert site["home"] == "stores"


def test_a_home_page_may_take_an_argument(monkeypatch):
    monkeypatch.setitem(HOME_PAGES, "landing", HomePage("landing.views.Page", argument="slug"))

    assert home_page("landing:kimchi", []) == ("landing.views.Page", {"slug": "kimchi"})
    with pytest.raises(
        ImproperlyConfigured, match=r"HOME_PAGE must be one of: start, landing:<slug>"
    ):
        home_page("landing", [])


@pytest.mark.parametrize("home", ["stores", "start:x", "nowhere", ""])
def test_a_home_page_that_the_site_does_not_have_is_refused(home):
    with pytest.raises(ImproperlyConfigured, match="HOME_PAGE must be one of: start "):
        home_page(home, [])


def test_a_home_page_without_an_argument_is_not_taken_with_an_empty_one():
    with pytest.raises(ImproperlyConfigured, match="HOME_PAGE must be one of: stores"):
        home_page("stores:", ["food"])


@pytest.fixture
def own_thresholds():
    before = gc.get_threshold()
    yield
    gc.enable()
    gc.set_threshold(*before)


def test_gunicorn_collects_garbage_once_the_site_is_loaded(own_thresholds):
    gunicorn.post_fork(server=None, worker=None)
    while_loading = gc.isenabled()
    gunicorn.freeze_loaded_objects()

    assert (while_loading, gc.isenabled()) == (False, True)


@pytest.mark.django_db
def test_commands_collect_garbage_but_not_what_was_loaded():
    code = "import gc; print(gc.isenabled(), gc.get_freeze_count() > 100_000)"

    with manage("shell", "-v", "0", "-c", code) as process:
        process.wait(60)
        assert said_by(process) == "True True\n"
