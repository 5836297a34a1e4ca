"""What a mail says, as it arrives."""

import re

import pytest

from core.actors import SYSTEM
from core.lifecycle import move
from notifications.models import Mail
from orders.lifecycle import Status
from tests.factories import OrderFactory, place, walk
from tests.job_runner import run_jobs
from tests.notifications.conftest import parts_of


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = "https://jumun.example/"


def arrived(post_office):
    run_jobs()
    return post_office.letters


def test_a_letter_says_all_in_text_and_in_html(ann, noodles, post_office):
    order = place(ann, noodles, 2)
    move(order, "pay", by=SYSTEM)

    [letter] = arrived(post_office)

    link = f"https://jumun.example/orders/{order.number}/"
    for part in parts_of(letter):
        for words in ("Order placed", "냉면집", "2 × 물냉면", "₩21,000", "Delivery fee", link):
            assert words in part
        assert "https://jumun.example/inbox/preferences/" in part


def test_a_letter_is_in_the_language_of_its_reader(ann, store, post_office):
    ann.language = "ko"
    ann.save(update_fields=["language"])
    OrderFactory(customer=ann, store=store, status=Status.PAID)

    [letter] = arrived(post_office)

    _text, html = parts_of(letter)
    assert '<html lang="ko">' in html
    assert "9,000원" in html


def test_the_reason_and_the_promised_time_are_told(ann, store, post_office):
    order = OrderFactory(customer=ann, store=store, status=Status.ACCEPTED)
    move(order, "cancel_by_store", by=store.owner, note="The gas is out & gone.")

    letters = {
        str(letter["Subject"]).strip().split(" · ")[0]: letter for letter in arrived(post_office)
    }

    text, html = parts_of(letters["Called off by the store"])
    assert "“The gas is out & gone.”" in text
    assert "The gas is out &amp; gone." in html
    text, _html = parts_of(letters["Order accepted"])
    assert re.search(r"Promised for \d\d:\d\d: 냉면집", text)


def test_a_guest_gets_the_key_of_the_order_and_no_preferences(noodles, post_office):
    order = place(None, noodles)
    move(order, "pay", by=SYSTEM)

    [letter] = arrived(post_office)

    for part in parts_of(letter):
        assert f"https://jumun.example{order.get_absolute_url()}" in part
        assert "preferences" not in part
        assert "keep it to yourself" in part
    assert letter["List-Unsubscribe"] is None


def test_what_people_typed_is_escaped_in_html_and_makes_no_header(ann, store, post_office):
    store.name = "<b>Noodles</b>\nBcc: dan@example.com"
    store.save(update_fields=["name"])
    OrderFactory(customer=ann, store=store, status=Status.PAID)

    [letter] = arrived(post_office)

    _text, html = parts_of(letter)
    assert "<b>Noodles" not in html
    assert letter["Bcc"] is None
    assert "\n" not in letter["Subject"]


def test_every_kind_can_be_written_in_every_language(ann, store):
    from notifications.kinds import KINDS
    from notifications.messages import message_of

    order = OrderFactory(customer=ann, store=store)
    walk(order, Status.ACCEPTED)

    for kind in KINDS:
        for language in ("en", "ko"):
            mail = Mail(kind=kind.code, order=order, recipient="x@example.com", language=language)
            letter = message_of(mail)
            assert "%(" not in letter.body + letter.subject
            assert "https://jumun.example/" in letter.body
