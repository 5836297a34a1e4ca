import re
from importlib import import_module

from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.test import Client

from accounts.models import User
from tests.factories import PASSWORD, UserFactory

PAGE = "/accounts/email/"


def change(client, email, password=PASSWORD):
    return client.post(PAGE, {"email": email, "password": password})


def link_in_the_mail():
    link = next(line for line in mail.outbox[-1].body.splitlines() if "/confirm-email/" in line)
    assert link.startswith(settings.SITE_URL)
    return link.removeprefix(settings.SITE_URL)


def test_the_email_changes_once_the_new_mailbox_is_confirmed(client, ann, sign_in):
    sign_in(ann.email)

    change(client, "NEW@example.com")
    assert "new@example.com" in client.get(PAGE).content.decode()
    ann.refresh_from_db()
    assert (ann.email, mail.outbox[-1].to) == ("ann@example.com", ["new@example.com"])

    client.post(link_in_the_mail())
    ann.refresh_from_db()
    assert ann.email == "new@example.com"
    client.post("/accounts/logout/")
    assert sign_in("new@example.com").status_code == 302
    assert EmailAddress.objects.filter(user=ann).count() == 1


def test_changing_the_email_needs_the_password(client, ann):
    client.force_login(ann)

    response = change(client, "new@example.com", "wrong")

    assert "This is not your password." in response.content.decode()
    assert mail.outbox == []


def answers_to(client, email):
    """All responses to Ann, without random parts."""
    asked = change(client, email)
    again = client.post(f"{PAGE}again/", follow=True)
    other_browser = Client()
    other_browser.force_login(User.objects.get(name="Ann"))
    pages = [client.get(PAGE), again, other_browser.get(PAGE)]
    tokens = re.compile(r'"[\w:.-]{40,}"')
    texts = [tokens.sub("", page.content.decode()) for page in pages]
    return asked.status_code, len(mail.outbox), texts


def test_the_page_does_not_disclose_whether_an_email_is_taken(client, ann, dan):
    client.force_login(ann)

    of_dan, mail.outbox = answers_to(client, "DAN@example.com"), []
    of_new = answers_to(client, "new@example.com")

    assert str(of_dan).replace("dan@", "new@") == str(of_new)
    assert of_new[:2] == (302, 2)


def test_the_owner_of_a_requested_email_is_mailed(client, ann, dan):
    client.force_login(ann)

    change(client, dan.email)

    assert (mail.outbox[0].to, "confirm-email" in mail.outbox[0].body) == ([dan.email], False)
    assert "This one has it already" in " ".join(mail.outbox[0].body.split())


def test_a_pending_email_cannot_sign_in(client, ann, dan, sign_in):
    client.force_login(ann)
    for email in ("new@example.com", dan.email):
        change(client, email)
        client.logout()

        assert "do not belong together" in sign_in(email, "anns own").content.decode()
        client.force_login(ann)


def test_an_email_taken_meanwhile_cannot_be_confirmed(client, ann):
    client.force_login(ann)
    change(client, "new@example.com")
    UserFactory(email="new@example.com")

    response = client.post(link_in_the_mail(), follow=True)

    assert response.status_code == 200
    assert "There is an account with this e-mail already." in response.content.decode()
    ann.refresh_from_db()
    assert ann.email == "ann@example.com"


def test_the_link_is_sent_again(client, ann):
    client.force_login(ann)
    change(client, "new@example.com")

    client.post("/accounts/email/again/")

    assert [sent.to for sent in mail.outbox] == [["new@example.com"]] * 2


def test_a_second_pending_email_replaces_the_first(client, ann):
    client.force_login(ann)
    change(client, "one@example.com")
    first = link_in_the_mail()
    change(client, "two@example.com")

    assert "This link no longer works" in client.get(first).content.decode()
    assert User.objects.get(pk=ann.pk).email == "ann@example.com"


def test_pending_emails_of_allauth_are_moved(ann):
    """Every e-mail in allauth's table can be used to sign in, verified or not."""
    EmailAddress.objects.create(user=ann, email=ann.email, primary=True)
    EmailAddress.objects.create(user=ann, email="new@example.com")

    import_module("accounts.migrations.0004_move_pending_emails").move_pending(apps, None)

    ann.refresh_from_db()
    assert ann.pending_email == "new@example.com"
    assert EmailAddress.objects.get().email == ann.email
