"""An app's own kinds: about any event, with words and a link that stay as they were."""

import re
from dataclasses import replace

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.services import delete_account
from config.notifications import NOTIFICATIONS
from config.reactions import REACTIONS
from core.events import publish
from core.notifications import Guest, register
from notifications.models import Mail, Notice
from notifications.outbox import send_due_mails
from notifications.reactions import notify
from notifications.unsubscribing import link_of
from orders.statuses import Status
from tests.factories import OrderFactory, StoreFactory
from tests.notifications.conftest import only_mail, parts_of
from tests.notifications.sale import SaleBegan, connect_kind, disconnect_kind, sale_kind


@pytest.fixture
def sale(store):
    """The beginning of a sale, of which the store's owner is notified."""
    connect_kind(sale_kind())
    yield SaleBegan(store, timezone.now())
    disconnect_kind()


def test_every_kind_is_connected_to_its_event():
    assert all(notify in REACTIONS[kind.on].now for kind in NOTIFICATIONS)


@pytest.mark.parametrize(
    "kinds",
    [
        [sale_kind(), sale_kind()],
        [sale_kind(code="x" * 31)],
        [sale_kind(recipients=None)],
        [sale_kind(variant_of="no-kind")],
        [sale_kind(crowd=lambda pk: None, recipients=lambda event: None)],
    ],
)
def test_a_table_with_a_mistake_is_refused_at_start(kinds):
    with pytest.raises(ImproperlyConfigured):
        register(kinds)


def test_a_notification_needs_no_order(client, sale, bea, mail_server):
    publish(sale)
    client.force_login(bea)
    page = client.get("/inbox/").content.decode()

    notice = Notice.objects.get()
    assert (notice.title, notice.order) == ("20 % off", None)
    assert "Today at 냉면집." in page
    assert "#tag" in page
    assert client.get(f"/inbox/{notice.pk}/").url == sale.row.get_absolute_url()


def test_its_mail_has_words_link_and_unsubscription(client, sale, bea, mail_server, settings):
    settings.SITE_URL = "https://jumun.example"
    publish(sale)

    assert send_due_mails() == 1

    [message] = mail_server.messages
    assert message["Subject"] == "20 % off"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for part in parts_of(message):
        assert "Today at 냉면집." in part
        assert f"https://jumun.example{sale.row.get_absolute_url()}" in part
        assert "Order " not in part
    assert client.post(link_of(only_mail())).status_code == 200
    assert bea.mail_preferences.get().kind == "sale"


def test_its_kind_is_among_the_preferences(client, sale, ann):
    client.force_login(ann)

    form = client.get("/inbox/preferences/").context["form"]

    assert "Sales of stores" in [str(heading) for heading, _rows in form.groups]
    assert form.fields["sale"].label == "A sale begins"


def test_a_variant_is_switched_with_its_kind(client, ann, store, mail_server):
    connect_kind(sale_kind(code="sold-out", variant_of="placed"))
    sale = SaleBegan(store, timezone.now())
    publish(sale)
    client.force_login(store.owner)

    assert "sold-out" not in client.get("/inbox/preferences/").context["form"].fields
    client.post(link_of(only_mail()))
    publish(replace(sale, row=StoreFactory(owner=store.owner)))
    disconnect_kind()

    assert store.owner.mail_preferences.get().kind == "placed"
    assert Notice.objects.count() == 2
    assert Mail.objects.count() == 1


def test_a_guest_gets_a_mail_without_the_warning_of_orders(store, mail_server):
    connect_kind(sale_kind(recipients=lambda event: Guest("guest@example.com", "en")))
    publish(SaleBegan(store, timezone.now()))
    disconnect_kind()
    connect_kind(sale_kind())

    send_due_mails()
    disconnect_kind()

    [message] = mail_server.messages
    assert message["To"] == "guest@example.com"
    assert "keep it to yourself" not in message.get_body(["plain"]).get_content()
    assert not Notice.objects.exists()


def test_words_stay_as_they_were(client, ann, store):
    OrderFactory(customer=ann, store=store, status=Status.ACCEPTED)
    store.name = "Other Noodles"
    store.save(update_fields=["name"])
    ann.language = "ko"
    ann.save(update_fields=["language"])
    client.force_login(ann)

    page = client.get("/inbox/").content.decode()

    assert re.search(r"Promised for \d\d:\d\d: 냉면집 is preparing your order\.", page)
    assert "Other Noodles" not in page


def test_a_notice_of_a_kind_that_was_removed_is_still_shown(client, sale, bea):
    publish(sale)
    disconnect_kind()
    client.force_login(bea)

    page = client.get("/inbox/").content.decode()

    assert "20 % off" in page
    assert "#bell" in page


@pytest.mark.parametrize("link", ["https://evil.example/", "//evil.example", "orders", ""])
def test_a_link_out_of_the_site_is_refused(sale, link):
    connect_kind(sale_kind(link=lambda event: link))

    with pytest.raises(ValueError, match="leaves the site"):
        publish(sale)


@pytest.mark.parametrize(
    "link", ["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example", "x"]
)
def test_the_database_refuses_a_link_out_of_the_site(ann, link):
    for model in (Notice, Mail):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.create(user=ann, kind="sale", event_key="x", title="Sale", link=link)


def test_the_words_of_a_deleted_account_are_erased(sale, bea, store, mail_server):
    connect_kind(
        sale_kind(title="Bea, 20 %% off", text="For Bea only", link=lambda event: "/?for=bea")
    )
    publish(sale)
    send_due_mails()
    store.owner = None
    store.save(update_fields=["owner"])

    delete_account(bea)

    mail = only_mail()
    assert (mail.title, mail.text, mail.subject, mail.link, mail.recipient) == ("",) * 5
    assert str(mail) == "A sale begins"
    assert not Notice.objects.exists()
