"""The pages of those who run a programme."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from affiliates.lifecycle import PartnerStatus, RunStatus
from affiliates.models import Basis, PayoutRun, Programme
from affiliates.partners import add_code
from stores.access import MemberRole
from tests.affiliates.conftest import ACCOUNT, applied, approved, completed, paid_order
from tests.coupons.conftest import published
from tests.factories import MemberFactory, UserFactory

SETTINGS = {
    "is_on": "on",
    "basis": "price",
    "rate": "12.5",
    "window_days": "7",
    "return_days": "10",
    "minimum_payout": "5,000",
    "terms": "Be kind.",
}


def url(name, store, *args):
    return reverse(f"affiliates:{name}", args=[store.slug, *args])


def test_a_programme_is_set_up(owner, store):
    assert "Let others sell for you" in owner.get(url("partners", store)).content.decode()

    owner.post(url("settings", store), SETTINGS)

    programme = Programme.objects.get()
    assert (programme.is_on, programme.basis, programme.rate) == (
        True,
        Basis.PRICE,
        Decimal("12.5"),
    )
    assert (programme.window_days, programme.return_days) == (7, 10)
    assert programme.minimum_payout == 5000


@pytest.mark.parametrize(
    "bad",
    [
        {"rate": "101"},
        {"rate": "-1"},
        {"window_days": "0"},
        {"window_days": "9999"},
        {"minimum_payout": "-1"},
        {"basis": "luck"},
        {"start_path": "//evil.example"},
        {"start_path": "/no-such-page/"},
        {"terms": "x" * 5001},
    ],
)
def test_unfit_settings_are_refused(owner, store, bad):
    assert owner.post(url("settings", store), {**SETTINGS, **bad}).status_code == 422
    assert not Programme.objects.exists()


def test_changed_terms_get_another_version(owner, store, programme):
    owner.post(url("settings", store), {**SETTINGS, "terms": "Be kinder."})
    owner.post(url("settings", store), {**SETTINGS, "terms": "Be kinder."})

    programme.refresh_from_db()
    assert (programme.terms, programme.terms_version) == ("Be kinder.", 2)


def test_profits_are_set_by_product(owner, store, programme, tea, noodles):
    page = url("profits", store)

    owner.post(page, {str(tea.pk): "", str(noodles.pk): "1,200"})

    noodles.refresh_from_db()
    assert noodles.profit.amount == 1200
    assert "1200" in owner.get(page).content.decode()
    assert owner.post(page, {str(tea.pk): "-1"}).status_code == 422


def test_an_application_is_decided(owner, store, programme, pat):
    partner = applied(programme, pat)

    page = url("move-partner", store, partner.number, "refuse")
    owner.post(page, {"note": ""})
    partner.refresh_from_db()
    assert partner.status == PartnerStatus.APPLIED
    owner.post(url("move-partner", store, partner.number, "approve"))

    partner.refresh_from_db()
    assert partner.status == PartnerStatus.APPROVED


def test_a_partner_gets_a_rate_a_correction_and_a_coupon(owner, store, partner, code):
    page, campaign = url("partner", store, partner.number), published(store)

    owner.post(page, {"rate": "35"})
    owner.post(page, {"amount": "-2,000", "note": "Paid in cash"})
    owner.post(page, {"code": code.pk, "campaign": campaign.pk})

    partner.refresh_from_db()
    code.refresh_from_db()
    assert (partner.rate, partner.entries.get().amount, code.campaign) == (35, -2000, campaign)
    assert owner.post(page, {"rate": "200"}).status_code == 422
    assert owner.post(page, {"amount": "0", "note": "x"}).status_code == 422


def test_a_payout_is_prepared_approved_and_paid(owner, store, payable_partner, code, tea):
    completed(paid_order(tea, code, 99))
    other = MemberFactory(store=store, role=MemberRole.MANAGER).user
    other.refresh_from_db()
    manager = Client()
    manager.force_login(other)

    answer = owner.post(url("payouts", store))
    run = PayoutRun.objects.get()
    steps = [url("move-run", store, run.number, verb) for verb in ("approve", "pay")]
    assert owner.get(url("bank-csv", store, run.number)).status_code == 404
    owner.post(steps[0])
    run.refresh_from_db()
    assert (answer.url, run.status) == (url("run", store, run.number), RunStatus.DRAFT)
    manager.post(steps[0])
    file = owner.get(url("bank-csv", store, run.number)).getvalue().decode()
    for _press in range(2):
        owner.post(steps[1])

    run.refresh_from_db()
    assert run.status == RunStatus.PAID
    assert ACCOUNT.number in file
    assert "9590.00" in file  # 9,900 less 290 and 20
    assert run.history.filter(verb="pay").count() == 1
    assert owner.post(url("payouts", store), follow=True).context["prepared"] == []


def test_the_list_is_sorted_and_downloaded(owner, store, partner, code, tea, programme):
    zoe = approved(programme, UserFactory(name="=Zoe", phone="010-2222-2222"))
    add_code(zoe, "ZOE-TEA")
    paid_order(tea, code)

    names = [row[0].name for row in owner.get(url("partners", store)).context["page_obj"]]
    by_name = owner.get(url("partners", store), {"sort": "name"}).context["page_obj"]
    file = owner.get(url("partners-csv", store)).getvalue().decode()

    assert names == ["Pat", "=Zoe"]
    assert [row[0].name for row in by_name] == ["=Zoe", "Pat"]
    assert "'=Zoe" in file


def test_the_earnings_of_all_partners_are_drawn_by_day(owner, store, programme, code, tea):
    zoe = approved(programme, UserFactory(name="Zoe", phone="010-2222-2222"))
    paid_order(tea, code)
    paid_order(tea, add_code(zoe, "ZOE-TEA"), 2)

    answer = owner.get(url("partners", store), {"days": 7})

    chart = answer.context["chart"]
    assert (len(chart["days"]), chart["sales"][-1], chart["used"][-1]) == (7, "300.00", 2)
    assert 'id="figures-by-day"' in answer.text


def test_the_list_asks_the_same_number_of_queries_for_many_partners(owner, store, programme, code):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            owner.get(url("partners", store))
        return len(captured)

    one = queries()
    for _number in range(4):
        approved(programme, UserFactory())

    assert queries() == one


def test_the_payouts_ask_the_same_number_of_queries_for_many_sales(
    owner, store, payable_partner, code, tea
):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            owner.get(url("payouts", store))
        return len(captured)

    completed(paid_order(tea, code, 20))
    one = queries()
    for _number in range(3):
        completed(paid_order(tea, code, 20))

    assert queries() == one


@pytest.mark.parametrize("name", ["partners", "settings", "profits", "payouts", "partners-csv"])
def test_staff_without_the_right_are_refused(client, store, programme, name):
    clerk = MemberFactory(store=store, role=MemberRole.STAFF).user
    clerk.refresh_from_db()
    client.force_login(clerk)

    assert client.get(url(name, store)).status_code == 403


def test_own_purchases_are_visible_to_the_admin(admin_client, tea, code, pat):
    paid_order(tea, code, customer=pat)

    page = admin_client.get("/admin/affiliates/sale/?excluded__exact=account").content.decode()

    assert "Bought by the partner" in page
