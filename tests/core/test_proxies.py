"""A proxy that TRUSTED_PROXIES does not count is reported where operators read, and nobody else is."""

import pytest
from django.test import Client

FORWARDED = {"x-forwarded-for": "203.0.113.7"}


@pytest.fixture
def warnings(caplog):
    """How often a client's requests to a page leave the warning."""
    caplog.set_level("WARNING", logger="core.proxies")

    def count(remote, headers, times=1):
        caplog.clear()
        client = Client(headers=headers, REMOTE_ADDR=remote)
        for _time in range(times):
            client.get("/health/no-page/")
        return len([record for record in caplog.records if record.name == "core.proxies"])

    return count


@pytest.mark.django_db
@pytest.mark.parametrize("remote", ["127.0.0.1", "172.18.0.1", "10.0.0.7", "::1", "fd00::7", ""])
def test_a_proxy_that_is_not_counted_is_logged_once(warnings, remote):
    assert warnings(remote, FORWARDED, times=3) == 1


@pytest.mark.django_db
def test_one_with_the_standard_header_is_too(warnings):
    assert warnings("127.0.0.1", {"forwarded": "for=203.0.113.7"}) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("remote", "headers"),
    [("8.8.8.8", FORWARDED), ("2a00:1450::1", FORWARDED), ("127.0.0.1", {})],
)
def test_clients_that_send_the_header_themselves_are_not(warnings, remote, headers):
    assert warnings(remote, headers) == 0


@pytest.mark.django_db
def test_a_proxy_that_is_counted_is_not(warnings, settings):
    settings.TRUSTED_PROXIES = 1

    assert warnings("127.0.0.1", FORWARDED) == 0


def test_the_first_page_of_the_admin_warns(admin_client, settings):
    pages = [admin_client.get("/admin/", headers=headers).text for headers in (FORWARDED, {})]
    settings.TRUSTED_PROXIES = 1
    pages.append(admin_client.get("/admin/", headers=FORWARDED).text)

    assert ["TRUSTED_PROXIES does not count it" in page for page in pages] == [True, False, False]
