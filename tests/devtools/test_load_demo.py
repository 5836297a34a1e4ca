import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import Address, User
from affiliates.models import Partner, Sale
from billing.models import BillingPlan, CreditNote, Subscription, SubscriptionChange, UsageEvent
from billing.months import Month, collected_at
from billing.plans.allowances import allowances_of
from billing.usage.orders import key_of
from core.limits import beyond
from devtools.demo.accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from devtools.demo.page_contents import NEXT_TITLE, REVIEWS, SLUG, TITLE
from landing.lifecycle import PagePhase
from landing.models import Page, Review
from orders.models import Order
from orders.statuses import CAME_TO_NOTHING, Status
from shipping.models import Parcel, Return
from shipping.return_lifecycle import Status as ReturnStatus
from stores.models import Option, Product, Store
from tests.readers import undone
from ticketing.models import Event, Scan, Ticket, Wish
from ticketing.phases import Phase, events_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demo data, once for all tests of this module."""
    demo = override_settings(DEBUG=True, MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with django_db_blocker.unblock(), demo, undone():
        call_command("load_demo")
        yield


@pytest.fixture
def demo(loaded, db):
    """The demo data; what a test does to it is undone."""


def test_demo_is_refused_without_debug(settings):
    settings.DEBUG = False
    before = User.objects.count()

    with pytest.raises(CommandError, match="only where DEBUG=1"):
        call_command("load_demo")

    assert User.objects.count() == before


def test_demo_loads_once(demo, capsys):
    before = (User.objects.count(), Store.objects.count(), Order.objects.count())

    call_command("load_demo")

    assert capsys.readouterr().out.splitlines()[-1] == "The demo data is there already."
    assert (User.objects.count(), Store.objects.count(), Order.objects.count()) == before


def test_demo_people_sign_in_with_the_password_told(demo):
    for role, email, name in DEMO_ACCOUNTS:
        user = User.objects.get(email=email)
        assert user.check_password(DEMO_PASSWORD)
        assert user.name == name
        assert user.is_superuser == (role == "admin")
        assert role in ("admin", user.role)


def test_demo_customer_has_two_places_with_coordinates(demo):
    places = Address.objects.filter(user__email=DEMO_ACCOUNTS[0][1])

    assert [place.is_default for place in places] == [True, False]
    assert all(place.latitude and place.longitude for place in places)


def test_demo_stores_have_menus_and_are_all_kinds(demo):
    stores = Store.objects.filter(offers_shipping=False, events=None, is_platform=False).annotate(
        dishes=Count("sections__products")
    )

    assert stores.count() == 24
    assert all(store.dishes >= 6 and store.photo and store.latitude for store in stores)
    assert stores.filter(is_open=False).count() == 1
    assert Product.objects.filter(is_available=False).exists()
    assert Product.objects.filter(stock__gt=0).exists()
    assert Option.objects.exclude(price_change=0).exists()


def test_one_demo_store_has_events_with_seats_and_without(demo):
    tickets = Ticket.objects.filter(status="valid").values("event")
    events = Event.objects.filter(pk__in=tickets)

    assert events.filter(dates__plan_version__isnull=False).exists()
    assert events.filter(categories__capacity__isnull=False).exists()
    assert Ticket.objects.filter(order__customer__email=DEMO_ACCOUNTS[0][1]).exists()
    assert {phase for phase in Phase if events_in(phase, timezone.now())} == {
        "not_yet",
        "on_sale",
        "sold_out",
        "ended",
    }
    assert Wish.objects.open().count() == 2
    assert Scan.objects.filter(outcome="admitted").count() > 10


def test_the_usage_of_the_demos_owner_is_what_was_sold(demo):
    counted = UsageEvent.objects.filter(reverses=None, key__startswith="order:")
    called_off = Order.objects.filter(status__in=CAME_TO_NOTHING)

    keys = [key_of(order) for order in called_off]
    assert {each.key for each in counted.exclude(reversal=None)} <= set(keys)
    assert not counted.filter(reversal=None, key__in=keys).exists()


def test_one_demo_store_sends_parcels_in_each_state(demo):
    parcels = Parcel.objects.values_list("status", "order__status")

    assert set(parcels) == {
        ("delivered", "completed"),
        ("dispatched", "accepted"),
        ("dispatched", "dispatched"),
    }
    assert Order.objects.filter(fulfilment="shipping", status="paid").exists()


def test_it_has_a_return_in_each_state_and_one_is_overdue(demo):
    assert set(Return.objects.values_list("status", flat=True)) == set(ReturnStatus.values)
    assert Return.objects.overdue(timezone.now()).count() == 1


def test_one_demo_store_sells_in_dollars_at_dollar_prices(demo):
    store = Store.objects.exclude(currency="KRW").get()

    assert store.currency == "USD"
    prices = Product.objects.filter(section__store=store).values_list("price", flat=True)
    assert all(1 < price < 100 for price in prices)
    assert store.minimum_order < 100


def test_demo_shows_an_order_in_each_status(demo):
    statuses = set(Order.objects.values_list("status", flat=True))

    assert statuses == set(Status.values)


def test_demo_orders_have_a_history_in_order(demo):
    for order in Order.objects.all():
        times = [record.at for record in order.history.order_by("pk")]
        assert times == sorted(times)


def test_demo_pages_show(demo, client):
    client.force_login(User.objects.get(email=DEMO_ACCOUNTS[0][1]))

    pages = [
        reverse("stores:home"),
        *(store.get_absolute_url() for store in Store.objects.filter(is_platform=False)),
    ]

    assert {client.get(page).status_code for page in pages} == {200}


def test_demo_sells_tea_on_a_page_with_a_struck_price_and_reviews(demo, client):
    body = client.get(f"/p/{SLUG}/").content.decode()

    assert {text for text in ("28,000", "24,000") if text in body} == {"28,000", "24,000"}
    assert body.count('loading="lazy"') >= 3
    assert Review.objects.count() == len(REVIEWS)
    assert REVIEWS[0].text in body


def test_another_page_of_the_demo_is_scheduled(demo):
    phases = {page.title: page.phase(timezone.now()) for page in Page.objects.all()}

    assert phases == {TITLE: PagePhase.PUBLISHED, NEXT_TITLE: PagePhase.SCHEDULED}


def test_the_store_of_the_page_has_partners_who_earned(demo):
    store = Page.objects.get(slug=SLUG).store

    assert {partner.programme.store for partner in Partner.objects.all()} == {store}
    assert Sale.objects.exists()


def test_owners_of_the_demo_have_plans_in_several_states(demo):
    states = Subscription.objects.values_list("status", flat=True)
    # Not of the test clock, which stands at the 1st.
    planned = SubscriptionChange.objects.filter(
        day__gt=timezone.localdate(), subscription__tenant__clock=None
    )

    ended = ["cancelled"] * 2
    assert sorted(states) == [*["active"] * 4, *ended, "past_due", *["trialing"] * 2]
    assert sorted(planned.values_list("kind", flat=True)) == ["downgrade", "start"]
    assert BillingPlan.objects.filter(tenant=None).count() == 3


def test_bills_of_the_demo_are_paid_by_card(demo):
    bea = User.objects.get(email=DEMO_ACCOUNTS[1][1])

    tenant, now = bea.tenant, timezone.now()
    for invoice in tenant.invoices.all():
        is_collected = collected_at(Month.of(invoice.first_day), tenant.tz) <= now
        assert invoice.status == ("paid" if is_collected else "open")
    assert tenant.invoices.filter(status="paid").exists()
    assert CreditNote.objects.count() == 1


def test_nothing_of_the_demo_is_beyond_its_plan(demo):
    bea = User.objects.get(email=DEMO_ACCOUNTS[1][1])

    assert beyond(bea.pk, allowances_of(bea.pk)) == {}
