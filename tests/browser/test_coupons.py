"""The life of coupons in four browsers and one live process, in English and in Korean.

Ann and Dan want the last one. It is used at the checkout, returns with the cancelled order, and is used at
the counter; another one is used for an order of which Bea refunds a part. Meanwhile her statistics move.
"""

from decimal import Decimal

import pytest
from django.utils.translation import gettext

from accounts.models import Role
from accounts.services import save_address
from core.money import format_money
from coupons.models import Coupon
from orders.models import Order
from payments.models import Refund
from tests.browsing import DESKTOP, PHONE, look_over, open_live, wait_for
from tests.coupons.conftest import published, verified
from tests.factories import AddressFactory, ProductFactory, StoreFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CHART = "Object.values(Chart.instances)[0]"
AT = "{dataset: {yAxisID: 'sales', label: ''}, parsed: {y: 12000}}"
PRESS = "() => document.querySelector('#offer form button.btn-primary').click()"


def customer(name, number, language):
    email = f"{name.lower()}@example.com"
    user = UserFactory(name=name, email=email, phone=f"010-0000-{number:04}", language=language)
    save_address(AddressFactory.build(user=user))
    return verified(user)


@pytest.fixture
def store(transactional_db, language):
    bea = UserFactory(name="Bea", email="bea@example.com", role=Role.OWNER, language=language)
    store = StoreFactory(owner=bea, name="물결 냉면", delivery_fee=Decimal(0))
    ProductFactory(store=store, name="물냉면", price=Decimal(9000))
    return store


@pytest.fixture
def pages(live_site, browse, language, store, settings):
    """The page of each, signed in."""
    settings.ALLOW_SANDBOX_PAYMENTS = True
    return {
        "Ann": browse(language, PHONE, customer("Ann", 1, language)),
        "Dan": browse(language, PHONE, customer("Dan", 2, language)),
        "Bea": browse(language, DESKTOP, store.owner),
        "statistics": browse(language, DESKTOP, store.owner),
    }


def test_the_life_of_coupons(pages, store, troubles):
    bea = pages["Bea"]
    statistics = pages["statistics"]
    open_live(statistics, f"/shop/stores/{store.slug}/coupons/statistics/")
    last = published(store, title="Last one", total=2, terms={"amount": Decimal(3000)})
    more = published(store, title="For all", terms={"amount": Decimal(1000)})

    winner, loser = race(pages["Ann"], pages["Dan"], last)
    assert [each for each in troubles if "409" not in each] == []
    troubles.clear()
    charts_show(statistics, claimed=1, used=0)
    coupon = Coupon.objects.get(campaign=last, customer__name=winner)
    use_and_cancel(pages[winner], store, coupon)
    redeem(bea, store, coupon)
    charts_show(statistics, claimed=1, used=1, sales="7,000")
    buy_with_another(pages[loser], store, more)
    charts_show(statistics, claimed=2, used=2, sales="15,000")
    refund_a_part(bea)
    charts_show(statistics, claimed=2, used=2, sales="12,000")
    look_over(statistics)


def charts_show(page, *, claimed, used, sales=""):
    """Without a reload: the chart's last day, after the line of the sales, and their sum."""
    last = f"{CHART}.data.datasets.map((row) => row.data.at(-1))"
    page.wait_for_function(
        f"() => {{ const [, a, b] = {last}; return a == {claimed} && b == {used}; }}"
    )
    page.locator(".statistics-sums dd", has_text=sales).first.wait_for()
    label = page.evaluate(f"{CHART}.options.plugins.tooltip.callbacks.label({AT})")
    ticks = page.evaluate(f"{CHART}.scales.sales.ticks.map((tick) => tick.label)")
    assert label == f": {format_money(Decimal(12_000), 'KRW')}"
    assert ticks[0] == format_money(Decimal(0), "KRW")


def race(ann, dan, campaign):
    """Both press for the last one; the names of who got it and who did not."""
    path = f"/coupons/{campaign.number}/"
    open_live(ann, path)
    open_live(dan, path)
    look_over(ann)
    campaign.total = 1
    campaign.save(update_fields=["total"])

    for page in (ann, dan):
        page.evaluate(PRESS)
    gone = gettext("All of these coupons are gone.")
    for page in (ann, dan):
        page.locator("#offer .coupon-code").or_(page.get_by_text(gone)).first.wait_for()
    [winner] = [page for page in (ann, dan) if page.locator("#offer .coupon-code").count()]
    loser = dan if winner is ann else ann
    loser.get_by_text(gone).first.wait_for()
    look_over(loser)
    look_over(winner)
    assert Coupon.objects.filter(campaign=campaign).count() == 1
    return ("Ann", "Dan") if winner is ann else ("Dan", "Ann")


def check_out(page, store, off):
    """A bowl; the best coupon is chosen already."""
    page.goto(store.get_absolute_url())
    page.get_by_role("button", name="물냉면").first.click()
    page.get_by_role("link", name=gettext("Go to checkout")).first.wait_for()
    page.goto(f"/checkout/{store.slug}/")
    page.locator("#summary", has_text=off).wait_for()
    look_over(page)
    page.locator("#summary .btn-lg").click()
    page.wait_for_url("**/pay/sandbox/**")
    page.get_by_role("button", name=gettext("Pay"), exact=True).click()
    page.wait_for_url("**/orders/**")
    return Order.objects.latest("pk")


def use_and_cancel(page, store, coupon):
    order = check_out(page, store, "3,000")
    assert (order.total, order.status) == (6000, "paid")

    page.locator("a[href$='/cancel/']").click()
    page.locator(".form-actions button").click()
    page.wait_for_url("**/orders/**")

    page.goto("/coupons/mine/")
    page.locator(".coupon-issued").wait_for()
    look_over(page)
    coupon.refresh_from_db()
    assert (coupon.status, coupon.order) == ("issued", None)


def redeem(page, store, coupon):
    page.goto(f"/shop/stores/{store.slug}/counter/")
    page.locator("[name=code]").fill(coupon.code.lower())
    page.locator("form .btn-primary:not([type=button])").click()
    page.locator("[name=bill]").fill("10000")
    page.locator("form .btn-primary").click()
    page.locator(".counter-left", has_text="7,000").wait_for()
    look_over(page)
    page.locator("[name=redeem]").click()
    page.locator(".redeemed-row").wait_for()
    look_over(page)
    coupon.refresh_from_db()
    assert (coupon.status, coupon.saved) == ("used", 3000)


def buy_with_another(page, store, campaign):
    page.goto(f"/coupons/{campaign.number}/")
    page.locator("#offer form button.btn-primary").click()
    page.locator("#offer .coupon-code").wait_for()
    order = check_out(page, store, "1,000")
    assert (order.total, order.coupons.get().status) == (8000, "used")


def refund_a_part(page):
    order = Order.objects.latest("pk")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"/shop/orders/{order.number}/")
    page.get_by_role("link", name=gettext("Send money back")).click()
    page.locator("[name=amount]").fill("3000")
    page.locator("[name=reason]").fill("Cold")
    look_over(page)
    page.get_by_role("button", name=gettext("Send it back")).click()
    page.get_by_text("Cold").first.wait_for()
    assert Refund.objects.get(payment__order=order).amount == 3000
    assert order.lines.get().value_of_next(1) == 5000


def test_a_press_replaces_a_reload_under_way(live_site, browse, store, language):
    """Otherwise the reload would swap in the page as it was, and the answer to the press would be lost."""
    page = browse(language, PHONE, customer("Ann", 1, language))
    reloads = []

    def hold_reloads(route):
        is_reload = route.request.method == "GET" and "hx-request" in route.request.headers
        reloads.append(route) if is_reload else route.continue_()

    # Before the page loads: one that is open intercepts only after a moment.
    page.route("**/coupons/*/", hold_reloads)
    open_live(page, f"/coupons/{published(store, total=2).number}/")
    with page.expect_request(lambda request: request.method == "GET"):
        page.evaluate("dispatchEvent(new Event('online'))")
    with page.expect_request(lambda request: request.method == "POST"):
        page.evaluate(PRESS)

    wait_for(page, lambda: reloads)
    for each in reloads:
        each.continue_()

    page.locator("#offer .coupon-code").first.wait_for()
    assert page.locator("#offer").count() == 1
