"""The pages of an owner's plan."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from billing.models import Tenant
from billing.plan_changes import change_plan
from billing.plans.versions import add_version
from billing.subscribing import subscribe
from core.actors import SYSTEM
from tests.billing.factories import make_clock, make_version
from tests.billing.subscribers import new_tenant, noon, rows, told
from tests.factories import StoreFactory

FORM = {
    "legal_name": "Bea's Noodles",
    "business_number": "",
    "billing_email": "bea@example.com",
    "language": "en",
    "zone": "Asia/Seoul",
}
PAGES = [
    "/billing/",
    "/billing/plans/",
    "/billing/plans/pro/",
    "/billing/cancel/",
    "/billing/data/",
]


@pytest.fixture
def here(client, bea):
    """Bea's browser."""
    client.force_login(bea)
    return client


@pytest.fixture
def tenant(plans, bea):
    """Bea since 10 January; her clock says noon on the 20th."""
    tenant = new_tenant(user=bea, clock=make_clock(noon("2026-01-20")))
    subscribe(tenant, plans.basic, now=noon("2026-01-10"), by=SYSTEM)
    return tenant


def text_of(response):
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("path", PAGES)
def test_owners_only(client, plans, ann, path):
    assert client.get(path).status_code == 302
    client.force_login(ann)

    assert client.get(path).status_code == 403


def test_without_any_plan_the_overview_says_so(here, db):
    page = text_of(here.get("/billing/"))

    assert "No plan yet" in page
    assert "There are no plans to choose from yet." in text_of(here.get("/billing/plans/"))
    assert here.get("/billing/plans/pro/").status_code == 404


def test_the_overview_shows_plan_cost_and_history(here, tenant):
    page = text_of(here.get("/billing/"))

    for text in (
        "Basic",
        "Active",
        "₩20,000 × 22/31",
        "₩14,194",
        "1 Feb 2026",
        "Subscribed to Basic",
    ):
        assert text in page


def test_the_comparison_marks_the_present_plan(here, tenant):
    page = text_of(here.get("/billing/plans/"))

    assert page.count("Your plan") == 1
    assert 'href="/billing/plans/pro/"' in page
    assert 'href="/billing/plans/basic/"' not in page


def test_a_version_that_is_not_offered_any_more_is_still_ones_own(here, plans, tenant):
    add_version(plans.basic.plan, currency="KRW", base=25000, now=timezone.now())

    page = text_of(here.get("/billing/plans/"))

    assert "₩20,000" in page
    assert "₩25,000" not in page


def test_a_plan_is_previewed_and_taken(here, plans, tenant):
    page = text_of(here.get("/billing/plans/pro/"))
    for text in ("From today on", "₩20,000 × 10/31", "₩40,000 × 12/31", "₩21,936", "₩14,194"):
        assert text in page

    response = here.post("/billing/plans/pro/", {"version": plans.pro.pk}, follow=True)

    assert "You are on Pro now." in text_of(response)
    assert rows(tenant.subscription)[-1] == ("2026-01-20", "upgrade", "pro", True)


def test_a_second_change_is_refused_by_a_sentence(here, plans, tenant):
    make_version("dear", 90000)
    change_plan(tenant.subscription, plans.pro, now=noon("2026-01-20"), by=SYSTEM)

    assert "once a day" in text_of(here.get("/billing/plans/dear/"))
    version = make_version("dearer", 99000)
    response = here.post("/billing/plans/dearer/", {"version": version.pk})

    assert (response.status_code, "once a day" in text_of(response)) == (409, True)


def test_a_version_other_than_the_shown_one_is_not_taken(here, plans, tenant):
    response = here.post("/billing/plans/pro/", {"version": plans.basic.pk})

    assert response.url == "/billing/plans/pro/"
    assert len(rows(tenant.subscription)) == 1


def test_what_becomes_read_only_is_named_before(here, bea, tenant):
    StoreFactory(owner=bea, name="The first")
    StoreFactory(owner=bea, name="The second")
    make_version("small", 5000, limits={"stores": 1})

    page = text_of(here.get("/billing/plans/small/"))

    assert "More than the new plan includes" in page
    assert "<dd>The second</dd>" in page


def test_the_data_for_bills_come_before_the_first_plan(here, plans, bea):
    response = here.get("/billing/plans/trial/")
    assert response.url == "/billing/data/?plan=trial"
    assert "Data for bills" in text_of(here.get(response.url))

    response = here.post(response.url, FORM)
    assert response.url == "/billing/plans/trial/"
    assert "It is free until" in text_of(here.get(response.url))
    here.post(response.url, {"version": plans.trial.pk})

    tenant = Tenant.objects.get(user=bea)
    assert (tenant.legal_name, tenant.subscription.status) == ("Bea's Noodles", "trialing")
    assert "from which day on the plan is billed" in text_of(here.get("/billing/"))
    page = text_of(here.post("/billing/cancel/", follow=True))
    assert "Your trial is free until" in page
    assert "from which day on the plan is billed" not in page


@pytest.mark.parametrize("page", ["plans", "invoices", "card", "credits", "usage", "data"])
def test_each_page_leads_back_to_the_plan(here, tenant, page):
    assert 'class="page-back" href="/billing/"' in text_of(here.get(f"/billing/{page}/"))


def test_wrong_data_are_refused_at_their_field(here, plans):
    response = here.post("/billing/data/", FORM | {"billing_email": "no", "zone": "Mars"})

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"billing_email", "zone"}


def test_data_are_changed(here, tenant):
    assert here.post("/billing/data/", FORM).url == "/billing/"

    tenant.refresh_from_db()
    assert (tenant.legal_name, told(tenant)[-1]) == ("Bea's Noodles", "data_changed")


def test_a_cancellation_is_confirmed_and_withdrawn(here, tenant):
    assert "ends on 1 Feb 2026" in text_of(here.get("/billing/cancel/"))

    page = text_of(here.post("/billing/cancel/", follow=True))
    assert "Your plan ends on 1 Feb 2026." in page
    assert "Withdraw the cancellation" in page
    assert here.post("/billing/cancel/").status_code == 409
    page = text_of(here.post("/billing/withdraw/", follow=True))

    assert "Your plan stays as it is." in page
    assert [row[1] for row in rows(tenant.subscription)] == ["start"]


def test_the_korean_page_says_once_that_the_next_plan_is_free(here, tenant):
    free = make_version("free", 0).plan
    free.name, free.is_default = "무료", True
    free.save(update_fields=["name", "is_default"])
    here.cookies["django_language"] = "ko"

    page = text_of(here.get("/billing/cancel/"))

    assert page.count("무료") == 1


def test_who_has_no_plan_cancels_none(here, plans):
    assert here.get("/billing/cancel/").status_code == 404
    assert here.post("/billing/withdraw/").status_code == 404


def test_the_pages_are_korean_too(here, plans, tenant, bea):
    change_plan(tenant.subscription, make_version("small", 5000), now=noon("2026-01-20"), by=SYSTEM)

    with translation.override("ko"):
        here.cookies["django_language"] = "ko"
        page = text_of(here.get("/billing/"))

    assert "요금제" in page
    assert "2026년 2월 1일" in page


def test_more_plans_and_more_history_need_no_more_queries(here, plans, tenant):
    def queries(path):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert here.get(path).status_code == 200
        return len(captured)

    paths = ["/billing/", "/billing/plans/"]
    before = [queries(path) for path in paths]
    for number in range(30):
        make_version(f"more-{number}", 1000 + number, rates={"orders": {"included": 5}})
        change_plan(
            tenant.subscription,
            type(plans.basic).objects.get(plan__code=f"more-{number}"),
            now=noon("2026-01-20"),
            by=SYSTEM,
        )

    assert [queries(path) for path in paths] == before
