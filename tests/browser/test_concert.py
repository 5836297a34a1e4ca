"""A sold-out evening: one live map, two buyers, a ticket that comes back, and two gates."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from playwright.sync_api import expect

from accounts.models import Role
from notifications.models import Mail
from payments.models import Refund
from tests.browsing import DESKTOP, PHONE, look_over, open_live
from tests.camera import browser_that_sees
from tests.factories import StoreFactory, UserFactory
from tests.job_runner import run_jobs
from tests.stores.conftest import verified
from tests.ticketing.check_in_world import make_gate, printed
from tests.ticketing.factories import seated_date
from ticketing.events import PlacesChanged
from ticketing.models import Place, Ticket
from ticketing.seat_maps.live_states import announce_places

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def bea(transactional_db, language):
    return UserFactory(name="Bea", role=Role.OWNER, language=language)


@pytest.fixture
def date(bea):
    """Four seats in a row; a ticket may be given back for a tenth of its price."""
    store = StoreFactory(owner=bea, name="재즈 클럽")
    rules = {"give_back_until": 24, "give_back_fee_percent": 10}
    return seated_date(store, 1, 4, title="겨울 콘서트 Winter", **rules)


@pytest.fixture
def people(live_site, browse, language, date, settings):
    """The browsers of Ann and Dan, who buy, and of Eve, who comes too late."""
    settings.ALLOW_SANDBOX_PAYMENTS = True
    windows = {"Ann": PHONE, "Dan": DESKTOP, "Eve": PHONE}
    users = {name: UserFactory(name=name, language=language) for name in windows}
    return [browse(language, window, verified(users[name])) for name, window in windows.items()]


def test_a_sold_out_evening(people, browse, chromium, language, bea, date, tmp_path):
    ann, dan, eve = people
    lapsed = hold_of_ann_lapses(ann, dan, date)
    choose_on_the_map(dan, lapsed)
    take_what_is_left(ann)
    for buyer in (ann, dan):
        check_out(buyer)
    anns, dans = tickets_of("Ann"), tickets_of("Dan")
    assert [len(anns), len(dans)] == [2, 2]

    wait_for_places(eve, date)
    give_back(dan, dans[0])
    take_the_offer(eve)
    [eves] = tickets_of("Eve")
    assert (eves.place, Refund.objects.get().amount) == (dans[0].place, 45_000)

    south = open_gate(browse(language, PHONE), invite(browse(language, DESKTOP, bea), date))
    make_gate(date.event, "North", token="north")
    with browser_that_sees(chromium, printed(anns[0]), tmp_path, module=6) as camera:
        north = open_gate(browse(language, PHONE, browser=camera), "/gate/north/")
        north.locator("[data-scanner-start]").click()
        answers(north, "go", pgettext("scan", "Let in"))
        look_over(north)
    scan(south, dans[0])
    answers(south, "stop", pgettext("scan", "Void"))
    look_over(south)
    scan(south, anns[0])
    answers(south, "mind", pgettext("scan", "Already in"), "North")
    look_over(south)
    scan(south, eves)
    answers(south, "go", pgettext("scan", "Let in"))
    expect(south.locator("[data-inside]")).to_have_text("2")


def tickets_of(name):
    return list(Ticket.objects.filter(order__customer__name=name).order_by("pk"))


def held_by_others(page):
    return page.locator("[data-seat-svg] .seat-held")


def hold_best(page):
    page.get_by_role("button", name=gettext("Hold the best seats")).click()
    expect(page.get_by_role("heading", name=gettext("Held for you"))).to_be_visible()


def hold_of_ann_lapses(ann, dan, date):
    """Dan sees it grey, then free once it lapsed, without a reload. Returns its seats' positions."""
    ann.goto(date.get_absolute_url())
    open_live(dan, date.get_absolute_url())
    hold_best(ann)
    expect(held_by_others(dan)).to_have_count(2)

    held = Place.objects.filter(state="held")
    held.update(until=timezone.now() + timedelta(seconds=2))
    keys, positions = zip(*held.values_list("pk", "seat__position"), strict=True)
    announce_places(PlacesChanged(date, keys))

    expect(held_by_others(dan)).to_have_count(0)
    return positions


def choose_on_the_map(page, positions):
    for position in positions:
        page.locator('[data-seat-svg] .seat[role="checkbox"]').nth(position).click()
    page.get_by_role("button", name=gettext("Hold these seats")).click()
    expect(page.get_by_role("heading", name=gettext("Held for you"))).to_be_visible()


def take_what_is_left(page):
    page.reload()
    expect(page.get_by_role("heading", name=gettext("Held for you"))).to_be_hidden()
    expect(held_by_others(page)).to_have_count(2)
    look_over(page)
    hold_best(page)


def check_out(page):
    page.get_by_role("link", name=gettext("Go to checkout")).click()
    pay(page)


def pay(page):
    page.locator("[name=phone]").fill("010-1234-5678")
    page.locator("#summary .btn-lg").click()
    page.get_by_role("button", name=gettext("Pay"), exact=True).click()
    page.wait_for_url("**/orders/**")


def wait_for_places(page, date):
    page.goto(date.get_absolute_url())
    look_over(page)
    page.get_by_role("link", name=gettext("Join the waiting list")).click()
    page.get_by_role("button", name=gettext("Join the waiting list")).click()
    page.get_by_role("heading", name=gettext("You are on the waiting list")).wait_for()


def give_back(page, ticket):
    page.goto("/tickets/")
    page.locator(f"a[href*='{ticket.code}']").first.click()
    page.get_by_role("link", name=pgettext("ticket", "Give back")).click()
    page.locator(".btn-danger").click()
    page.locator(".ticket-code").wait_for(state="detached")
    run_jobs()


def take_the_offer(page):
    page.goto(Mail.objects.get(kind="places-offered").link)
    page.get_by_role("button", name=gettext("Go to checkout")).click()
    pay(page)


def invite(organiser, date):
    """The link of a gate that the organiser makes."""
    organiser.goto(f"/shop/events/{date.event.number}/check-in/")
    organiser.locator("[name=name]").fill("South")
    organiser.locator("[name=name]").press("Enter")
    link = organiser.locator(".gate-link a").get_attribute("href")
    look_over(organiser)
    return link


def open_gate(page, link):
    page.goto(link)
    page.locator("#gate[data-ready]").wait_for(state="attached")
    return page


def scan(page, ticket):
    """As a scanner does that types."""
    page.locator("#text").fill(printed(ticket))
    page.locator("#text").press("Enter")


def answers(page, tone, word, text=""):
    expect(page.locator(f"#answer[data-tone={tone}] [data-word]")).to_have_text(word)
    expect(page.locator("#answer")).to_contain_text(text)
