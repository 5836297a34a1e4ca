"""One product from a partner's link to half a refund, in English and in Korean.

Gil, a guest, comes by Pat's link and buys two packets of Bea's tea with PayPal. Bea sends them, Gil returns
one. At each step Pat's dashboard, the stock on the product page and Gil's mails are right.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.conf import settings
from django.core import mail
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext
from playwright.sync_api import expect

from accounts.models import Role
from affiliates.models import Sale
from affiliates.partners import add_code
from core.money import format_money
from orders.models import Order
from shipping.models import Carrier, Parcel
from tests.affiliates.conftest import CHROME, approved, profit_of, programme_of
from tests.browsing import DESKTOP, PHONE, look_over, open_live
from tests.factories import ProductFactory, StoreFactory, UserFactory
from tests.job_runner import run_jobs
from tests.page_factories import published_page
from tests.shipping.world import ships

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GUEST = "gil@example.com"
NUMBER = "820123456789"
ZONES = {"Philippines": (["PH"], [], 300, 500)}
ADDRESS = {
    "address": "12 Mabini Street",
    "postcode": "1000",
    "region": "Metro Manila",
    "name": "Gil",
    "phone": "+63 917 123 4567",
    "email": GUEST,
}
LINK, HREF = re.compile(r"https?://\S+"), re.compile(r'href="([^"]*)"')
PRICE, PROFIT = Decimal(1500), Decimal(500)


@pytest.fixture
def store(transactional_db, language):
    bea = UserFactory(name="Bea", email="bea@example.com", role=Role.OWNER, language=language)
    store = StoreFactory(owner=bea, name="보성 차밭", currency="PHP")
    return ships(store, **ZONES)


@pytest.fixture
def tea(store):
    """Seven packets, each with a profit of 500."""
    tea = ProductFactory(store=store, name="Tea", price=PRICE, stock=7)
    profit_of(tea, PROFIT)
    return tea


@pytest.fixture
def url(store, tea):
    return published_page(store, [tea], title="Tea from Boseong").get_absolute_url()


@pytest.fixture
def pat(store, language):
    """A partner of the store with the code PAT-TEA."""
    pat = UserFactory(name="Pat", email="pat@example.com", phone="010-7777-7777", language=language)
    add_code(approved(programme_of(store), pat), "PAT-TEA")
    return pat


@dataclass
class Story:
    """A page of each: the guest's, another visitor's of the product, the owner's and the partner's."""

    guest: object
    shelf: object
    owner: object
    partner: object
    providers: object
    url: str

    @property
    def order(self):
        return Order.objects.get()

    def partner_sees(self, *, orders=1, earned, pending, payable=0):
        """Clicks, orders, conversion and earnings; then what is pending, payable, in payouts and paid."""
        self.partner.reload()
        figures, sums = ".statistics-steps strong", ".statistics-sums dd"
        conversion = "100.0" if orders else "0.0"
        shown = self.partner.locator(figures).all_inner_texts()
        assert shown == ["1", str(orders), conversion, money(earned)]
        shown = self.partner.locator(sums).all_inner_texts()
        assert shown == [money(pending), money(payable), money(0), money(0)]

    def shelf_shows(self, left):
        """Without a reload."""
        text = ngettext("%(left)s left", "%(left)s left", left) % {"left": left}
        expect(self.shelf.locator("#choices .buy-stock")).to_have_text(text)

    def guest_is_told(self, *titles):
        """The step's mails to the guest, whose only links are those of the order and of the carrier.

        Returns their texts.
        """
        self.providers.deliver()
        run_jobs()
        mails = [each for each in mail.outbox if each.to == [GUEST]]
        assert [each.subject.split(" · ")[0] for each in mails] == list(titles)
        carrier = {parcel.tracking_link for parcel in Parcel.objects.all()}
        for each in mails:
            [html] = [part.content for part in each.alternatives]
            links = {*LINK.findall(each.body), *map(unescape, HREF.findall(html))}
            assert links - carrier == {self.guest_link}
            assert gettext("Review it") not in each.body + html
        mail.outbox.clear()
        return [each.body for each in mails]

    @property
    def guest_link(self):
        return settings.SITE_URL + self.order.get_absolute_url()


@pytest.fixture
def story(live_site, providers, browse, language, store, url, pat):
    story = Story(
        guest=browse(language, PHONE, user_agent=CHROME),
        shelf=browse(language, PHONE),
        owner=browse(language, DESKTOP, store.owner),
        partner=browse(language, PHONE, pat),
        providers=providers,
        url=url,
    )
    open_live(story.shelf, url)
    story.partner.goto(reverse("affiliates:dashboard", args=[store.slug]))
    return story


def money(amount):
    return format_money(Decimal(amount), "PHP")


def submit(page, wait_for):
    """Confirm a step on the page that asks for it."""
    look_over(page)
    page.locator(".form-actions button.btn-primary").click()
    page.locator(wait_for).first.wait_for()


def test_a_product_is_sold_by_a_partner_sent_and_half_returned(story):
    come_by_the_link(story)
    buy_two(story)
    send_them(story)
    confirm_receipt(story)
    return_one(story)
    end_return_window(story)


def come_by_the_link(story):
    story.guest.goto(f"/r/PAT-TEA/?to={story.url}")
    expect(story.guest).to_have_url(re.compile(re.escape(story.url) + "$"))
    look_over(story.guest)
    story.shelf_shows(7)
    story.partner_sees(orders=0, earned=0, pending=0)


def buy_two(story):
    guest = story.guest
    guest.locator(".buy-box [name=payment][value=paypal]").click()
    guest.locator("[name=country]").select_option("PH")
    for name, text in ADDRESS.items():
        guest.locator(f"form.checkout [name={name}]").fill(text)
    guest.locator("[name=quantity]").fill("2")
    guest.locator("[name=quantity]").press("Tab")
    expect(guest.locator("#summary .btn-lg")).to_contain_text(money(3300))
    expect(guest.locator("#payment [value=paypal]")).to_be_checked()
    look_over(guest)
    guest.locator("#summary .btn-lg").click()
    guest.wait_for_url("**/checkoutnow**")
    assert story.order.status == "pending"
    story.shelf_shows(5)

    with guest.expect_request("**/live/?token=*"):
        guest.get_by_role("button", name="Pay", exact=True).click()
    guest.get_by_text(gettext("Thank you! Your payment has arrived.")).wait_for()
    look_over(guest)
    order = story.order
    assert (order.status, order.total, order.customer) == ("paid", 3300, None)
    assert (order.country, order.region) == ("PH", "Metro Manila")
    assert [entry["captured"] for entry in story.providers.entries("paypal")] == [3300]
    story.guest_is_told(pgettext("mail", "Order placed"))
    story.shelf_shows(5)
    story.partner_sees(earned=200, pending=200)
    look_over(story.partner)
    shown = story.partner.content()
    assert order.number not in shown
    assert GUEST not in shown


def send_them(story):
    owner, number = story.owner, story.order.number
    owner.goto("/shop/")
    owner.locator(f"#accept-{number}").click()
    owner.locator(f"#pack-{number}").click()
    submit(owner, f"#board-card-{number}")
    parcel = Parcel.objects.get()
    assert (parcel.pieces, story.order.status) == (2, "ready")
    story.guest_is_told(gettext("Order accepted"))

    look_over(owner)
    carrier = str(Carrier.objects.get(code="jt").pk)
    owner.locator(f"#carrier-{parcel.code}").select_option(carrier)
    owner.locator(f"#number-{parcel.code}").fill(NUMBER)
    owner.locator(f"#number-{parcel.code}").press("Enter")
    owner.locator(f"#number-{parcel.code}").wait_for(state="detached")
    parcel.refresh_from_db()
    followed = story.guest.get_by_role("link", name=gettext("Follow the parcel"))
    expect(followed).to_have_attribute("href", parcel.tracking_link)
    assert NUMBER in parcel.tracking_link
    assert story.order.status == "dispatched"
    look_over(story.guest)
    [text] = story.guest_is_told(pgettext("mail", "Your parcel is on its way"))
    assert parcel.tracking_link in text
    story.partner_sees(earned=200, pending=200)
    story.shelf_shows(5)
    owner.goto(f"/shop/orders/{number}/")
    look_over(owner)


def confirm_receipt(story):
    story.guest.get_by_role("link", name=gettext("I have it")).click()
    submit(story.guest, "#returns")
    look_over(story.guest)
    expect(story.guest.get_by_role("link", name=gettext("Review it"))).to_be_visible()
    assert story.order.status == "completed"
    story.guest_is_told(gettext("Parcel delivered"))
    story.partner_sees(earned=200, pending=200)
    story.shelf_shows(5)


def return_one(story):
    guest, owner = story.guest, story.owner
    guest.get_by_role("link", name=gettext("Return or exchange something")).click()
    guest.locator("[name^=line_]").fill("1")
    guest.locator("[name=cause][value=changed_mind]").check()
    submit(guest, ".settlement")
    expect(guest.locator(".settlement tfoot")).to_contain_text(money(1500))
    submit(guest, ".return-requested")
    story.guest_is_told()

    owner.goto(reverse("shipping:returns"))
    look_over(owner)
    owner.locator(".order-row-name a").click()
    look_over(owner)
    answer(story, "approve", "approved", gettext("Return approved"))
    story.shelf_shows(5)
    answer(story, "receive", "received", gettext("Return received"), restocks=True)
    story.shelf_shows(6)
    told = gettext("Return refunded"), gettext("Refunded")
    answer(story, "refund", "refunded", *told, earned=100)
    look_over(guest)
    assert [entry["refunded"] for entry in story.providers.entries("paypal")] == [1500]
    story.shelf_shows(6)


def answer(story, verb, status, *mails, earned=200, restocks=False):
    """The owner makes the move, which the guest's page shows without a reload."""
    story.owner.locator(f"a[href$='/{verb}/']").click()
    if restocks:
        story.owner.locator("[name=restock]").check()
    submit(story.owner, f".return-{status}")
    story.guest.locator(f".return-{status}").wait_for()
    story.guest_is_told(*mails)
    story.partner_sees(earned=earned, pending=earned)


def end_return_window(story):
    sale, order = Sale.objects.get(), story.order
    assert sale.payable_at - order.history.get(verb="complete").at == timedelta(days=14)
    sale.payable_at -= timedelta(days=15)
    sale.save(update_fields=["payable_at"])
    story.partner_sees(earned=100, pending=0, payable=100)
    look_over(story.partner)
