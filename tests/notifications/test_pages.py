"""The inbox, the bell, the preferences and the unsubscribe link."""

import re

import pytest
from django.test import Client

from notifications.models import Mail, Notice
from notifications.outbox import send_due_mails
from notifications.services import switch_mails
from notifications.unsubscribing import link_of
from orders.statuses import Status
from tests.factories import OrderFactory
from tests.job_runner import run_jobs

HTMX = {"HX-Request": "true"}
INBOX, BELL, PREFERENCES = "/inbox/", "/inbox/bell/", "/inbox/preferences/"


@pytest.fixture
def order(ann, store):
    return OrderFactory(customer=ann, store=store, status=Status.REJECTED)


@pytest.fixture
def reader(client, ann):
    client.force_login(ann)
    return client


def text_of(response):
    return response.content.decode()


def unread(user):
    return Notice.objects.filter(user=user, read_at=None).count()


def test_the_inbox_lists_only_own_notices_newest_first(reader, order, bea):
    rows = reader.get(INBOX).context["notices"]

    assert [row.kind for row in rows] == ["rejected", "placed"]
    assert "Sold out of noodles" in text_of(reader.get(INBOX))


def test_an_empty_inbox_links_to_the_stores(reader):
    assert "Nothing yet" in text_of(reader.get(INBOX))


@pytest.mark.parametrize(
    ("person", "action", "url"),
    [
        ("ann", "Find something good", "/"),
        ("bea", "See the order board", "/shop/"),
        ("cy", "See your rides", "/rides/"),
    ],
)
def test_an_empty_inbox_links_to_the_start_page_of_the_role(client, request, person, action, url):
    client.force_login(request.getfixturevalue(person))

    page = text_of(client.get(INBOX))

    assert f'<a class="btn btn-primary" href="{url}">{action}</a>' in page


def test_the_inbox_has_pages(reader, ann, store):
    OrderFactory.create_batch(21, customer=ann, store=store, status=Status.PAID)

    assert len(reader.get(INBOX, {"page": 2}).context["notices"]) == 1
    assert reader.get(INBOX, {"page": 3}).status_code == 404
    assert reader.get(INBOX, {"page": 3}, headers=HTMX).context["page_obj"].number == 2


@pytest.mark.parametrize("rows", [1, 30])
def test_the_inbox_has_a_constant_number_of_queries(
    reader, ann, store, rows, django_assert_max_num_queries
):
    OrderFactory.create_batch(rows, customer=ann, status=Status.PAID)

    with django_assert_max_num_queries(8):
        reader.get(INBOX)


def test_following_a_notice_marks_it_read_and_redirects_to_the_order(reader, order, ann):
    notice = Notice.objects.get(user=ann, kind="rejected")

    response = reader.get(f"/inbox/{notice.pk}/")

    assert response.url == order.get_absolute_url()
    assert unread(ann) == 0


def test_a_notice_of_another_user_is_404(reader, order, bea):
    notice = Notice.objects.get(user=bea)

    assert reader.get(f"/inbox/{notice.pk}/").status_code == 404
    assert unread(bea) == 1


def test_all_notices_can_be_marked_read(reader, order, ann, bea):
    reader.post("/inbox/read/")

    assert (unread(ann), unread(bea)) == (0, 1)


def test_the_open_list_gets_204_while_nothing_changed(reader, order, ann):
    [address] = re.findall(r'hx-get="(/inbox/\?seen=[^"]+)"', text_of(reader.get(INBOX)))

    same = reader.get(address, headers=HTMX)
    reader.post("/inbox/read/")
    changed = reader.get(address, headers=HTMX)

    assert (same.status_code, changed.status_code) == (204, 200)
    assert "<html" not in text_of(changed)


def test_the_bell_counts_on_every_page_and_refreshes(reader, order, ann):
    page = text_of(reader.get("/"))
    assert 'Inbox, unread:</span> <span class="count">1</span>' in page
    assert f'data-live="person.{ann.pk}"' in page
    assert "data-live-token" in page

    assert reader.get(f"{BELL}?seen=1", headers=HTMX).status_code == 204
    reader.post("/inbox/read/")
    assert ">Inbox</span></a>" in text_of(reader.get(f"{BELL}?seen=1", headers=HTMX))


def test_the_bell_shows_at_most_99(reader, order, ann):
    Notice.objects.bulk_create(
        Notice(user=ann, order=order, kind="placed", event_key=f"event-{n}") for n in range(100)
    )

    bell = text_of(reader.get(BELL, headers=HTMX))

    assert ">99+</span>" in bell


def test_a_visitor_has_no_bell_and_no_stream(client, order):
    page = text_of(client.get("/"))

    assert "bell" not in page
    assert "data-live-token" not in page
    assert client.get(BELL, headers=HTMX).status_code == 204


def test_both_numbers_of_the_header_are_one_query(reader, order, django_assert_num_queries):
    # Session, user, partnerships, preferences, consent to advertising, address, numbers.
    with django_assert_num_queries(7) as asked:
        reader.get(PREFERENCES)

    numbers = [query["sql"] for query in asked if "notifications_notice" in query["sql"]]
    assert len(numbers) == 1
    assert "orders_cartline" in numbers[0]


def test_creating_and_reading_notices_invalidate_the_users_pages(overhear, ann, order):
    from notifications.services import read_all_notices

    with overhear() as topics:
        read_all_notices(ann)
        read_all_notices(ann)

    assert topics == [f"person.{ann.pk}"]


def test_preferences_offer_the_kinds_of_the_role(client, ann, bea, cy):
    def headings(user):
        client.force_login(user)
        return [str(heading) for heading, _rows in client.get(PREFERENCES).context["form"].groups]

    of_everybody = {"What you order", "Your coupons", "What you follow", "What you wait for"}
    of_everybody |= {"Events", "Your tickets", "Waiting lists"}
    assert set(headings(ann)) == of_everybody
    of_owners = {"Your stores", "Your menus", "Your partners"}
    assert set(headings(bea)) == {*of_everybody, *of_owners}
    assert set(headings(cy)) == {*of_everybody, "What you deliver"}


def test_preferences_are_saved(reader, ann, store):
    reader.post(PREFERENCES, {"accepted": "on", "refunded": "on"})
    form = reader.get(PREFERENCES).context["form"]
    OrderFactory(customer=ann, store=store, status=Status.ACCEPTED)

    assert [name for name, wanted in form.initial.items() if wanted] == ["accepted", "refunded"]
    assert [mail.kind for mail in Mail.objects.filter(user=ann)] == ["accepted"]


def test_one_click_unsubscribe_works_without_a_session(order, ann, store, mail_server):
    run_jobs()
    message = next(each for each in mail_server.messages if "Order placed" in each["Subject"])
    link = re.search(r"<https?://[^/]+(/[^>]+)>", message["List-Unsubscribe"])[1]
    mailbox = Client(enforce_csrf_checks=True)

    answer = mailbox.post(link, {"List-Unsubscribe": "One-Click"})

    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert answer.status_code == 200
    OrderFactory(customer=ann, store=store, status=Status.PAID)
    assert send_due_mails() == 0


def test_opening_the_unsubscribe_link_changes_nothing(client, order, ann):
    mail = Mail.objects.filter(user=ann, kind="placed").get()
    link = link_of(mail)

    page = text_of(client.get(link))

    assert "No more mails of this kind?" in page
    assert not ann.mail_preferences.exists()
    assert client.get(link.replace("/unsubscribe/", "/unsubscribe/x")).status_code == 404


def test_unsubscribing_twice_and_subscribing_again(client, order, ann):
    mail = Mail.objects.filter(user=ann, kind="placed").get()
    for _ in range(2):
        assert client.post(link_of(mail)).status_code == 200

    switch_mails(ann, {"placed": True})

    assert ann.mail_preferences.get().mailed
