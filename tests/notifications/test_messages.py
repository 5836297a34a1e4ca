"""The content of mails as they arrive."""

import re
from dataclasses import asdict
from decimal import Decimal

import pytest
from django.utils import timezone

from affiliates.events import PayoutSent, SaleBooked
from affiliates.models import Payout, PayoutRun, Sale
from billing.collection.reasons import NO_CARD
from billing.dunning.events import DebtPaid, InvoiceOverdue, PlanSuspended
from billing.events import AllowanceUsed
from billing.invoice_events import CreditNoteMade, InvoiceFinalized
from billing.models import CreditNote, Invoice, Meter, Tenant, TenantEvent, UsageNotice
from core.actors import SYSTEM
from core.lifecycle import move
from core.notifications import all_kinds
from coupons.events import CampaignOpened, CampaignRestocked, CouponsEnding
from notifications.models import AdvertisingConsent
from notifications.words import words_of
from orders.pricing import Phase, PriceChange
from orders.statuses import Status
from payments.models import Dispute, Payment, Refund
from stores.events import MemberInvited, ProductRestocked, RestockRequested, StockRanLow
from stores.models import RestockRequest
from tests.affiliates.conftest import approved, programme_of
from tests.coupon_world import hold
from tests.coupons.conftest import published
from tests.factories import DeliveryFactory, InvitationFactory, OrderFactory, ProductFactory, place
from tests.job_runner import run_jobs
from tests.notifications.conftest import parts_of
from tests.shipping import return_world
from tests.shipping.world import ships
from tests.ticketing_world import make_held_tickets
from ticketing.change_events import (
    DateCancelled,
    DatePostponed,
    GuestTold,
    GuestToldOfCancellation,
    GuestToldOfNews,
    GuestToldOfPostponement,
    NewsTold,
)
from ticketing.models import DateChange, EventNews, Reminder, Wish
from ticketing.reminders.events import ReminderAsked, SaleOpensSoon
from ticketing.tickets.events import HolderMoved
from ticketing.waiting.events import PlacesOffered, WaitedInVain, WishMade


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = "https://jumun.example/"


def arrived(mail_server):
    run_jobs()
    return mail_server.messages


def test_a_message_has_text_and_html(ann, noodles, mail_server):
    order = place(ann, noodles, 2)
    move(order, "pay", by=SYSTEM)

    [message] = arrived(mail_server)

    link = f"https://jumun.example/orders/{order.number}/"
    for part in parts_of(message):
        for words in ("Order placed", "냉면집", "2 × 물냉면", "₩21,000", "Delivery fee", link):
            assert words in part
        assert "https://jumun.example/inbox/preferences/" in part


def test_a_message_shows_a_discount(ann, noodles, mail_server, price_with):
    change = PriceChange("coupon", Decimal(-3000), label="Spring")
    price_with(lambda _pricing: [change], Phase.ORDER_DISCOUNT)
    move(place(ann, noodles), "pay", by=SYSTEM)

    [message] = arrived(mail_server)

    for part in parts_of(message):
        for words in ("Spring", "₩3,000 off"):
            assert words in part


def test_a_message_is_in_the_language_of_its_recipient(ann, store, mail_server):
    ann.language = "ko"
    ann.save(update_fields=["language"])
    OrderFactory(customer=ann, store=store, status=Status.PAID)

    [message] = arrived(mail_server)

    _text, html = parts_of(message)
    assert '<html lang="ko">' in html
    assert "9,000원" in html


def test_messages_have_the_reason_and_the_promised_time(ann, store, mail_server):
    order = OrderFactory(customer=ann, store=store, status=Status.ACCEPTED)
    move(order, "cancel_by_store", by=store.owner, note="The gas is out & gone.")

    messages = {
        str(message["Subject"]).strip().split(" · ")[0]: message for message in arrived(mail_server)
    }

    text, html = parts_of(messages["Called off by the store"])
    assert "“The gas is out & gone.”" in text
    assert "The gas is out &amp; gone." in html
    text, _html = parts_of(messages["Order accepted"])
    assert re.search(r"Promised for \d\d:\d\d: 냉면집", text)


def test_a_guest_gets_the_key_of_the_order_and_no_preferences(noodles, mail_server):
    order = place(None, noodles)
    move(order, "pay", by=SYSTEM)

    [message] = arrived(mail_server)

    for part in parts_of(message):
        assert f"https://jumun.example{order.get_absolute_url()}" in part
        assert "preferences" not in part
        assert "keep it to yourself" in part
    assert message["List-Unsubscribe"] is None


def test_users_texts_are_escaped_in_html_and_cannot_inject_headers(ann, store, mail_server):
    store.name = "<b>Noodles</b>\nBcc: dan@example.com"
    store.save(update_fields=["name"])
    OrderFactory(customer=ann, store=store, status=Status.PAID)

    [message] = arrived(mail_server)

    _text, html = parts_of(message)
    assert "<b>Noodles" not in html
    assert message["Bcc"] is None
    assert "\n" not in message["Subject"]


def events_of_ticketing(date, now):
    """Of changes of a date, of news, of reminders and of the waiting list."""
    guest = GuestTold("a@example.com", "en")
    change = DateChange(date=date, at=now, former_begin=now, new_begin=now)
    news = EventNews(event=date.event, title="News", at=now, tells_holders_since=now)
    wish = Wish.objects.create(date=date, email="a@example.com", quantity=2)
    wish.offered_until = now
    reminder = Reminder(event=date.event, email="a@example.com")
    return [
        DatePostponed(change),
        DateCancelled(change),
        GuestToldOfPostponement(change, guest),
        GuestToldOfCancellation(change, guest),
        NewsTold(news),
        GuestToldOfNews(news, guest),
        WishMade(wish, now),
        PlacesOffered(wish, now),
        WaitedInVain(wish, now),
        ReminderAsked(reminder, now),
        SaleOpensSoon(reminder, now),
    ]


def events_of_billing(now):
    invoice = Invoice(
        pk=1,
        tenant=Tenant(user_id=1),
        number="J1",
        first_day=now.date(),
        due_day=now.date(),
        total=1,
        currency="KRW",
    )
    note = CreditNote(invoice=invoice, number="C1", amount=1, reason="An outage", at=now)
    meter = Meter(code="mails", name="Mails", unit="mails")
    usage = UsageNotice(
        tenant=invoice.tenant, meter=meter, percent=80, used=80, included=100, at=now
    )
    tenant, entry = invoice.tenant, TenantEvent(pk=1)
    return [
        InvoiceFinalized(invoice, now),
        CreditNoteMade(note, now),
        AllowanceUsed(usage),
        InvoiceOverdue(entry, tenant, now, invoice, NO_CARD.code, now),
        PlanSuspended(entry, tenant, now, invoice, NO_CARD.code),
        DebtPaid(entry, tenant, now, "Basic"),
    ]


def test_every_kind_renders_in_every_language(ann, store):
    delivery = DeliveryFactory(customer=ann, store=store)
    refund = Refund(payment=Payment(order=delivery.order, currency="KRW"), amount=Decimal(9000))
    dispute = Dispute(pk=1, payment=refund.payment, amount=Decimal(9000), currency="KRW")
    now = timezone.now()
    consent = AdvertisingConsent(user=ann, given_at=now, confirm_at=now)
    coupon = hold(published(store), ann, 1)
    product = ProductFactory(store=store, stock=5)
    goods_return = return_world.requested(return_world.arrived(ann, ships(store)))
    partner = approved(programme_of(store), ann)
    sale = Sale(partner=partner, amount=Decimal(900), currency="KRW")
    payout = Payout(run=PayoutRun(currency="KRW"), partner=partner, net=Decimal(900))
    held = make_held_tickets(store, ann)
    rows = {
        "OrderEvent": delivery.order,
        "RefundEvent": refund,
        "DisputeEvent": dispute,
        "ConsentEvent": consent,
        "CouponEvent": coupon,
        "ParcelEvent": goods_return.order.parcels.get(),
        "ReturnEvent": goods_return,
        "PartnerEvent": partner,
        "TicketEvent": held.handover.ticket,
    }
    others = [
        MemberInvited(InvitationFactory(store=store), now),
        CampaignOpened(coupon.campaign, now),
        CampaignRestocked(coupon, now),
        CouponsEnding(ann, now, (coupon,)),
        StockRanLow(product.stockchanges.get()),
        RestockRequested(RestockRequest(product=product, email="a@example.com"), now),
        ProductRestocked(RestockRequest(product=product, email="a@example.com"), now),
        SaleBooked(sale, now),
        PayoutSent(payout, now),
        *events_of_ticketing(held.ticket.date, now),
        HolderMoved(held.ticket, now),
        *events_of_billing(now),
    ]
    made = {type(event): event for event in others}

    for kind in all_kinds():
        base = kind.on.__base__.__name__
        cause = now if base == "ConsentEvent" else delivery.order.history.last()
        event = made.get(kind.on) or kind.on(rows.get(base, delivery), cause)
        for language in ("en", "ko"):
            words = asdict(words_of(kind, event, language))
            assert all(text for name, text in words.items() if name != "about" or kind.about)
            assert "%(" not in str(words)
