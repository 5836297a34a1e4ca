"""The statistics of billing in the admin: who may see what, tables, charts, files."""

import json

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from billing.models import Tenant
from billing.months import Month
from billing.statistics.periods import MonthsForm
from billing.statistics.topics import TOPICS
from core.days import day_of
from tests.billing.factories import make_subscription, make_tenant, make_version
from tests.billing.invoice_world import SHOTS, close, use
from tests.factories import UserFactory

PERMISSIONS = {
    "revenue": "view_subscription",
    "invoices": "view_invoice",
    "overdue": "view_invoice",
    "usage": "view_usageevent",
}


@pytest.fixture
def root(client, db):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def past(db):
    """The month four months ago."""
    return Month.of(day_of(timezone.now())).before(4)[-1]


@pytest.fixture
def billed(past):
    """A tenant with usage, and an invoice that nobody paid."""
    return bill(past, 0)


def bill(month, number):
    tenant = make_tenant(legal_name=f"=Noodle {number}", zone="Asia/Seoul")
    make_subscription(tenant, make_version(f"basic-{number}", 20000, rates=SHOTS), month.first)
    use(tenant, month, 150)
    return close(tenant, month)


def url_of(topic):
    return reverse("admin:billing_statistics", args=[topic])


def file_of(topic, table):
    return reverse("admin:billing_statistics_csv", args=[topic, table])


def lines_of(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return text.replace("\r\n", "\n").splitlines()


@pytest.mark.parametrize("topic", TOPICS)
def test_each_page_needs_its_permission(client, db, bea, topic):
    assert client.get(url_of(topic)).status_code == 302
    client.force_login(bea)
    assert client.get(url_of(topic)).status_code == 302
    clerk = UserFactory(is_staff=True)
    client.force_login(clerk)
    assert client.get(url_of(topic)).status_code == 403
    assert client.get(file_of(topic, "mrr")).status_code == 403

    clerk.user_permissions.add(Permission.objects.get(codename=PERMISSIONS[topic]))

    page = client.get(url_of(topic))
    assert page.status_code == 200
    assert ("Overdue" in page.text) == (topic in {"invoices", "overdue"})


@pytest.mark.parametrize("topic", TOPICS)
def test_a_page_without_anything_says_so(root, topic):
    page = root.get(url_of(topic))

    assert str(TOPICS[topic].empty) in page.text
    assert "chart.umd" not in page.text


@pytest.mark.parametrize("topic", TOPICS)
def test_each_page_has_charts_tables_and_files(root, billed, topic):
    page = root.get(url_of(topic), {"months": 6})

    tables = page.context["shown"].tables
    assert tables
    for table in tables:
        assert file_of(topic, table.code) in page.text
        header, *rows = lines_of(root.get(file_of(topic, table.code), {"months": 6}))
        assert len(rows) >= 1
        assert header.count(",") >= 2
    charts = [chart for table in tables for chart in table.charts]
    assert charts
    for chart in charts:
        assert all(len(each["data"]) == len(chart["labels"]) for each in chart["series"])
        json.dumps(chart)


def test_revenue_and_invoices_are_shown_in_the_languages_of_the_site(root, billed, past):
    english = root.get(url_of("revenue")).text
    with translation.override("ko"):
        korean = root.get(url_of("revenue"), headers={"accept-language": "ko"}).text

    assert "₩20,000" in english
    assert "Monthly recurring revenue (MRR)" in english
    assert "20,000원" in korean


def test_the_list_of_what_is_overdue_links_to_invoice_and_tenant(root, billed):
    page = root.get(url_of("overdue")).text
    header, row = lines_of(root.get(file_of("overdue", "overdue")))

    assert reverse("admin:billing_invoice_change", args=[billed.pk]) in page
    assert reverse("admin:billing_tenant_change", args=[billed.tenant_id]) in page
    assert "₩20,500" in page
    assert header.startswith("Invoice number,")
    assert f"{billed.number},{billed.tenant.number},'=Noodle 0," in row
    assert row.endswith(",Open,20500.00,KRW")


@pytest.mark.parametrize("topic", TOPICS)
def test_more_rows_need_no_more_queries(root, billed, past, topic):
    counts = []
    for number in (1, 4):
        while Tenant.objects.count() < number:
            bill(past, Tenant.objects.count())
        root.get(url_of(topic))
        with CaptureQueriesContext(connection) as queries:
            root.get(url_of(topic))
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"since": "2026-13"}, "since"),
        ({"since": "2026-03", "until": "2026-02"}, "until"),
        ({"since": "2999-01"}, "since"),
        ({"since": "2001-01"}, "since"),
        ({"until": "tomorrow"}, "until"),
        ({"months": "999"}, "months"),
    ],
)
def test_wrong_months_are_named_and_the_usual_ones_shown(root, query, field):
    page = root.get(url_of("revenue"), query)

    assert page.status_code == 400
    assert field in page.context["form"].errors
    assert len(page.context["months"]) == 12


def test_months_are_chosen():
    present = Month(2026, 6)

    def period(**query):
        form = MonthsForm(query, present)
        return [str(form.period[0]), str(form.period[-1]), form.choice]

    assert period() == ["2025-07", "2026-06", 12]
    assert period(months="6") == ["2026-01", "2026-06", 6]
    assert period(since="2025-11", until="2026-02") == ["2025-11", "2026-02", None]
    assert period(since="2026-05", until="2026-09") == ["2026-05", "2026-06", None]
    assert period(until="1980-01", months="6") == ["1999-08", "2000-01", None]


def test_an_unknown_page_or_table_is_not_found(root, billed):
    assert root.get(url_of("nothing")).status_code == 404
    assert root.get(file_of("nothing", "mrr")).status_code == 404
    assert root.get(file_of("revenue", "nothing")).status_code == 404


def test_they_are_linked_from_the_first_page_and_the_lists(root):
    places = ["index", "billing_subscription_changelist", "billing_invoice_changelist"]

    assert all(url_of("revenue") in root.get(reverse(f"admin:{place}")).text for place in places)
