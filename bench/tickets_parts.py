"""The parts of bench.tickets that use the site: the first view, rates, and crowds of buyers."""

import itertools
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property, partial
from statistics import median
from urllib.parse import urlencode

from django.conf import settings

from bench import data, tickets_hall, tickets_view
from bench.client import Browser, Response
from bench.landing import rates_table
from bench.load import Visit, put_load
from bench.measure import CLIENTS, cpu_seconds
from bench.scenarios import Page, WrongAnswer, check
from bench.tickets_buyers import LEFT, PAID, TOO_LATE, Crowd
from bench.tickets_hall import Hall, new_session
from devtools.postgres.server import SITE
from orders.carts import CartOwner
from stores.models import Store
from ticketing.holds.services import take
from ticketing.models import TicketType
from ticketing.seat_maps.live_states import COMMIT_MARGIN

BUYERS, SEATS = 2000, 500
WISHES = (LEFT, LEFT, TOO_LATE, *[PAID] * 7)  # of ten buyers: the holds of three end
RUSHING, PLACES, MOST_SECONDS = 400, 100, 12
WARMING = 16  # buyers
MOST_BYTES, MOST_CONTROLS = 120_000, 2.0  # of the first view of 4,900 seats
VIEWS = 40  # of a round of the first view
PATIENCE = 600  # seconds until a rush is given up
Seat = tuple[int, int, TicketType]  # a place (primary key), its position, its type
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
BARE = "UPDATE bench_place SET holder = %s WHERE id = %s AND holder IS NULL"


@dataclass
class Site:
    """What runs, and the load's own halls."""

    port: int
    pid: int  # of its first process
    rounds: int
    seconds: float
    store: Store = field(default_factory=tickets_hall.store_of_events)

    @cached_property
    def customers(self) -> list[data.Customer]:
        return [data.sign_in(user) for user in data.customers(CLIENTS)]

    @cached_property
    def arena(self) -> Hall:
        return self.open(tickets_hall.arena(self.store))

    def open(self, hall: Hall) -> Hall:
        hall.port = self.port
        return hall

    def control(self) -> list[Visit]:
        browsers = [Browser(self.port, dict(each.cookies)) for each in self.customers]
        return [partial(Page("/bench/control/", "<h1>"), each) for each in browsers]

    def cpu_of(self, call: Callable[[], object], times: int) -> float:
        """Milliseconds of CPU time, of site and PostgreSQL, for each of so many calls."""
        before = self.cpu()
        for _ in range(times):
            call()
        return 1000 * (self.cpu() - before) / times

    def cpu(self) -> float:
        """Seconds that site and PostgreSQL have taken."""
        return cpu_seconds(self.pid) + cpu_seconds(postgres_pid())


def view(site: Site) -> list[str]:
    """Bytes of the first view of the arena, and the CPU time of its page and geometry in control pages."""
    sent = tickets_view.first_view(site.arena)
    # Seats that changed just now are read again by each page; on most days a hall has few of those.
    time.sleep(COMMIT_MARGIN.total_seconds())
    total = sum(each.bytes for each in sent)
    page, geometry = sent[0], sent[-1]
    print(f"\nFirst view of 4,900 seats: {total:,} bytes in {len(sent)} requests")
    print(
        f"(page {page.bytes:,}, geometry {geometry.bytes:,}, the rest is the same for all halls)."
    )
    ratios = []
    with closing(site.arena.browser()) as browser:
        visits = (site.control()[0], partial(_view, browser, page.path, geometry.path))
        for number in range(site.rounds + 1):
            control, first = (site.cpu_of(visit, VIEWS) for visit in visits)
            if number:  # the first warms up
                ratios.append(first / control)
    print(f"It costs {median(ratios):.2f} control pages of CPU time (of site and PostgreSQL).")
    misses = [] if total <= MOST_BYTES else [f"view: {total} bytes"]
    return misses + (
        [] if median(ratios) <= MOST_CONTROLS else [f"view: {median(ratios):.2f} control pages"]
    )


def rates(site: Site) -> list[str]:
    """Print how many holds a second, beside the control page and bare guarded updates; returns errors."""
    a_second: dict[str, list[float]] = {}
    errors: Counter[str] = Counter()
    for number in range(site.rounds + 1):
        for name, visits in _loads(site).items():
            load = put_load(visits, site.seconds)
            errors += load.errors
            if number:
                a_second.setdefault(name, []).append(load.done / load.seconds)
    print(f"\n{rates_table(a_second)}\n")
    return [f"rates: {often} × {error}" for error, often in errors.most_common(5)]


def warm_up(site: Site) -> list[str]:
    """A few buy first, so that each process has compiled its templates, as one that was up for a minute."""
    crowd = Crowd(site.open(tickets_hall.standing(site.store, WARMING)))
    buying = [partial(crowd.buy, number, PAID) for number in range(WARMING)]
    threads = [threading.Thread(target=buy, daemon=True) for buy in buying]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong_with(crowd.answers, WARMING)


def buyers(site: Site) -> list[str]:
    """Patient ones at a hall; three of ten let their hold end, and its seat goes to somebody else."""
    hall = site.open(tickets_hall.seats(site.store, 20, SEATS // 20))
    wishes = [WISHES[number % len(WISHES)] for number in range(BUYERS)]
    crowd, seconds = _rush(site, f"{BUYERS} buyers at {SEATS} seats", hall, wishes, is_patient=True)
    control = _control_rate(site)
    a_second = crowd.answers[PAID] / seconds
    print(
        f"- {a_second:.1f} seats a second, {a_second / control:.1%} of the control page's {control:.0f}"
    )
    return wrong_with(crowd.answers, SEATS) + hall.sold().wrong("buyers", SEATS)


def places(site: Site) -> list[str]:
    """At once, for too few places: seats on a map, and an area without numbers."""
    misses = []
    halls = {
        "seats": tickets_hall.seats(site.store, 5, PLACES // 5),
        "places without numbers": tickets_hall.standing(site.store, PLACES),
    }
    for name, hall in halls.items():
        title = f"{RUSHING} buyers for {PLACES} {name}"
        crowd, seconds = _rush(site, title, site.open(hall), [PAID] * RUSHING)
        misses += wrong_with(crowd.answers, PLACES) + hall.sold().wrong(title, PLACES)
        misses += [] if seconds <= MOST_SECONDS else [f"{title}: {seconds:.1f} s"]
    return misses


def wrong_with(answers: Counter[str], seats: int) -> list[str]:
    """A sentence for each rule of a rush that was broken."""
    known = {PAID, LEFT, TOO_LATE, "sold out"}
    misses = [f"{often} × {answer}" for answer, often in answers.items() if answer not in known]
    return misses + ([] if answers[PAID] == seats else [f"{answers[PAID]} paid, not {seats}"])


def _rush(
    site: Site, title: str, hall: Hall, wishes: list[str], *, is_patient: bool = False
) -> tuple[Crowd, float]:
    """All come at once; returns them, and the seconds until the last of them had paid or left."""
    crowd = Crowd(hall, is_patient)
    threading.stack_size(512 * 1024)
    visits = [partial(crowd.buy, number, wish) for number, wish in enumerate(wishes)]
    threads = [threading.Thread(target=visit, daemon=True) for visit in visits]
    if is_patient:
        threads.append(threading.Thread(target=crowd.watch, daemon=True))
    begin, cpu, own = time.perf_counter(), site.cpu(), time.process_time()
    for thread in threads:
        thread.start()
    while len(crowd.paid_at) < hall.date.places.count() and any(t.is_alive() for t in threads):
        if time.perf_counter() - begin > PATIENCE:
            break
        time.sleep(0.2)
    crowd.is_over.set()
    for thread in threads:
        thread.join()
    everybody = time.perf_counter() - begin
    last = max(crowd.paid_at, default=begin) - begin
    cpu, own = site.cpu() - cpu, time.process_time() - own
    print(f"\n{title}: the last one paid after {last:.1f} s, everybody had an answer after")
    print(
        f"{everybody:.1f} s; site and PostgreSQL took {cpu:.1f} s of CPU time, the buyers {own:.1f} s"
    )
    print("- answers: " + ", ".join(f"{n} × {answer}" for answer, n in crowd.answers.most_common()))
    requests = crowd.requests
    print(f"- {requests.total() / everybody:.0f} requests a second ({_listed(requests)})")
    return crowd, everybody if not is_patient else last


def _listed(requests: Counter[str]) -> str:
    return ", ".join(f"{name} {number:,}" for name, number in requests.most_common())


def postgres_pid() -> int:
    """Of the first process of PostgreSQL; 0, which takes no time, if it is not this checkout's own."""
    if settings.DATABASE_URL:
        return 0
    return int((SITE.place.home / "data/postmaster.pid").read_text().split()[0])


def _view(browser: Browser, page: str, geometry: str) -> None:
    check(browser.get(page), 200, "the page")
    check(browser.get(geometry), 200, "the geometry")


def _control_rate(site: Site) -> float:
    load = put_load(site.control(), site.seconds)
    return load.done / load.seconds


def _loads(site: Site) -> dict[str, list[Visit]]:
    """What takes turns in a round: all seats are free at its beginning."""
    hall = site.arena
    hall.free_all()
    types = {
        each.category_id: each
        for each in TicketType.objects.filter(category__event=hall.date.event)
    }
    places = hall.date.places.values_list("pk", "seat__position", "category")
    seats = [(pk, position, types[category]) for pk, position, category in places]
    middle = len(seats) // 2
    pressed, alone = iter(seats[:middle]), iter(seats[middle:])
    token = hall.csrf_token()
    with closing(new_session()) as session, session.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_place")
        cursor.execute(
            "CREATE TABLE bench_place AS SELECT id, NULL::text AS holder FROM generate_series(1, 50000) id"
        )
        cursor.execute("ALTER TABLE bench_place ADD PRIMARY KEY (id)")
    rows = itertools.count(1)
    return {
        "control": site.control(),
        "map of 4,900 seats": [partial(_map, hall.browser(), hall.path) for _ in range(CLIENTS)],
        "hold a seat": [partial(_press, hall, pressed, token) for _ in range(CLIENTS)],
        "hold alone, without HTTP": [partial(_take, hall, alone) for _ in range(CLIENTS)],
        "bare guarded UPDATE": [Update(rows) for _ in range(CLIENTS)],
    }


def _map(browser: Browser, path: str) -> list[Response]:
    return Page(path, "seat-data")(browser)


def _press(hall: Hall, seats: Iterator[Seat], token: str) -> list[Response]:
    """What the map sends, of the next visitor for the next seat."""
    _pk, position, _type = next(seats)
    fields = {"csrfmiddlewaretoken": token, "press": str(uuid.uuid4()), "seat": str(position)}
    with closing(hall.browser()) as browser:
        browser.cookies["csrftoken"] = token
        answer = browser.send(hall.path, urlencode(fields).encode(), FORM)
    check(answer, 302, "holding")
    return [answer]


def _take(hall: Hall, seats: Iterator[Seat]) -> list[Response]:
    """The verb itself: its locks, limits and messages, without a page."""
    pk, _position, type_ = next(seats)
    take(hall.date, CartOwner(visitor_key=uuid.uuid4()), [(pk, type_)])
    return []


@dataclass
class Update:
    """The least that decides who has a place: of a table without triggers, other indexes and messages."""

    rows: Iterator[int]

    def __post_init__(self) -> None:
        self.session = new_session()

    def __call__(self) -> list[Response]:
        with closing(self.session.cursor()) as cursor:
            cursor.execute(BARE, ["visitor", next(self.rows)])
            if cursor.rowcount != 1:
                raise WrongAnswer("the row is taken")
        return []
