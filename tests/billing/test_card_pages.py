"""The owner's pages about the card for bills, and paying an invoice at a page."""

import pytest
from django.urls import reverse

from billing.cards import CardRefused, choose_card
from billing.collection_tasks import collect_by_card
from billing.models import Tenant
from jobs.models import Job
from payments.models import SavedMethod
from payments.sandbox_cards import save_sandbox_card
from payments.saved_methods import begin_saving, confirm_saving, remove_method
from tests.billing.collection_world import collected, events_of, invoiced, wall
from tests.billing.dunning_world import fail, fail_until_given_up, on, status_of
from tests.billing.factories import make_clock, make_tenant

pytestmark = pytest.mark.django_db
CARD = "/billing/card/"


@pytest.fixture
def invoice(bea):
    return invoiced("declined", bea)


@pytest.fixture
def as_bea(client, bea):
    client.force_login(bea)
    return client


def text_of(page):
    return page.content.decode()


def default_of(tenant):
    return Tenant.objects.get(pk=tenant.pk).default_method


def collections():
    """The arguments of the jobs that charge a new card."""
    jobs = Job.objects.filter(task="billing.collection_tasks.collect_by_card").order_by("pk")
    return [tuple(job.args) for job in jobs]


def test_a_card_added_for_bills_is_charged_from_now_on(as_bea, bea, invoice):
    card = confirm_saving(begin_saving(bea, "sandbox", "KRW", CARD), {"card": "pays"})

    page = as_bea.get(CARD)

    assert default_of(invoice.tenant) == card
    assert str(card) in text_of(page)


def test_a_card_added_elsewhere_is_not(bea, invoice):
    before = default_of(invoice.tenant)

    confirm_saving(begin_saving(bea, "sandbox", "KRW", "/pay/cards/"), {"card": "pays"})

    assert default_of(invoice.tenant) == before


def test_the_page_that_adds_a_card_says_what_may_be_charged_to_it(as_bea):
    page = text_of(as_bea.get("/pay/cards/add/?currency=KRW&next=/billing/card/"))

    assert "Bills that are open may be charged to it at once." in page


def test_a_card_of_another_currency_is_not(bea, invoice):
    confirm_saving(begin_saving(bea, "sandbox", "JPY", CARD), {"card": "pays"})

    assert default_of(invoice.tenant).currency == "KRW"


def test_a_new_default_card_pays_all_open_invoices(as_bea, bea, invoice):
    card = save_sandbox_card("pays", "KRW", bea)

    answer = as_bea.post(CARD, {"card": card.key}, follow=True)
    for arguments in collections():
        collect_by_card(*arguments)

    invoice.refresh_from_db()
    assert invoice.status == "paid"
    assert "from now on" in text_of(answer)


def test_a_new_default_card_pays_what_was_written_off_and_brings_the_plan_back(
    as_bea, bea, invoice
):
    fail_until_given_up(invoice)
    assert status_of(invoice) == ("cancelled", "unpaid", "uncollectible")

    as_bea.post(CARD, {"card": save_sandbox_card("pays", "KRW", bea).key})
    for arguments in collections():
        collect_by_card(*arguments)

    assert status_of(invoice) == ("active", "", "paid")


def test_the_same_card_again_charges_nothing(as_bea, invoice):
    card = invoice.tenant.default_method

    as_bea.post(CARD, {"card": card.key})

    assert collections() == []


def test_a_new_card_is_charged_once_for_each_choice(as_bea, bea, invoice):
    as_bea.post(CARD, {"card": save_sandbox_card("declined", "KRW", bea).key})
    arguments = collections()[0]

    for _times in range(2):
        collect_by_card(*arguments)

    assert invoice.tries.get().order.payments.count() == 1


@pytest.mark.parametrize("code", ["stolen", "asks"])
def test_an_unusable_card_cannot_be_chosen(as_bea, bea, invoice, code):
    card = save_sandbox_card(code, "KRW", bea)
    SavedMethod.objects.filter(pk=card.pk).update(status="unusable")

    answer = as_bea.post(CARD, {"card": card.key}, follow=True)

    assert "cannot be charged any more" in text_of(answer)
    assert default_of(invoice.tenant) != card


def test_anothers_card_is_not_found(as_bea, ann, invoice):
    card = save_sandbox_card("pays", "KRW", ann)

    assert as_bea.post(CARD, {"card": card.key}).status_code == 404
    assert as_bea.get(f"{CARD}{card.key}/remove/").status_code == 404


def test_a_test_clock_takes_test_cards_only(bea):
    tenant = make_tenant(bea, clock=make_clock())
    card = SavedMethod.objects.create(user=bea, gateway="stripe", currency="KRW")
    SavedMethod.objects.filter(pk=card.pk).update(status="active", sealed="x", digest="x")

    with pytest.raises(CardRefused, match="test cards only"):
        choose_card(tenant, card, now=wall(), by=bea)


def test_removing_the_card_says_what_happens_then(as_bea, invoice):
    card = invoice.tenant.default_method
    url = reverse("billing:remove-card", args=[card.key])

    page = as_bea.get(url)
    as_bea.post(url)

    assert "you pay each bill yourself" in text_of(page)
    assert events_of(invoice.tenant) == ["card_removed"]
    assert collected(invoice).reason == "no_card"


def test_a_card_that_is_charged_is_not_removed(as_bea, bea):
    invoice = invoiced("lost", bea)
    found = collected(invoice)
    card = invoice.tenant.default_method

    answer = as_bea.post(reverse("billing:remove-card", args=[card.key]), follow=True)

    assert "being charged right now" in text_of(answer)
    assert found.is_open


def test_removed_while_it_is_no_default_nothing_is_noted(bea, invoice):
    remove_method(save_sandbox_card("pays", "KRW", bea), by=bea)

    assert events_of(invoice.tenant) == []


def test_the_owner_pays_an_invoice(as_bea, invoice):
    url = reverse("billing:pay", args=[invoice.number])

    answer = as_bea.post(url)
    order = invoice.tries.get().order

    assert answer.url == reverse("payments:pay", args=[order.number])
    assert as_bea.post(url).url == answer.url
    assert invoice.number in text_of(as_bea.get(answer.url))


def test_what_is_paid_needs_no_payment(as_bea, bea):
    invoice = invoiced(user=bea)
    collected(invoice)

    answer = as_bea.post(reverse("billing:pay", args=[invoice.number]), follow=True)

    assert "Nothing is due for this invoice." in text_of(answer)


def test_the_invoice_says_by_what_it_is_paid(as_bea, bea, invoice):
    page = as_bea.get(invoice.get_absolute_url())

    assert "It is charged to Sandbox •••• 0002." in text_of(page)
    assert "Pay now" in text_of(page)


def test_while_money_is_expected_nothing_can_be_paid(as_bea, bea):
    invoice = invoiced("lost", bea)
    collected(invoice)

    page = as_bea.get(invoice.get_absolute_url())

    assert "A payment is under way" in text_of(page)
    assert "Pay now" not in text_of(page)


def test_the_page_of_its_order_leads_to_the_invoice(as_bea, bea):
    invoice = invoiced(user=bea)
    order = collected(invoice).order

    page = as_bea.get(order.get_absolute_url())

    assert f'href="{invoice.get_absolute_url()}"' in text_of(page)
    assert order.store.get_absolute_url() not in text_of(page)


def test_the_overview_leads_to_card_invoices_and_usage(as_bea, invoice):
    page = text_of(as_bea.get(reverse("billing:overview")))

    for name in ("card", "invoices", "usage"):
        assert f'href="{reverse(f"billing:{name}")}"' in page


def test_an_owner_without_bills_has_no_card_page(as_bea):
    assert as_bea.get(CARD).status_code == 404


def test_administrators_collect_now(admin_client, invoice):
    pressed = {"action": "collect_now", "_selected_action": [invoice.pk]}
    for _times in range(2):
        admin_client.post(reverse("admin:billing_invoice_changelist"), pressed)

    for arguments in collections():
        collect_by_card(*arguments)

    assert [each.result for each in invoice.tries.all()] == ["failed", "failed"]


def test_administrators_see_the_tries(admin_client, bea):
    invoice = invoiced("stolen", bea)
    order = collected(invoice).order

    page = admin_client.get(reverse("admin:billing_invoice_change", args=[invoice.pk]))

    assert order.number in text_of(page)
    assert "The card was declined for good." in text_of(page)


def test_administrators_see_why_and_when_it_is_tried_again(admin_client, invoice):
    fail(invoice, on(5), reason="payment_returned")

    page = admin_client.get(reverse("admin:billing_invoice_change", args=[invoice.pk]))

    assert "What was paid for it went back." in text_of(page)
    assert "6 Apr 2026" in text_of(page)
    assert "View on site" not in text_of(page)


def test_bills_are_not_ordered_again(as_bea, bea):
    order = collected(invoiced(user=bea)).order

    assert "Order again" not in text_of(as_bea.get(order.get_absolute_url()))
