"""Applying, codes, the dashboard, and that no partner ever sees a buyer."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from affiliates.clicks import count_click
from affiliates.codes import CodeRefused, folded
from affiliates.lifecycle import PartnerStatus
from affiliates.models import Partner, PartnerCode
from affiliates.partners import PartnerRefused, add_code, apply, leave_all
from affiliates.payouts import make_run
from core.lifecycle import MoveForbidden, MoveRefused, move
from notifications.models import Notice
from orders.placing import Contact
from tests.affiliates.conftest import ACCOUNT, CHROME, application, applied, completed, paid_order

GAIL = Contact(name="Gail Buyer", email="gail@example.com", phone="010-9999-1111", address="Gate 7")
FORM = {"name": "Pat", "channel": "https://pat.example/", "plan": "Videos", "agrees": "on"}


def url(name, store, *args):
    return reverse(f"affiliates:{name}", args=[store.slug, *args])


@pytest.fixture
def me(client, pat):
    client.force_login(pat)
    return client


def test_who_applies_agrees_to_disclose(me, programme, store, bea):
    page = url("apply", store)
    assert "I am paid for it" in me.get(page).content.decode()

    refused = me.post(page, {**FORM, "agrees": "", "terms_version": 1})
    done = me.post(page, {**FORM, "terms_version": 1})

    partner = Partner.objects.get()
    assert (refused.status_code, done.url) == (422, url("dashboard", store))
    assert (partner.status, partner.terms_version) == (PartnerStatus.APPLIED, 1)
    assert "I am paid for it" in partner.terms_text
    assert "Be kind." in partner.terms_text
    assert Notice.objects.filter(user=bea, kind="partner-applied").exists()


def test_terms_that_changed_meanwhile_are_shown_again(me, programme, store):
    programme.terms, programme.terms_version = "New terms", 2
    programme.save()

    answer = me.post(url("apply", store), {**FORM, "terms_version": 1})

    page = answer.content.decode()
    assert (answer.status_code, Partner.objects.count()) == (409, 0)
    assert "New terms" in page
    assert "Videos" in page
    assert me.post(url("apply", store), {**FORM, "terms_version": 2}).status_code == 302


def test_one_does_not_apply_twice_nor_at_ones_own_store(programme, pat, bea):
    applied(programme, pat)

    with pytest.raises(PartnerRefused):
        applied(programme, pat)
    with pytest.raises(PartnerRefused):
        apply(programme, bea, application(programme))


def test_a_programme_that_is_off_takes_nobody(me, programme, store):
    programme.is_on = False
    programme.save()

    assert me.get(url("apply", store)).status_code == 404


def test_a_refusal_has_a_reason_and_one_may_apply_again(me, programme, store, pat, bea):
    partner = applied(programme, pat)
    with pytest.raises(MoveRefused):
        move(partner, "refuse", by=bea)
    move(partner, "refuse", by=bea, note="No channel")
    notice = Notice.objects.get(kind="partner-refused", user=pat)
    assert ("No channel" in notice.text, notice.note) == (True, "")

    me.post(url("apply", store), {**FORM, "terms_version": 1})

    partner.refresh_from_db()
    assert partner.status == PartnerStatus.APPLIED
    assert [step.verb for step in partner.history.all()] == ["start", "refuse", "apply_again"]


def test_partners_do_not_approve_themselves(programme, pat, dan):
    partner = applied(programme, pat)

    for user in (pat, dan):
        with pytest.raises(MoveForbidden):
            move(partner, "approve", by=user)


@pytest.mark.parametrize(
    "bad",
    ["AB", "x" * 21, "ADMIN", "ADM1N", "0FF1C1AL", "PA T!", "한글코드", "--", "A/B", "💥💥💥"],
)
def test_unfit_codes_are_refused(partner, bad):
    with pytest.raises(CodeRefused):
        add_code(partner, bad)


@pytest.mark.parametrize("alike", ["PAT-TEA", "pat-tea", "PATTEA", "P-A-T-T-E-A"])
def test_codes_that_look_alike_are_taken(partner, code, alike):
    with pytest.raises(CodeRefused, match="taken"):
        add_code(partner, alike)


def test_look_alikes_are_folded():
    assert folded("SOIL-8") == folded("5O1L8") == folded("501LB")


def test_codes_come_from_the_page(me, partner, store):
    page = url("add-code", store)
    assert me.post(page, {"code": ""}).status_code == 302
    assert me.post(page, {"code": "root"}).status_code == 422

    [made] = PartnerCode.objects.all()
    for kind, start in (("svg", b"<?xml"), ("png", b"\x89PNG")):
        assert me.get(url("qr", store, made.code, kind)).content.startswith(start)
    assert me.get(url("qr", store, made.code, "gif")).status_code == 404


def test_the_dashboard_counts_what_a_partner_brought(me, partner, code, tea, store):
    for number in range(4):
        count_click(code, f"192.0.2.{number}", CHROME)
    paid_order(tea, code, 2, contact=GAIL)

    page = me.get(url("dashboard", store))

    total = page.context["total"]
    assert (total.clicks, total.orders, total.earned, total.conversion) == (4, 1, 200, 25)
    [shown] = page.context["balances"]
    assert (shown.pending, shown.payable) == (200, 0)
    assert page.context["chart"]["sales"][-1] == "200.00"


def test_a_dashboard_without_anything_begins_with_the_first_code(me, partner, store):
    text = me.get(url("dashboard", store)).content.decode()

    assert text.index('name="code"') < text.index('id="owed"')
    assert 'id="brought"' not in text


def test_who_only_applied_sees_no_figures(me, programme, pat, store, bea):
    applicant = applied(programme, pat)

    waiting = me.get(url("dashboard", store)).content.decode()
    move(applicant, "refuse", by=bea, note="No channel")
    refused = me.get(url("dashboard", store)).content.decode()

    assert "The store decides about your application" in waiting
    assert "No channel" in refused
    for text in (waiting, refused):
        assert 'id="brought"' not in text
        assert 'name="code"' not in text


def test_partners_never_see_buyers(me, payable_partner, code, tea, store, bea):
    """On no page, in no file, notice or mail: no name, address, e-mail, phone or number of an order."""
    orders = [completed(paid_order(tea, code, 9, contact=GAIL, customer=None)) for _ in range(2)]
    run = make_run(payable_partner.programme, by=bea)
    move(run, "approve", by=bea)
    move(run, "pay", by=bea)
    payout = run.payouts.get()
    pages = [
        reverse("affiliates:mine"),
        *(url(name, store) for name in ("dashboard", "sales-csv", "account", "leave")),
        url("statement", store, payout.number),
        reverse("notifications:inbox"),
    ]

    seen = "".join(me.get(page).getvalue().decode() for page in pages)

    seen += "".join(f"{each.subject} {each.body}" for each in mail.outbox)
    secrets = ["Gail", "gail@example.com", "9999", "Gate 7", *(order.number for order in orders)]
    assert [secret for secret in secrets if secret in seen] == []
    assert all(sale.number in seen for sale in payable_partner.sales.all())


def test_the_account_is_stored_encrypted_and_shown_masked(me, partner, store):
    typed = {"tax_kind": "individual", "bank": "Example Bank", "holder": "Pat"}

    me.post(url("account", store), {**typed, "number": ACCOUNT.number})

    partner.refresh_from_db()
    page = me.get(url("account", store)).content.decode()
    assert ACCOUNT.number not in partner.bank_sealed + page
    assert "••••6789" in page


def test_who_leaves_is_no_partner_any_more(me, payable_partner, code, store, link):
    me.post(url("leave", store))

    payable_partner.refresh_from_db()
    assert (payable_partner.status, payable_partner.bank_sealed) == (PartnerStatus.LEFT, "")
    assert not me.get(link, headers={"user-agent": CHROME}).cookies


def test_a_deleted_account_leaves(payable_partner, pat):
    leave_all(pat, timezone.now())

    payable_partner.refresh_from_db()
    assert payable_partner.status == PartnerStatus.LEFT


def test_the_dashboard_asks_the_same_number_of_queries_for_many_sales(me, code, tea, store):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            me.get(url("dashboard", store))
        return len(captured)

    paid_order(tea, code, contact=GAIL)
    one = queries()
    for _number in range(5):
        completed(paid_order(tea, code, contact=GAIL), timezone.now() - timedelta(days=20))

    assert queries() == one
