"""The pages of accounts in a real browser, under the site's own Content-Security-Policy."""

import json

import pytest

from accounts.models import User
from accounts.services import save_address
from tests.accounts.conftest import code_in_the_mail
from tests.factories import PASSWORD, AddressFactory, UserFactory

SERVICE = "https://t1.daumcdn.net/mapjsapi/bundle/postcode/prod/postcode.v2.js"

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# The data of the postcode service for a picked address (its published fields).
FOUND = {
    "zonecode": "03172",
    "address": "서울 종로구 세종대로 175",
    "addressType": "R",
    "userSelectedType": "R",
    "roadAddress": "서울 종로구 세종대로 175",
    "jibunAddress": "서울 종로구 세종로 81-3",
    "buildingName": "세종문화회관",
}


def service(found):
    """A stub of the service's script: it picks `found` as soon as it is shown."""
    return f"""window.daum = {{ Postcode: class {{
        constructor(options) {{ this.options = options; }}
        embed(place) {{ this.options.oncomplete({json.dumps(found)}); }}
    }} }};"""


@pytest.fixture
def ann():
    ann = UserFactory(name="Ann", email="ann@example.com")
    save_address(AddressFactory.build(user=ann))
    return ann


@pytest.fixture
def open_page(browse):
    """Opens a page of the site, signed in as `user` if given."""

    def opened(path, user=None, **options):
        page = browse(user=user, **options)
        page.goto(path)
        return page

    return opened


def values(page, *names):
    return [page.input_value(f"[name={name}]") for name in names]


def search(page, found):
    page.route(
        SERVICE, lambda route: route.fulfill(body=service(found), content_type="text/javascript")
    )
    page.click("[data-postcode]")
    page.wait_for_selector("[name=detail]:focus")


def test_the_postcode_search_fills_the_plain_fields(open_page, ann):
    page = open_page("/me/addresses/add/", ann)

    search(page, FOUND)

    assert values(page, "postcode", "line") == ["03172", "서울 종로구 세종대로 175 (세종문화회관)"]


def test_the_postcode_search_uses_the_picked_type_of_address(open_page, ann):
    page = open_page("/me/addresses/add/", ann)

    search(page, {**FOUND, "userSelectedType": "J", "buildingName": ""})

    assert values(page, "line") == ["서울 종로구 세종로 81-3"]


def test_another_address_clears_the_old_coordinates(open_page, ann):
    page = open_page(f"/me/addresses/{ann.addresses.get().pk}/", ann)

    search(page, FOUND)

    assert values(page, "latitude", "longitude") == ["", ""]


def test_a_failing_postcode_search_shows_a_message(open_page, ann, troubles):
    page = open_page("/me/addresses/add/", ann)
    page.route(SERVICE, lambda route: route.abort())

    page.click("[data-postcode]")

    page.wait_for_selector("text=The address search did not answer.")
    assert page.is_editable("[name=line]")
    troubles.clear()  # the browser reports the failed request


def test_my_position_fills_the_coordinates(open_page, ann):
    place = {"latitude": 37.55, "longitude": 126.92}
    page = open_page("/me/addresses/add/", ann, geolocation=place, permissions=["geolocation"])

    page.click("summary:has-text('Position on the map')")
    page.click("[data-locate]")

    page.wait_for_function("() => document.querySelector('[name=latitude]').value !== ''")
    assert values(page, "latitude", "longitude") == ["37.550000", "126.920000"]


def test_an_address_is_added_without_javascript(open_page, ann):
    page = open_page("/me/addresses/add/", ann, java_script_enabled=False)

    assert not page.is_visible("[data-postcode]")
    page.fill("[name=label]", "Work")
    page.fill("[name=line]", "을지로 100")
    page.click("main button:has-text('Save')")

    assert ann.addresses.filter(label="Work").exists()


def test_an_owner_signs_up_without_javascript(open_page):
    page = open_page("/accounts/signup/", java_script_enabled=False)

    page.click("label:has-text('Open your store')")
    page.fill("[name=name]", "Bea")
    page.fill("[name=email]", "bea@new.com")
    page.fill("[name=password1]", PASSWORD)
    page.click("main button:has-text('Create an account')")
    page.fill("[name=code]", code_in_the_mail())
    page.click("main button:has-text('Create my account')")

    page.wait_for_url("**/shop/**")
    assert User.objects.get().is_owner


def test_the_admin_renders_without_errors(open_page):
    boss = User.objects.create_superuser("boss@example.com", name="Boss")
    page = open_page("/me/", boss)

    page.goto("/admin/accounts/user/")

    page.wait_for_selector("text=boss@example.com")
