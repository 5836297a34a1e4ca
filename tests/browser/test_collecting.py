"""Bea, an owner, has a bill whose card is declined, adds another, and pays the next bill herself."""

import pytest

from billing.collection_tasks import collect_by_card
from billing.models import Invoice
from jobs.models import Job
from tests.billing.collection_world import collected, invoiced
from tests.billing.invoice_world import APRIL, close
from tests.browsing import DESKTOP, PHONE, look_over

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("viewport", "code"), [(PHONE, "ko"), (DESKTOP, "en")])
def test_a_declined_card_is_replaced(browse, bea, viewport, code):
    first = invoiced("declined", bea, language=code)
    collected(first)
    page = browse(code, viewport, user=bea)
    page.goto(f"/billing/invoices/{first.number}/")
    look_over(page)

    page.goto("/billing/")
    look_over(page)
    page.goto("/billing/card/")
    look_over(page)
    page.locator("main .btn-primary").click()
    look_over(page)
    page.locator("[name=gateway][value=sandbox]").click()
    page.locator("[name=card][value=pays]").click()
    page.wait_for_url("**/billing/card/")
    look_over(page)
    for job in Job.objects.filter(task__endswith="collect_by_card"):
        collect_by_card(*job.args)
    page.goto(f"/billing/invoices/{first.number}/")
    look_over(page)

    second = close(first.tenant, APRIL)
    page.goto(f"/billing/invoices/{second.number}/")
    look_over(page)
    page.locator(".pay-bill .btn-primary").click()
    look_over(page)
    page.locator("[name=payment][value=sandbox]").click()
    page.locator("[name=outcome][value=pay]").click()
    look_over(page)
    page.locator("main a[href*=invoices]").first.click()
    look_over(page)
    assert set(Invoice.objects.values_list("status", flat=True)) == {"paid"}
    page.goto("/billing/card/")
    page.locator("main a[href*=remove]").first.click()
    look_over(page)
