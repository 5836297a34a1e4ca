"""Two gates at one event: one loses its network, and both let in the same ticket."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Role
from tests.browsing import DESKTOP, PHONE, look_over
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
    const changing = opening.result.transaction("values", "readwrite");
    const values = changing.objectStore("values");
    const reading = values.get(`list-${date}`);
    await new Promise((resolve) => { reading.onsuccess = resolve; });
    const list = reading.result;
    list.document = list.document.replaceAll('"valid"', '"used"');
    values.put(list, `list-${date}`);
    await new Promise((resolve) => { changing.oncomplete = resolve; });
}"""

UNREADABLE = """() => document.dispatchEvent(
    new CustomEvent("scanned", { detail: "WIFI:\\0" + "x".repeat(9_000_000), cancelable: true }))"""

HEAR = """() => {
    window.heard = [];  // a sample of each sound
    const { start } = AudioBufferSourceNode.prototype;
    AudioBufferSourceNode.prototype.start = function (...when) {
        window.heard.push(this.buffer.getChannelData(0)[500]);
        return start.apply(this, when);
    };
}"""


@pytest.fixture
def bea(transactional_db):
    return UserFactory(name="Bea", email="bea@example.com", role=Role.OWNER)


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
def north(browse, date):
    return gate_named("North", browse, date)


@pytest.fixture
def south(browse, date):
    return gate_named("South", browse, date)


def gate_named(name, browse, date):
    """A phone that opened the link of a gate."""
    make_gate(date.event, name, token=name)
    page = browse(viewport=PHONE)
    page.goto(f"/gate/{name}/")
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
    tickets, north, south, browse, bea, date, troubles
):
    type_in(north, printed(tickets[0]))
    answers(north, "go", "Let in", NAMES[0])

    without_network(north, lost=True)
    type_in(north, printed(tickets[0]))
    answers(north, "mind", "Already in")
    type_in(north, printed(tickets[1]))
    answers(north, "go", "Let in", NAMES[1])
    expect(north.locator("[data-unsent]")).to_contain_text("2")
    look_over(north)
    north.reload()  # the page opens again without a network
    ready(north)
    type_in(north, NAMES[2])
    north.locator("#found button").click()
    answers(north, "go", "Let in", NAMES[2])
    north.locator("#answer button").click()
    answers(north, "go", "Undone")
    type_in(north, "Nobody")
    answers(north, "''", "No ticket found.")  # in the place of what was let in before
    south.evaluate(HEAR)
    south.locator("#sound").click()  # plays one, to confirm it
    type_in(south, printed(tickets[1]))
    answers(south, "go", "Let in", NAMES[1])
    type_in(south, printed(tickets[1]))
    answers(south, "mind", "Already in", "South")
    south.wait_for_function("() => heard.length === 3 && heard[1] !== heard[2]")

    without_network(north, lost=False)
    expect(north.locator("[data-unsent]")).to_be_hidden()
    expect(north.locator("[data-trouble]")).to_contain_text("1")
    organiser = browse(viewport=DESKTOP, user=bea)
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
        "The list of tickets was changed: it is not used."
    )
    troubles.clear()


def test_a_gate_that_is_ended_still_sends_what_it_did(tickets, south, troubles):
    without_network(south, lost=True)
    south.evaluate(UNREADABLE)  # must not hold up what can be read
    answers(south, "stop", "No ticket")
    type_in(south, printed(tickets[0]))
    answers(south, "go", "Let in")
    Gate.objects.update(revoked_at=timezone.now())

    gate = south.url
    south.goto("about:blank")  # an open gate sends by itself, and reloads, once there is a network
    south.context.set_offline(False)
    south.goto(gate)
    south.locator("#closed[data-sent]").wait_for()
    expect(south.locator(".answer-sentence")).to_have_text(
        "The organiser ended this gate. Ask for a new link."
    )
    look_over(south)

    scan = Scan.objects.get(ticket__isnull=False)
    assert Scan.objects.filter(ticket=None, text__startswith="WIFI").exists()
    assert (scan.outcome, scan.is_conflict, scan.ticket) == ("gate_ended", True, tickets[0])
    troubles.clear()
