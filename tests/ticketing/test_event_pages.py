"""The list of events with its search and filters, and the page of one event."""

import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import StoreFactory
from tests.ticketing.factories import (
    make_artist,
    make_category,
    make_date,
    make_event,
    make_type,
    make_venue,
    seated_date,
    sell_tickets,
    standing_date,
)
from ticketing.listing import few_of
from ticketing.models import EventDate, EventNews
from ticketing.search import explain, search
from ticketing.statuses import EventStatus


def titles(client, **query):
    return [row.event.title for row in client.get("/events/", query).context["rows"]]


def row_of(client, **query):
    [row] = client.get("/events/", query).context["rows"]
    return row


@pytest.fixture
def bts(store):
    """방탄소년단, who are BTS, at the Olympic Hall."""
    artist = make_artist("방탄소년단", aliases=["BTS", "Bangtan Boys"])
    date = standing_date(store, title="봄날 콘서트", venue=make_venue("올림픽홀"))
    date.event.artists.add(artist)
    return date


def test_drafts_are_not_listed_and_cancelled_ones_say_so(store, client):
    standing_date(store, title="Hidden", status=EventStatus.DRAFT)
    standing_date(store, title="Off", status=EventStatus.CANCELLED)

    assert titles(client) == ["Off"]
    assert row_of(client).phase == "cancelled"


def test_the_next_event_is_first_and_past_ones_are_a_filter(store, client):
    for days, title in ((9, "Later"), (2, "Soon"), (-2, "Past")):
        event = make_event(store, title=title)
        make_category(event, "Standing", capacity=2)
        for later in (0, 1):
            make_date(event, timedelta(days=days + later / 2))

    assert titles(client) == ["Soon", "Later"]
    assert titles(client, past="on") == ["Past"]


@pytest.mark.parametrize(
    "query",
    [
        "봄날",
        "봄닐 콘서트",
        "BTS",
        "bangtn boys",
        "방탄",
        "방탄소넌단",
        "ㅂㅌㅅㄴㄷ",
        "ㅂㅌㅅ",
        "올림픽",
        "ㅇㄹㅍㅎ",
    ],
)
def test_search_finds_titles_artists_and_venues(bts, store, client, query):
    standing_date(store, title="Chess evening", venue=make_venue("Library"))

    assert titles(client, q=query) == ["봄날 콘서트"]


def test_search_without_a_hit_offers_all_events(bts, client):
    page = client.get("/events/", {"q": "zzzzqq"})

    assert page.context["rows"] == []
    assert 'href="/events/"' in page.content.decode()


def test_filters(bts, store, client):
    other = standing_date(store, title="Cheap", venue=make_venue("Library"))
    other.event.categories.get().types.update(price=1_000)
    EventDate.objects.filter(pk=other.pk).update(begins_at=timezone.now() + timedelta(days=60))
    day = (timezone.localdate() + timedelta(days=45)).isoformat()

    assert titles(client, artist=bts.event.artists.get().pk) == ["봄날 콘서트"]
    assert titles(client, venue=other.event.venue.pk) == ["Cheap"]
    assert titles(client, most="1000") == ["Cheap"]
    assert titles(client, to=day) == ["봄날 콘서트"]
    assert titles(client, **{"from": day}) == ["Cheap"]
    sell_tickets(other, store.owner, quantity=10)
    assert titles(client, available="on") == ["봄날 콘서트"]


def test_a_cancelled_date_is_not_among_the_days_of_an_event(bts, client):
    later = make_date(bts.event, timedelta(days=60))
    EventDate.objects.filter(pk=later.pk).update(cancelled_at=timezone.now())
    day = (timezone.localdate() + timedelta(days=45)).isoformat()

    assert titles(client, **{"from": day}) == []
    assert titles(client, to=day) == ["봄날 콘서트"]


def test_prices_that_are_over_are_not_the_lowest(store, client):
    [category] = standing_date(store).event.categories.all()
    over = timezone.now() - timedelta(minutes=1)
    make_type(category, "Early", price=1_000, closes_at=over)

    assert row_of(client).lowest == Decimal(50_000)
    assert "1,000" not in client.get(category.event.get_absolute_url()).content.decode()

    category.types.update(closes_at=over)
    assert row_of(client).lowest == Decimal(1_000)  # none is left


@pytest.mark.parametrize(
    "nonsense", ["x", "-1", "9" * 30, "NaN", "2026-99-99", "1e999", "1e-9999999"]
)
def test_nonsense_in_filters_is_ignored(bts, client, nonsense):
    query = dict.fromkeys(("artist", "venue", "from", "to", "most"), nonsense)

    assert client.get("/events/", query).status_code == 200


def test_phases_and_prices_in_the_list(store, client, ann):
    date = standing_date(store)
    assert (row_of(client).phase, row_of(client).is_few) == ("on_sale", False)
    make_type(date.event.categories.get(), "Members", price=1_000, secret_code="FANS")
    assert row_of(client).lowest == Decimal(50_000)
    assert titles(client, most="1000") == []

    sell_tickets(date, ann, quantity=9)
    assert row_of(client).is_few
    sell_tickets(date, ann)
    assert row_of(client).phase == "sold_out"


@pytest.mark.parametrize(
    ("size", "few"), [(0, 0), (5, 1), (50, 5), (265, 10), (1_250, 25), (100_000, 100)]
)
def test_how_many_are_few_depends_on_the_hall(size, few):
    assert few_of(size) == few


def test_the_list_asks_the_same_for_one_and_for_many(store, client):
    counts = []
    for number in (1, 8):
        for _each in range(number):
            standing_date(store, title=f"Event {number}", venue=make_venue())
        client.get("/events/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/events/")
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 10


def test_search_uses_its_indexes(bts):
    with connection.cursor() as cursor:
        for scan in ("seqscan", "indexscan", "indexonlyscan", "nestloop"):
            cursor.execute(f"SET LOCAL enable_{scan} = off")  # the tables may be known to be tiny
        for query, index in (("콘서트", "events_by_title"), ("ㅂㅌㅅ", "artists_by_initials")):
            assert index in explain(query)
    assert list(search("방탄소년단").events) == [bts.event_id]


def test_the_page_of_an_event(bts, client):
    page = client.get(bts.event.get_absolute_url()).content.decode()

    assert "봄날 콘서트" in page
    assert "10 left" in page
    assert "openstreetmap.org" in page
    assert '<link rel="canonical" href="http' in page
    [about] = json.loads(re.search(r'ld\+json">(.*?)</script>', page)[1])
    assert about["@type"] == "Event"
    assert about["location"]["name"] == "올림픽홀"
    assert about["offers"]["availability"] == "https://schema.org/InStock"


def test_a_cancelled_event_says_so_and_a_draft_is_a_preview(store, client, bea):
    off = standing_date(store, status=EventStatus.CANCELLED)
    draft = standing_date(store, status=EventStatus.DRAFT)

    assert "This event is cancelled." in client.get(off.event.get_absolute_url()).content.decode()
    assert client.get(draft.event.get_absolute_url()).status_code == 404
    client.force_login(bea)
    assert "noindex" in client.get(draft.event.get_absolute_url()).content.decode()


def test_an_owner_of_another_store_sees_no_draft(store, client):
    draft = standing_date(store, status=EventStatus.DRAFT)
    client.force_login(StoreFactory().owner)

    assert client.get(draft.event.get_absolute_url()).status_code == 404


def test_the_page_counts_down_and_opens_by_itself(store, client):
    opens_at = timezone.now() + timedelta(hours=2)
    event = make_event(store)
    make_category(event, "Standing", capacity=2)
    make_date(event, sale_opens_at=opens_at)

    page = client.get(event.get_absolute_url())

    assert f'data-countdown="{page.context["opens_ms"]}"' in page.content.decode()
    assert abs(page.context["opens_ms"] - opens_at.timestamp() * 1000) < 1
    assert "data-spread" in page.content.decode()


def test_text_of_organisers_cannot_end_the_script(store, client):
    date = standing_date(store, title="</script><b>x", description="**bold** </script>")

    page = client.get(date.event.get_absolute_url()).content.decode()

    assert "</script><b>x" not in page
    assert "<strong>bold</strong>" in page


def test_news_are_on_the_page_and_counted_once_a_session(bts, client, bea):
    """Pinned ones first."""
    news = EventNews.objects.create(
        event=bts.event, title="Doors earlier", text="At 6.", author=bea, is_pinned=True
    )
    EventNews.objects.create(event=bts.event, title="A support act", text="x", author=bea)

    for _again in range(2):
        page = client.get(bts.event.get_absolute_url()).content.decode()
        assert page.index("Doors earlier") < page.index("A support act")

    news.refresh_from_db()
    assert news.views == 1


def test_secret_types_are_not_on_the_page(store, client):
    date = seated_date(store)
    date.event.categories.get().types.update(secret_code="x", name="Friends")

    assert "Friends" not in client.get(date.event.get_absolute_url()).content.decode()


def test_events_are_in_the_sitemap(bts, client):
    assert bts.event.get_absolute_url() in client.get("/sitemap.xml").content.decode()
