"""Notifications of riders and owners about deliveries."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.lifecycle import move
from delivery import services
from notifications.messages import message_of
from notifications.models import Mail, Notice
from tests.factories import DeliveryFactory, RiderFactory, carry


@pytest.fixture
def delivery(ann, store):
    return DeliveryFactory(customer=ann, store=store)


@pytest.fixture
def rider(cy):
    return RiderFactory(user=cy)


def inbox(user):
    return [notice.kind for notice in Notice.objects.filter(user=user).order_by("pk")]


def test_a_rider_who_takes_a_job_is_not_notified(delivery, rider):
    services.accept(delivery, rider.user)

    assert inbox(rider.user) == []


def test_a_rider_is_notified_of_an_assigned_job_and_its_withdrawal(delivery, rider, bea):
    services.assign(delivery, rider.pk, by=bea)
    delivery.refresh_from_db()
    move(delivery, "release", by=bea)

    given, taken = Notice.objects.filter(user=rider.user).order_by("pk")
    assert [given.kind, taken.kind] == ["job-given", "job-taken-back"]
    assert given.link == f"/rides/given/?number={delivery.order.number}"
    assert taken.link == "/rides/"
    assert Mail.objects.filter(recipient=rider.user.email).count() == 2


def test_a_riders_mail_has_neither_lines_nor_address(delivery, rider, bea):
    services.assign(delivery, rider.pk, by=bea)
    order = delivery.order

    message = message_of(Mail.objects.get(recipient=rider.user.email))

    for part in (message.body, str(message.alternatives[0].content)):
        assert order.number in part
        for secret in (order.lines.get().name, "Total", order.address, order.phone):
            assert secret not in part


def test_a_rider_who_releases_a_job_is_not_notified(delivery, rider):
    services.accept(delivery, rider.user)
    delivery.refresh_from_db()
    move(delivery, "release", by=rider.user)

    assert inbox(rider.user) == []


def test_a_rider_is_notified_of_a_cancelled_order(delivery, rider, bea, ann):
    services.accept(delivery, rider.user)
    move(delivery.order, "cancel_by_store", by=bea, note="No gas")

    assert inbox(rider.user) == ["job-stopped"]
    assert "called-off" in inbox(ann)


def test_the_owner_is_notified_once_for_each_search_without_a_rider(delivery, bea):
    late = timezone.now() + timedelta(minutes=11)

    services.tell_unclaimed(late)
    services.tell_unclaimed(late)

    assert inbox(bea) == ["new-order", "unclaimed"]
    assert Mail.objects.filter(recipient=bea.email, kind="unclaimed").count() == 1


def test_the_owner_is_notified_of_a_failed_delivery_with_its_reason(delivery, rider, bea):
    carry(delivery.order, ["accept", "pick_up"], rider)
    delivery.refresh_from_db()
    move(delivery, "fail", by=rider.user, note="Nobody opens")

    notice = Notice.objects.get(user=bea, kind="undelivered")
    assert notice.note == "Nobody opens"
    assert notice.link == f"/shop/orders/{delivery.order.number}/"
