"""Two gates at one event, one with a camera; one loses its network, and both let in the same ticket."""

import re

import pytest
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from playwright.sync_api import expect

from accounts.models import Role
from tests.browsing import DESKTOP, PHONE, look_over
from tests.camera import browser_that_sees
from tests.factories import StoreFactory, UserFactory
from tests.ticketing.check_in_world import make_gate, printed, valid_tickets
from tests.ticketing.factories import seated_date
from ticketing.models import Gate, Scan, ScanDecision, Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAMES = ("김하나", "이두리", "Cho Set")
TAMPER = """async () => {
    const { event, date, gate } = document.getElementById("gate").dataset;
    const opening = indexedDB.open(`gate-${event}-${gate}`);
    await new Promise((resolve) => { opening.onsuccess = resolve; });
    const values = opening.result.transaction("values", "readwrite").objectStore("values");
    const reading = values.get(`list-${date}`);
    await new Promise((resolve) => { reading.onsuccess = resolve; });
    const list = reading.result;
    list.document = list.document.replaceAll('"valid"', '"used"');
    const writing = values.put(list, `list-${date}`);
    await new Promise((resolve) => { writing.onsuccess = resolve; });
}"""


@pytest.fixture
def bea(transactional_db, language):
    return UserFactory(name="Bea", email="bea@example.com", role=Role.OWNER, language=language)


@pytest.fixture
def date(bea):
    return seated_date(StoreFactory(owner=bea, name="재즈 클럽"), title="겨울 콘서트 Winter")


@pytest.fixture
def tickets(date):
    tickets = valid_tickets(date, UserFactory(name="Ann"), quantity=3)
    for ticket, name in zip(tickets, NAMES, strict=True):
        Ticket.objects.filter(pk=ticket.pk).update(holder_name=name, answers={"Shirt": "L"})
    return tickets


@pytest.fixture
def north(chromium, browse, language, tickets, date, tmp_path):
    """A phone whose camera sees the first ticket."""
    with browser_that_sees(chromium, printed(tickets[0]), tmp_path, module=6) as browser:
        make_gate(date.event, "North", token="north")
        yield open_gate(browse(language, PHONE, browser=browser), "north")


@pytest.fixture
def south(browse, language, date):
    make_gate(date.event, "South", token="south")
    return open_gate(browse(language, PHONE), "south")


def open_gate(page, token):
    page.goto(f"/gate/{token}/")
    ready(page)
    return page


def ready(page):
    page.locator("#gate[data-ready]").wait_for(state="attached")


def type_in(page, text):
    """As a scanner does that types."""
    page.locator("#text").fill(text)
    page.locator("#text").press("Enter")


def answers(page, tone, word, text=""):
    expect(page.locator(f"#answer[data-tone={tone}] [data-word]")).to_have_text(word)
    expect(page.locator("#answer")).to_contain_text(text)


def without_network(page, *, lost):
    page.context.set_offline(lost)
    expect(page.locator(f"#network[data-online={'false' if lost else 'true'}]")).to_be_visible()


def test_two_gates_one_of_which_loses_its_network(
    north, south, browse, language, bea, date, tickets, troubles
):
    let_in, already = pgettext("scan", "Let in"), pgettext("scan", "Already in")

    look_over(north)
    north.locator("[data-scanner-start]").click()
    answers(north, "go", let_in, NAMES[0])
    look_over(north)
    north.locator("[data-scanner-stop]").click()
    type_in(south, printed(tickets[0]))
    answers(south, "mind", already, "North")
    look_over(south)
    expect(south.locator("[data-inside]")).to_have_text("1")

    without_network(north, lost=True)
    type_in(north, printed(tickets[0]))
    answers(north, "mind", already)
    type_in(north, printed(tickets[1]))
    answers(north, "go", let_in, NAMES[1])
    expect(north.locator("[data-unsent]")).to_contain_text("2")
    look_over(north)
    north.reload()  # the page opens again without a network
    ready(north)
    type_in(north, NAMES[2])
    north.locator("#found button").click()
    answers(north, "go", let_in, NAMES[2])
    north.locator("#answer button").click()
    answers(north, "go", pgettext("scan", "Undone"))
    type_in(south, printed(tickets[1]))
    answers(south, "go", let_in, NAMES[1])

    without_network(north, lost=False)
    expect(north.locator("[data-unsent]")).to_be_hidden()
    expect(north.locator("[data-trouble]")).to_contain_text("1")
    organiser = browse(language, DESKTOP, bea)
    organiser.goto(f"/shop/events/{date.event.number}/check-in/")
    expect(organiser.locator(".gate-conflicts .gate-row")).to_have_count(1)
    look_over(organiser)
    organiser.locator(".gate-conflicts [value=count]").click()
    expect(organiser.locator(".gate-conflicts")).to_have_count(0)

    assert ScanDecision.objects.get().scan.ticket == tickets[1]
    assert [ticket.status for ticket in Ticket.objects.order_by("pk")] == ["used", "used", "valid"]
    assert Scan.objects.filter(is_offline=True).count() == 4
    troubles[:] = [each for each in troubles if "ERR_INTERNET_DISCONNECTED" not in each]


def test_a_list_that_was_changed_by_hand_is_not_used(tickets, south, troubles):
    south.evaluate(TAMPER)
    without_network(south, lost=True)

    south.reload()
    ready(south)
    type_in(south, printed(tickets[0]))

    expect(south.locator("#answer[data-tone=stop]")).to_contain_text(
        gettext("The list of tickets was changed: it is not used.")
    )
    troubles.clear()


def test_a_gate_that_is_ended_still_sends_what_it_did(tickets, south, troubles):
    without_network(south, lost=True)
    type_in(south, printed(tickets[0]))
    answers(south, "go", pgettext("scan", "Let in"))
    Gate.objects.update(revoked_at=timezone.now())

    south.context.set_offline(False)
    south.goto(south.url)
    south.locator("#closed[data-sent]").wait_for()

    scan = Scan.objects.get()
    assert (scan.outcome, scan.is_conflict, scan.ticket) == ("gate_ended", True, tickets[0])
    troubles.clear()


def test_an_organiser_invites_a_phone_and_ends_it(browse, language, bea, date, troubles):
    organiser = browse(language, DESKTOP, bea)
    organiser.goto(f"/shop/events/{date.event.number}/check-in/")
    look_over(organiser)
    organiser.locator("[name=name]").fill("South")
    organiser.locator("[name=name]").press("Enter")
    link = organiser.locator(".gate-link a").get_attribute("href")
    look_over(organiser)
    phone = browse(language, PHONE)
    phone.goto(link)
    ready(phone)
    phone.get_by_role("heading", level=1).wait_for(state="attached")

    organiser.on("dialog", lambda dialog: dialog.accept())
    organiser.reload()
    organiser.locator("form[action*=revoke] button").click()
    organiser.locator(".status").wait_for()
    phone.goto(re.sub("/gate/.*", f"/gate/at/{date.event.number}/", link))

    expect(phone.locator(".answer-sentence")).to_have_text(
        gettext("The organiser ended this gate. Ask for a new link.")
    )
    look_over(phone)
    troubles.clear()  # the browser reports the refused request
