"""Types of tickets that are only shown to who knows their code."""

from core.throttle import count
from tests.ticketing.buying import press, url_of
from tests.ticketing.factories import make_type, standing_date
from ticketing.models import Place
from ticketing.views.holds import CODES


def add_secret(date, code):
    return make_type(date.event.categories.get(), "Friends", secret_code=code, price=1)


def test_secret_types_need_their_code(store, shop):
    date = standing_date(store)
    secret = add_secret(date, "Moon")

    assert "Friends" not in shop.get(url_of(date)).content.decode()
    assert press(shop, date, **{f"pieces-{secret.pk}": 1}).status_code == 422
    assert "Friends" in shop.get(f"{url_of(date)}?code=moon").content.decode()
    wrong = shop.get(f"{url_of(date)}?code=sun").content.decode()
    assert "There are no tickets with this code here." in wrong
    answer = press(shop, date, **{f"pieces-{secret.pk}": 1, "code": "MOON"})
    assert answer.status_code == 302
    assert Place.objects.get(state="held").type == secret


def test_codes_cannot_be_guessed_by_pressing_and_right_ones_do_not_count(store, shop):
    date = standing_date(store)
    wanted = {f"pieces-{add_secret(date, 'Moon').pk}": 1}
    for _time in range(CODES.times - 1):
        count(CODES, "127.0.0.1")

    right = [press(shop, date, **wanted, code="moon").status_code for _time in range(2)]
    guesses = [press(shop, date, **wanted, code=code).status_code for code in ("sun", "moon")]

    assert right == [302, 302]
    assert guesses == [422, 429]
    assert shop.get(f"{url_of(date)}?code=moon").status_code == 429


def test_a_code_may_have_any_character(store, shop):
    date = standing_date(store)
    wanted = {f"pieces-{add_secret(date, 'A&B #1').pk}": 1}

    page = press(shop, date, **wanted, code="a&b #1").url

    assert "Friends" in shop.get(page).content.decode()
