import pytest
from django.conf import settings

from accounts.models import User

PAGE = "/i18n/setlang/"


def cookie(client):
    return client.cookies[settings.LANGUAGE_COOKIE_NAME].value


def test_a_visitor_switches_by_a_cookie(client, db):
    response = client.post(PAGE, {"language": "ko", "next": "/accounts/login/"})

    assert (response["Location"], cookie(client)) == ("/accounts/login/", "ko")
    assert 'lang="ko"' in client.get("/accounts/login/").content.decode()


def test_switching_is_stored_in_the_account(client, ann):
    client.force_login(ann)

    client.post(PAGE, {"language": "ko"})

    ann.refresh_from_db()
    assert ann.language == "ko"


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_next_never_redirects_to_another_site(client, db, away):
    assert client.post(PAGE, {"language": "ko", "next": away})["Location"] == "/"


@pytest.mark.parametrize("language", ["", "xx", "ko\x00", "🙂", "k" * 10_000])
def test_an_unknown_language_is_a_bad_request(client, db, language):
    assert client.post(PAGE, {"language": language}).status_code == 400


def test_a_get_changes_nothing(client, db):
    assert client.get(PAGE, {"language": "ko"}).status_code == 405


def test_sign_up_takes_the_active_language(client, sign_up, db):
    client.post(PAGE, {"language": "ko"})

    sign_up()

    assert User.objects.get().language == "ko"


def test_sign_in_activates_the_accounts_language(client, ann, sign_in):
    ann.language = "ko"
    ann.save(update_fields=["language"])

    sign_in(ann.email)

    assert cookie(client) == "ko"


def test_the_profile_switches_the_language(client, ann):
    client.force_login(ann)

    client.post("/me/", {"name": "Ann", "phone": "", "language": "ko"})

    assert cookie(client) == "ko"
