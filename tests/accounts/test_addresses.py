import pytest
from django.db import IntegrityError, transaction

from accounts.models import Address
from accounts.services import MAX_ADDRESSES, delete_address, make_default, save_address
from tests.factories import AddressFactory, UserFactory
from tests.racing import together

LIST = "/me/addresses/"
FORM = {"label": "Home", "line": "서울특별시 종로구 세종대로 175", "postcode": "03172"}


def saved(user, label="Home", **more):
    address = AddressFactory.build(user=user, label=label)
    save_address(address, **more)
    return address


def default_of(user):
    return Address.objects.get(user=user, is_default=True)


def test_the_first_address_is_the_default(client, ann):
    client.force_login(ann)

    response = client.post(LIST + "add/", FORM)

    assert (response["Location"], default_of(ann).line) == (LIST, FORM["line"])


def test_a_second_address_is_not_the_default(ann):
    home, work = saved(ann), saved(ann, "Work")

    assert (default_of(ann), work.is_default) == (home, False)


def test_a_second_address_can_become_the_default(client, ann):
    saved(ann)
    client.force_login(ann)

    client.post(LIST + "add/", {**FORM, "label": "Work", "make_default": "on"})

    assert default_of(ann).label == "Work"


def test_editing_the_default_does_not_change_it(client, ann):
    home = saved(ann)
    client.force_login(ann)

    client.post(f"{LIST}{home.pk}/", {**FORM, "label": "Attic"})

    assert default_of(ann).label == "Attic"


def test_unticking_the_default_does_not_make_another_the_default(client, ann):
    home, _work = saved(ann), saved(ann, "Work")
    client.force_login(ann)

    client.post(f"{LIST}{home.pk}/", FORM)

    assert default_of(ann) == home


def test_deleting_the_default_makes_another_the_default(client, ann):
    home, work = saved(ann), saved(ann, "Work")
    client.force_login(ann)

    asked = client.get(f"{LIST}{home.pk}/delete/")
    client.post(f"{LIST}{home.pk}/delete/")

    assert (asked.status_code, default_of(ann)) == (200, work)


def test_deleting_the_last_leaves_none(ann):
    delete_address(saved(ann))

    assert Address.objects.count() == 0


def test_making_a_default_redirects_to_next(client, ann):
    saved(ann)
    work = saved(ann, "Work")
    client.force_login(ann)

    response = client.post(f"{LIST}{work.pk}/default/", {"next": "/cart/"})

    assert (response["Location"], default_of(ann)) == ("/cart/", work)


def test_next_is_passed_through_the_list_to_the_form(client, ann):
    saved(ann)
    client.force_login(ann)

    listed = client.get(LIST, {"next": "/cart/"}).content.decode()
    form = client.get(LIST + "add/", {"next": "/cart/"}).content.decode()

    assert "/me/addresses/add/?next=%2Fcart%2F" in listed
    assert '<input type="hidden" name="next" value="/cart/">' in form


@pytest.mark.parametrize(
    "away", ["https://evil.example/", "//evil.example/", "/\\evil.example", "-1", "accounts:start"]
)
def test_next_never_redirects_to_another_site(client, ann, away):
    client.force_login(ann)

    response = client.post(LIST + "add/", {**FORM, "next": away})

    assert response["Location"] == LIST


@pytest.mark.parametrize("action", ["", "default/", "delete/"])
def test_a_stranger_gets_404(client, ann, dan, action):
    home = saved(ann)
    client.force_login(dan)

    assert client.post(f"{LIST}{home.pk}/{action}", FORM).status_code == 404
    assert Address.objects.filter(pk=home.pk, user=ann).exists()


def test_one_coordinate_alone_is_refused(client, ann):
    client.force_login(ann)

    response = client.post(LIST + "add/", {**FORM, "latitude": "37.5"})

    assert "Give both coordinates, or neither." in response.content.decode()


def test_addresses_are_limited(client, ann):
    for number in range(MAX_ADDRESSES):
        saved(ann, f"Place {number}")
    client.force_login(ann)

    response = client.post(LIST + "add/", FORM)

    assert "Delete one first." in response.content.decode()
    assert Address.objects.count() == MAX_ADDRESSES


def test_the_list_has_a_constant_number_of_queries(
    client, ann, django_assert_num_queries, django_assert_max_num_queries
):
    saved(ann)
    client.force_login(ann)
    with django_assert_max_num_queries(8) as one:
        client.get(LIST)
    AddressFactory.create_batch(29, user=ann)

    with django_assert_num_queries(len(one)):
        client.get(LIST)


def test_the_database_allows_one_default(ann):
    AddressFactory(user=ann, is_default=True)

    with pytest.raises(IntegrityError), transaction.atomic():
        AddressFactory(user=ann, is_default=True)


@pytest.mark.django_db(transaction=True)
def test_concurrent_defaults_result_in_exactly_one():
    ann = UserFactory()
    places = [saved(ann, f"Place {number}") for number in range(8)]

    for _round in range(5):
        results = together(*[lambda place=place: make_default(place) for place in places])

        assert results == [None] * 8
        assert Address.objects.filter(is_default=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_concurrent_first_addresses_result_in_exactly_one_default():
    ann = UserFactory()

    together(*[lambda: saved(ann) for _ in range(6)])

    assert Address.objects.count() == 6
    assert Address.objects.filter(is_default=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_concurrent_deleting_and_choosing_results_in_one_default():
    for _round in range(5):
        ann = UserFactory()
        home, work, attic = saved(ann), saved(ann, "Work"), saved(ann, "Attic")

        results = together(
            lambda home=home: delete_address(home),
            lambda home=home: make_default(home),
            lambda work=work: make_default(work),
            lambda attic=attic: delete_address(attic),
        )

        assert results == [None] * 4
        assert default_of(ann) == work


def test_only_the_form_allows_the_postcode_service_in_its_csp(client, ann):
    client.force_login(ann)

    form = client.get(LIST + "add/")["Content-Security-Policy"]
    page = client.get(LIST)["Content-Security-Policy"]

    assert "script-src 'self' https://t1.daumcdn.net" in form
    assert "frame-src https://postcode.map.daum.net https://*.daum.net" in form
    assert "daum" not in page
