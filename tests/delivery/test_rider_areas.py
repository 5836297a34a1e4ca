"""A rider's shift, vehicle and areas."""

import pytest

from delivery.models import WorkingArea
from delivery.shifts import MAX_AREAS
from tests.factories import DeliveryFactory, RiderFactory, WorkingAreaFactory

AREA = {
    "label": "Mapo",
    "line": "서울특별시 마포구 월드컵로 212",
    "latitude": "37.5663",
    "longitude": "126.9016",
    "radius_km": "2.5",
}


@pytest.fixture
def riding(client, rider):
    client.force_login(rider.user)
    return client


def text_of(response):
    return response.content.decode()


def active(rider):
    return rider.areas.get(is_active=True).label


def test_the_switch_starts_and_ends_the_shift(riding, rider):
    riding.post("/rides/shift/", {"is_on_shift": "no"})
    rider.refresh_from_db()
    assert not rider.is_on_shift

    riding.post("/rides/shift/", {"is_on_shift": "yes"})
    rider.refresh_from_db()
    assert rider.is_on_shift


def test_without_an_area_there_is_no_shift(client, cy):
    client.force_login(cy)

    response = client.post("/rides/shift/", {"is_on_shift": "yes"}, follow=True)

    assert "Choose where you work first." in text_of(response)


def test_the_vehicle_is_changed(riding, rider):
    riding.post("/rides/vehicle/", {"vehicle": "bicycle"})

    rider.refresh_from_db()
    assert rider.vehicle == "bicycle"
    assert "is-invalid" in text_of(riding.post("/rides/vehicle/", {"vehicle": "horse"}))


def test_an_area_is_added_and_worked_in(riding, rider):
    riding.post("/rides/areas/add/", {**AREA, "make_active": "on"})

    assert active(rider) == "Mapo"
    assert "2.5 km" in text_of(riding.get("/rides/areas/"))


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(-90, 180), (-54.8, -68.3), (69.6, 18.9), (90, 0)]
)
def test_the_rides_open_wherever_the_rider_works(riding, latitude, longitude):
    place = {"latitude": latitude, "longitude": longitude, "radius_km": "20"}
    riding.post("/rides/areas/add/", {**AREA, **place, "make_active": "on"})
    DeliveryFactory()

    assert "All quiet" in text_of(riding.get("/rides/"))


def test_an_area_is_changed(riding, rider):
    area = rider.areas.get()

    riding.post(f"/rides/areas/{area.pk}/", {**AREA, "label": "Hapjeong", "make_active": "on"})

    assert active(rider) == "Hapjeong"


@pytest.mark.parametrize(
    ("field", "value"),
    [("radius_km", "0.4"), ("radius_km", "20.1"), ("latitude", "91"), ("longitude", ""),
     ("latitude", "NaN"), ("label", ""), ("line", "")],
)  # fmt: skip
def test_an_area_that_is_none_is_refused(riding, rider, field, value):
    response = riding.post("/rides/areas/add/", {**AREA, field: value})

    assert "is-invalid" in text_of(response)
    assert rider.areas.count() == 1


def test_areas_have_an_end(riding, rider):
    for _n in range(MAX_AREAS - 1):
        WorkingAreaFactory(rider=rider)

    assert "Delete one first." in text_of(riding.post("/rides/areas/add/", AREA))


def test_one_touch_changes_where_the_rider_works(riding, rider):
    area = WorkingAreaFactory(rider=rider, label="Mapo")

    riding.post(f"/rides/areas/{area.pk}/activate/")

    assert active(rider) == "Mapo"


def test_deleting_is_asked_about_and_then_done(riding, rider):
    area = rider.areas.get()
    url = f"/rides/areas/{area.pk}/delete/"
    assert "your shift ends with it" in text_of(riding.get(url))

    riding.post(url)

    rider.refresh_from_db()
    assert not rider.is_on_shift
    assert "No area yet" in text_of(riding.get("/rides/areas/"))


@pytest.mark.parametrize("verb", ["", "activate/", "delete/"])
def test_the_area_of_another_is_not_found(riding, verb):
    area = WorkingArea.objects.get(rider=RiderFactory())

    assert riding.post(f"/rides/areas/{area.pk}/{verb}", AREA).status_code == 404
