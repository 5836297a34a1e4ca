from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.lifecycle import MoveRefused, move
from delivery import services
from delivery.events import DeliveryUnclaimed
from delivery.lifecycle import Status
from delivery.models import Delivery
from delivery.queries import offers_for, riders_for
from delivery.shifts import change_shift
from orders.fulfilment import Fulfilment
from orders.statuses import Status as OrderStatus
from payments.models import Refund
from tests.factories import (
    DeliveryFactory,
    OrderFactory,
    RiderFactory,
    StoreFactory,
    place,
)


@pytest.fixture
def delivery(ann, store):
    return DeliveryFactory(customer=ann, store=store)


def paid(order):
    """The order with its money captured, as a payment does."""
    from payments.gateways.base import PaymentOutcome
    from payments.recording import record_outcome
    from payments.services import open_payment

    payment = open_payment(order, "sandbox")
    record_outcome(payment, PaymentOutcome("captured", payment.key, order.total, order.currency))
    order.refresh_from_db()
    return order


def test_accepting_a_delivery_order_starts_the_search(ann, noodles, settings):
    settings.ALLOW_SANDBOX_PAYMENTS = True
    order = paid(place(ann, noodles))
    move(order, "accept", by=noodles.store.owner, minutes=20)

    delivery = order.delivery
    assert (delivery.status, delivery.fee) == (Status.SEARCHING, Decimal(3000))
    assert (delivery.latitude, delivery.longitude) == (37.5759, 126.9812)


def test_a_pickup_needs_no_rider(ann, store):
    OrderFactory(customer=ann, store=store, fulfilment="pickup", status=OrderStatus.ACCEPTED)

    assert not Delivery.objects.exists()


def test_the_slower_rider_reads_who_was_faster(delivery, rider):
    services.accept(delivery, rider.user)
    late = RiderFactory(user__name="Eve")

    with pytest.raises(services.OfferGone, match="Cy was faster"):
        services.accept(Delivery.objects.get(pk=delivery.pk), late.user)


def test_a_second_touch_says_it_is_theirs_already(delivery, rider):
    services.accept(delivery, rider.user)

    with pytest.raises(services.OfferGone, match="already"):
        services.accept(Delivery.objects.get(pk=delivery.pk), rider.user)


def test_no_rider_takes_a_job_off_shift(delivery, rider):
    change_shift(rider, False)

    with pytest.raises(MoveRefused, match="shift"):
        services.accept(delivery, rider.user)


def test_no_rider_has_more_open_jobs_than_the_setting(store, rider, settings):
    settings.RIDER_MOST_JOBS = 2
    jobs = [DeliveryFactory(store=store) for _n in range(3)]
    for job in jobs[:2]:
        services.accept(job, rider.user)

    with pytest.raises(MoveRefused, match="2 open jobs"):
        services.accept(jobs[2], rider.user)
    assert list(riders_for(jobs[2])) == [rider]


def test_declined_is_declined_for_good(delivery, rider):
    services.decline(delivery, rider.user)
    services.decline(delivery, rider.user)

    assert list(offers_for(rider)) == []
    assert list(offers_for(RiderFactory())) == [delivery]


def test_what_a_rider_gave_back_is_not_offered_to_them_again(delivery, rider):
    services.accept(delivery, rider.user)
    move(delivery, "release", by=rider.user)

    assert list(offers_for(rider)) == []
    assert list(offers_for(RiderFactory())) == [delivery]


def test_what_the_store_took_back_may_be_offered_again(delivery, rider, bea):
    services.accept(delivery, rider.user)
    move(delivery, "release", by=bea)

    assert list(offers_for(rider)) == [delivery]


def test_calling_the_order_off_ends_the_delivery(delivery, rider, bea):
    services.accept(delivery, rider.user)

    move(delivery.order, "cancel_by_store", by=bea, note="The stove broke")

    delivery.refresh_from_db()
    assert delivery.status == Status.STOPPED


def test_unclaimed_deliveries_are_published_once_per_search(delivery, rider, wiring, bea):
    published = []
    late = delivery.searching_since + services.UNCLAIMED_AFTER
    wiring({DeliveryUnclaimed: reaction(published.append)})

    assert services.tell_unclaimed(late - timedelta(seconds=1)) == 0
    assert [services.tell_unclaimed(late), services.tell_unclaimed(late)] == [1, 0]
    assert [event.delivery for event in published] == [delivery]


def test_an_error_with_one_delivery_does_not_stop_the_others(store, wiring):
    deliveries = [DeliveryFactory(store=store) for _n in range(3)]
    published = []

    def publish_or_fail(event):
        if event.delivery == deliveries[1]:
            raise ValueError
        published.append(event.delivery)

    wiring({DeliveryUnclaimed: reaction(publish_or_fail)})
    with pytest.raises(ExceptionGroup, match="could not be told of"):
        services.tell_unclaimed(timezone.now() + services.UNCLAIMED_AFTER)

    assert published == [deliveries[2], deliveries[0]]


def reaction(act):
    from core.events import Reaction

    return Reaction([act])


def test_turned_into_a_pickup_the_fee_goes_back(ann, noodles, settings):
    settings.ALLOW_SANDBOX_PAYMENTS = True
    order = paid(place(ann, noodles))
    move(order, "accept", by=noodles.store.owner, minutes=20)
    later = timezone.now() + services.UNCLAIMED_AFTER

    move(order, "turn_into_pickup", by=noodles.store.owner, now=later)

    order.refresh_from_db()
    assert (order.fulfilment, order.total) == (Fulfilment.PICKUP, Decimal(9000))
    assert sum(a.amount for a in order.adjustments.all()) == 0
    assert {a.kind for a in order.adjustments.all()} == {"delivery_fee", "delivery_fee_off"}
    assert [refund.amount for refund in Refund.objects.all()] == [Decimal(3000)]
    assert order.delivery.status == Status.STOPPED


def test_its_customer_may_refuse_to_fetch_it_and_gets_everything_back(ann, noodles, settings):
    settings.ALLOW_SANDBOX_PAYMENTS = True
    order = paid(place(ann, noodles))
    move(order, "accept", by=noodles.store.owner, minutes=20)
    later = timezone.now() + services.UNCLAIMED_AFTER
    move(order, "turn_into_pickup", by=noodles.store.owner, now=later)

    move(order, "refuse_pickup", by=ann)

    assert sum(refund.amount for refund in Refund.objects.all()) == Decimal(12000)


def test_it_stays_a_delivery_while_a_rider_may_come(delivery, bea):
    soon = delivery.searching_since + timedelta(minutes=9)

    with pytest.raises(MoveRefused, match="ten minutes"):
        move(delivery.order, "turn_into_pickup", by=bea, now=soon)


def test_it_stays_a_delivery_once_a_rider_has_it(delivery, bea, rider):
    services.accept(delivery, rider.user)
    late = delivery.searching_since + timedelta(hours=1)

    with pytest.raises(MoveRefused, match="Cy is bringing it"):
        move(delivery.order, "turn_into_pickup", by=bea, now=late)


def test_riders_for_are_on_shift_and_cover_the_store(delivery, rider):
    RiderFactory(is_on_shift=False)
    RiderFactory(area__latitude=35.1796, area__longitude=129.0756)  # Busan
    busy = RiderFactory()
    DeliveryFactory(store=StoreFactory(), status=Status.ASSIGNED, rider=busy)

    assert [(each, each.jobs) for each in riders_for(delivery)] == [(rider, 0), (busy, 1)]


def test_riders_do_not_carry_their_own_orders(store, rider, bea):
    own = DeliveryFactory(store=store, customer=rider.user)

    with pytest.raises(MoveRefused, match="You ordered this yourself"):
        services.accept(own, rider.user)
    with pytest.raises(MoveRefused, match="This rider ordered it"):
        move(own, "assign", by=bea, rider_id=rider.pk)


def test_a_job_of_a_cancelled_order_ends(delivery, rider, bea):
    services.accept(delivery, rider.user)
    move(delivery.order, "cancel_by_store", by=bea, note="Kitchen on fire")

    with pytest.raises(services.OfferGone, match="not wanted any more"):
        services.accept(delivery, RiderFactory().user)
