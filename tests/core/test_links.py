import pytest

from core.links import absolute, site_url


@pytest.fixture(params=["https://jumun.example", "https://jumun.example/"])
def site(settings, request):
    settings.SITE_URL = request.param


@pytest.mark.usefixtures("site")
def test_a_path_becomes_a_url_of_the_site():
    assert absolute("/events/") == "https://jumun.example/events/"
    assert site_url("account_login") == "https://jumun.example/accounts/login/"


@pytest.mark.usefixtures("site")
def test_a_url_of_another_site_is_unchanged():
    assert absolute("https://media.example/a.webp") == "https://media.example/a.webp"
