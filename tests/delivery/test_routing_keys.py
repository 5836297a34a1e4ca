import logging

import pytest

from delivery.routing import route_between
from devtools.stubs.routing import KEY
from tests.delivery.places import HOME, STORE


@pytest.mark.parametrize("key", [KEY, "wrong-key", "bro\nken-key", " spaced-key", "열쇠-key"])
@pytest.mark.parametrize("mode", ["ok", "500", "half"])
def test_the_key_is_never_logged(tmap, settings, caplog, key, mode):
    settings.TMAP_APP_KEY = key
    tmap.mode = mode

    with caplog.at_level(logging.DEBUG):
        route = route_between(STORE, HOME)

    assert ("route_provider_failed" in caplog.text) is route.is_estimate
    assert key.strip() not in caplog.text
    assert repr(key)[1:-1].strip() not in caplog.text


def test_no_address_is_logged(osrm, caplog):
    osrm.mode = "500"

    with caplog.at_level(logging.DEBUG):
        route_between(STORE, HOME)

    assert str(HOME.latitude) not in caplog.text


@pytest.mark.parametrize("mode", ["ok", "500"])
@pytest.mark.urls("tests.delivery.map_urls")
def test_the_key_never_reaches_the_browser(tmap, client, mode):
    tmap.mode = mode

    response = client.get("/way/")

    assert KEY not in response.content.decode()
    assert KEY not in str(response.headers)
    assert tmap.url not in response.content.decode()
