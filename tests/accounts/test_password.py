import pytest
from django.conf import settings
from django.contrib.auth import get_user
from django.core import mail
from django.utils.translation import gettext, override

from tests.factories import PASSWORD

NEW = "a wholly new horse"


def link_in_the_mail():
    (sent,) = mail.outbox
    link = next(line for line in sent.body.splitlines() if "/password/reset/key/" in line)
    assert link.startswith(settings.SITE_URL)
    return link.removeprefix(settings.SITE_URL)


def test_reset_by_mail_from_start_to_end(client, ann, sign_in):
    asked = client.post("/accounts/password/reset/", {"email": "ANN@example.com"}, follow=True)
    assert "Look into your mailbox" in asked.content.decode()

    link = link_in_the_mail()
    page = client.get(link, follow=True)
    form = page.redirect_chain[-1][0]
    done = client.post(form, {"password1": NEW, "password2": NEW}, follow=True)

    assert "Your new password is set" in done.content.decode()
    assert sign_in(ann.email, NEW).status_code == 302
    client.post("/accounts/logout/")
    assert "This link no longer works" in client.get(link).content.decode()


def test_the_reset_mail_is_in_the_accounts_language(client, ann):
    ann.language = "ko"
    ann.save(update_fields=["language"])

    client.post("/accounts/password/reset/", {"email": ann.email})

    with override("ko"):
        assert mail.outbox[0].subject == gettext("A new password for Jumun")


def test_reset_of_an_unknown_email_looks_the_same_and_mails_a_hint(client, db):
    response = client.post("/accounts/password/reset/", {"email": "who@example.com"}, follow=True)

    assert "Look into your mailbox" in response.content.decode()
    assert "There is no account with this e-mail" in " ".join(mail.outbox[0].body.split())


@pytest.mark.parametrize("email", ["ann@example.com", "who@example.com"])
def test_links_in_mails_ignore_the_host_header(client, ann, settings, email):
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://jumun.example", ["*"]

    client.post("/accounts/password/reset/", {"email": email}, headers={"host": "evil.example:99"})

    (sent,) = mail.outbox
    assert "evil.example" not in sent.body
    assert "https://jumun.example/accounts/" in sent.body


def test_reset_refuses_two_different_passwords(client, ann):
    client.post("/accounts/password/reset/", {"email": ann.email})
    form = client.get(link_in_the_mail(), follow=True).redirect_chain[-1][0]

    response = client.post(form, {"password1": NEW, "password2": NEW + "!"})

    ann.refresh_from_db()
    assert (response.status_code, ann.check_password(PASSWORD)) == (200, True)


@pytest.mark.parametrize(
    "key", ["1-abc", "zzzzzzzzzzzzz-abc", "zzzzzzzzzzzzzzzzzzzzzzzz-abc", "0-x%00"]
)
def test_reset_with_an_invalid_link_shows_a_hint(client, db, key):
    response = client.get(f"/accounts/password/reset/key/{key}/")

    assert response.status_code in (200, 400)


def test_change_needs_the_current_password(client, ann):
    client.force_login(ann)
    page = "/accounts/password/change/"

    wrong = client.post(page, {"oldpassword": "no", "password1": NEW, "password2": NEW})
    right = client.post(page, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})

    assert "This is not your current password." in wrong.content.decode()
    ann.refresh_from_db()
    assert (right["Location"], ann.check_password(NEW)) == ("/me/", True)
    assert get_user(client) == ann


def test_users_without_a_password_can_set_one(client, ann):
    ann.set_unusable_password()
    ann.save()
    client.force_login(ann)

    moved = client.get("/accounts/password/change/", follow=True)
    assert "Set a password" in moved.content.decode()

    client.post("/accounts/password/set/", {"password1": NEW, "password2": NEW})
    ann.refresh_from_db()
    assert ann.check_password(NEW)


def test_a_weak_password_is_refused_with_the_reason(client, ann):
    client.force_login(ann)

    response = client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "12345678", "password2": "12345678"},
    )

    assert "entirely numeric" in response.content.decode()
