"""Invalid input in the URLs and actions of the admin's lists: no rows or a clear 4xx, never a 500."""

import itertools
import re
from urllib.parse import urlencode

import pytest
from django.contrib import admin
from django.contrib.admin.utils import get_fields_from_path
from django.db.models import DateField
from django.template.base import NodeList
from django.template.loader import get_template
from django.urls import reverse

from accounts.models import User
from tests.readers import Reader

BAD_YEARS = ["99999", "9999", "0", "-1", "9" * 30]
LAST_DAYS = [{}, {"month": "12", "day": "31"}, {"month": "99"}]
BAD_DATES = ["9999-12-31", "0001-01-01 00:00:00+14:00", "99999-01-01", "-1", ""]
BAD_TEXTS = ["abc", "💥"]
LARGE = "9" * 30  # Django may know that no row has it, and not ask the database for the rest
BAD_IDS = ["abc", LARGE, "", "💥"]
# Whatever their values: Django checks only that they are there, and writes the last value into links.
FLAGS = [("all", "_facets"), ("e",), ("_popup",)]
# The page around a list.
FRAME = [
    "admin/nav_sidebar.html",
    *(f"unfold/helpers/{part}.html" for part in ("header", "command", "modal")),
]
MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)


pytestmark = pytest.mark.usefixtures("bare_error_pages")


@pytest.fixture
def boss(world):
    boss = User.objects.create_superuser("boss@example.com")
    return Reader(boss, world, raise_request_exception=False)


@pytest.fixture
def bare_frame(boss, request_of, monkeypatch):
    """Lists without the page around them, which no query changes, and which takes longer than they do."""
    context = {**admin.site.each_context(request_of("get")), "colors": {}}
    monkeypatch.setattr(admin.site, "each_context", lambda request: {**context})
    for name in FRAME:
        monkeypatch.setattr(get_template(name).template, "nodelist", NodeList())


@pytest.fixture
def request_of(boss, rf):
    """`request_of(method)`: a request of the boss."""

    def request_of(method):
        request = getattr(rf, method)("/")
        request.user = boss.person
        return request

    return request_of


def list_of(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def admin_of(model):
    return admin.site._registry[model]


def dates_of(model_admin):
    """The names of the date fields of a list's hierarchy or filters."""
    filters = [each[0] if isinstance(each, tuple) else each for each in model_admin.list_filter]
    names = [name for name in (model_admin.date_hierarchy, *filters) if isinstance(name, str)]
    return [
        name
        for name in names
        if isinstance(get_fields_from_path(model_admin.model, name)[-1], DateField)
    ]


def parameters_of(request, model_admin):
    """The query parameters of a list's filters, beside those of all lists."""
    changes = model_admin.get_changelist_instance(request)
    named = itertools.chain.from_iterable(
        spec.expected_parameters() for spec in changes.filter_specs
    )
    return sorted({"p", "o", "q", *filter(None, named)})


def queries(request, model_admin):
    for name in dates_of(model_admin):
        for year, parts in itertools.product(BAD_YEARS, LAST_DAYS):
            more = {f"{name}__{part}": value for part, value in parts.items()}
            yield {f"{name}__year": year, **more}
        for date, lookup in itertools.product(BAD_DATES, ("gte", "date", "range")):
            yield {f"{name}__{lookup}": date}
    yield from ({name: LARGE} for name in parameters_of(request, model_admin))
    yield from ({"_to_field": bad} for bad in [*BAD_TEXTS, LARGE])
    yield from ({name: [LARGE, *BAD_TEXTS] for name in flags} for flags in FLAGS)
    yield from ({"id": bad} for bad in BAD_IDS)


def status_of(boss, model, query):
    """Of the list's view, or of the whole site if the view fails without it."""
    url = f"{list_of(model)}?{urlencode(query, doseq=True)}"
    return boss.status_alone("get", url) or boss.get(url).status_code


def broken_by(boss, model, names, bad):
    """The names of parameters of which a bad value breaks the list, asked together.

    Where one of them is refused, the list may not have read the others: these are asked by halves.
    """
    status = status_of(boss, model, dict.fromkeys(names, bad))
    if status >= 500:
        return names
    if status == 200 or len(names) == 1:
        return []
    half = len(names) // 2
    return [
        *broken_by(boss, model, names[:half], bad),
        *broken_by(boss, model, names[half:], bad),
    ]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
@pytest.mark.usefixtures("bare_frame")
def test_no_query_breaks_a_list(boss, request_of, model, monkeypatch):
    """One row a page: each takes long to render, and shows nothing of the query."""
    monkeypatch.setattr(admin_of(model), "list_per_page", 1)
    request = request_of("get")
    names = parameters_of(request, admin_of(model))

    tried = queries(request, admin_of(model))
    assert [query for query in tried if status_of(boss, model, query) >= 500] == []
    for bad in BAD_TEXTS:
        assert broken_by(boss, model, names, bad) == [], bad


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_no_action_breaks_on_an_invalid_id(boss, request_of, model):
    actions = admin_of(model).get_actions(request_of("post"))
    for action, bad in itertools.product(actions, BAD_IDS):
        with boss.trying():
            answer = boss.post(list_of(model), {"action": action, "_selected_action": bad})

        assert answer.status_code in (200, 302, 400), (action, bad)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_no_url_of_a_row_breaks_on_an_invalid_id(boss, model):
    patterns = [
        each.pattern._route for each in admin_of(model).get_urls() if "<" in str(each.pattern)
    ]
    for pattern, bad, method in itertools.product(patterns, BAD_IDS, ("get", "post")):
        url = list_of(model) + re.sub("<[^>]*>", bad, pattern)
        status = boss.status_alone(method, url)
        if status in (200, None):  # a page, which is rendered then, or a view that fails alone
            status = getattr(boss, method)(url).status_code

        assert status in (200, 302, 400, 403, 404, 405), url


def test_no_form_breaks_on_an_invalid_id(boss):
    chosen = {model: admin_of(model).autocomplete_fields for model in MODELS}
    forms = [model for model, fields in chosen.items() if fields]
    assert len(forms) > 5
    for model, bad in itertools.product(forms, BAD_IDS):
        url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
        with boss.trying():
            answer = boss.post(url, dict.fromkeys(chosen[model], bad))

        assert answer.status_code in (200, 403), (url, bad)


@pytest.mark.usefixtures("bare_frame")
def test_every_row_has_a_page(boss):
    found = {model: model._default_manager.first() for model in MODELS}
    rows = {model: row for model, row in found.items() if row}
    assert len(rows) > 40
    for model, row in rows.items():
        url = reverse(
            f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row.pk]
        )

        page = boss.get(url)
        assert page.status_code in (200, 403), url
        assert "(&#x27;" not in page.content.decode(), url  # a value for a list's label


def test_an_editable_list_refuses_invalid_ids(boss):
    counts = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "_save": "Save"}
    for bad in BAD_IDS:
        sent = {**counts, "form-0-id": bad, "form-0-position": bad}

        assert boss.post("/admin/stores/category/", sent).status_code < 500, bad


def test_a_day_that_exists_is_shown(boss):
    day = {"placed_at__year": "2026", "placed_at__month": "1", "placed_at__day": "31"}

    assert boss.get("/admin/orders/order/", day).status_code == 200
