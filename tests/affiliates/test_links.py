"""A partner's link: where it leads, what it counts, and what it remembers."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from affiliates.clicks import count_click, purge_old_keys
from affiliates.cookies import cookie_name, read_visit
from affiliates.links import destination, is_safe_path
from affiliates.models import Click, ClickKey
from affiliates.views.links import CLICKS
from core.lifecycle import move
from core.models import AttemptCount
from tests.affiliates.conftest import CHROME

EVIL = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/%5Cevil.example",
    "/%2Fevil.example",
    "/%252Fevil.example",
    "/%25252Fevil.example",
    "https://evil.example/",
    "https:/evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "/\tevil.example",
    "/%09/evil.example",
    "/\n/evil.example",
    "/%0a%0dSet-Cookie:x=y",
    "/\u2028evil",
    "/\u202egnp.exe",
    "evil.example",
    "@evil.example",
    "/@evil.example/%00",
    "",
    "/" + "x" * 600,
]


def click(client, link, agent=CHROME, query="", **headers):
    return client.get(f"{link}{query}", headers={"user-agent": agent, **headers})


@pytest.mark.parametrize("path", EVIL)
def test_a_link_leads_only_to_paths_of_this_site(client, link, store, path):
    answer = client.get(link, {"to": path}, headers={"user-agent": CHROME})

    assert not is_safe_path(path)
    assert (answer.status_code, answer.url) == (302, f"/stores/{store.slug}/")


def test_a_link_leads_to_the_page_asked_for(client, link):
    assert client.get(link, {"to": "/cart/?x=1"}).url == "/cart/?x=1"
    assert client.get(link, {"to": "/nowhere-at-all/"}).url != "/nowhere-at-all/"


@pytest.mark.parametrize("path", ["/cart/?q=iced%20tea", "/cart/?q=iced tea", "/r/no%20such/"])
def test_a_path_may_have_spaces(client, link, path):
    answer = client.get(link, {"to": path}, headers={"user-agent": CHROME})

    assert answer.url == path.replace(" ", "%20")


def test_a_space_makes_no_other_site_of_a_path():
    for path in (" //evil.example", "/ /evil.example", "/%20/evil.example", "/p/a%20b/"):
        assert is_safe_path(path) == (not path.startswith(" "))
    for path in ("%20//evil.example", "/%20\\evil.example", "/a%20%0ab/", "// evil.example"):
        assert not is_safe_path(path)


def test_a_programme_names_its_usual_page():
    assert destination("", "/cart/") == "/cart/"
    assert destination("//evil", "/no-such-page/") == "/"


def test_a_click_is_counted_once_in_24_hours(client, link, code):
    click(client, link)
    click(client, link)
    click(client, link, CHROME.replace("140", "139"))

    assert code.clicks.count() == 2


def test_a_day_of_24_hours_crosses_midnight(code):
    """At 23:50 in Seoul, then half an hour, and 25 hours later."""
    first = timezone.now().replace(hour=14, minute=50)
    at = (first, first + timedelta(minutes=30), first + timedelta(hours=25))

    assert [count_click(code, "192.0.2.1", CHROME, each) for each in at] == [True, False, True]


def test_nothing_of_an_address_is_stored(client, link):
    click(client, link)

    [stored] = Click.objects.values()
    rows = [*stored.values(), *AttemptCount.objects.values_list("key", flat=True)]
    assert not any("127.0.0.1" in str(value) for value in rows)


def test_keys_are_deleted_after_two_days(code):
    now = timezone.now()
    count_click(code, "192.0.2.1", CHROME, now)
    [old] = Click.objects.values_list("visitor", flat=True)

    assert purge_old_keys(now + timedelta(days=1)) == 1  # of the day before
    assert purge_old_keys(now + timedelta(days=2)) == 1
    assert not ClickKey.objects.exists()
    count_click(code, "192.0.2.1", CHROME, now + timedelta(days=3))
    assert Click.objects.filter(visitor=old).count() == 1


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "Googlebot/2.1",
        "facebookexternalhit/1.1",
        "curl/8.5",
        "python-requests/2.32",
        "Mozilla/5.0 (compatible; Yeti/1.1; +https://naver.me/spd)",
        "Mozilla/5.0 (compatible; bingbot/2.0)",
        "kakaotalk-scrap/1.0",
        "HeadlessChrome/120",
    ],
)
def test_programs_are_not_counted(client, link, agent):
    answer = click(client, link, agent)

    assert answer.status_code == 302
    assert not Click.objects.exists()
    assert not answer.cookies


@pytest.mark.parametrize(
    "header",
    [{"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}, {"X-Moz": "prefetch"}],
)
def test_a_prefetch_is_not_counted(client, link, header):
    assert not click(client, link, **header).cookies
    assert not Click.objects.exists()


def test_a_head_is_not_counted(client, link):
    assert client.head(link, headers={"user-agent": CHROME}).status_code == 302
    assert not Click.objects.exists()


@pytest.mark.parametrize(
    "unknown", ["NOBODY", "<script>alert(1)", "x" * 3000, "💥", "%00", "' OR 1=1 --"]
)
def test_an_unknown_code_leads_on_without_a_trace(client, db, unknown):
    answer = client.get(reverse("affiliates:link", args=[unknown]), headers={"user-agent": CHROME})

    assert (answer.status_code, answer.url, len(answer.cookies)) == (302, "/", 0)
    assert not Click.objects.exists()
    assert not AttemptCount.objects.exists()


def test_a_paused_partners_link_leads_on_without_a_trace(client, link, partner, bea):
    move(partner, "pause", by=bea, note="Misleading videos")

    answer = click(client, link)

    assert (answer.status_code, len(answer.cookies), Click.objects.count()) == (302, 0, 0)


def test_a_flood_of_one_address_does_not_fill_the_table(client, link, monkeypatch):
    monkeypatch.setattr("affiliates.views.links.CLICKS", type(CLICKS)("few", 3, 3600))

    answers = [click(client, link, f"{CHROME} {number}") for number in range(9)]

    assert {answer.status_code for answer in answers} == {302}
    assert Click.objects.count() == 3
    assert AttemptCount.objects.count() == 1


def test_the_cookie_is_signed_and_of_one_store(client, link, code, store):
    answer = click(client, link, query="?utm_source=insta&utm_medium=" + "x" * 80 + "%0a")

    cookie = answer.cookies[cookie_name(store.pk)]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 30 * 86400)
    visit = read_visit({cookie.key: cookie.value}, store.pk)
    assert (visit.code_id, visit.source, visit.medium) == (code.pk, "insta", "x" * 60)
    other = {cookie_name(store.pk + 1): cookie.value}
    assert read_visit(other, store.pk + 1) is None
    assert read_visit({cookie.key: cookie.value[:-1] + "x"}, store.pk) is None
