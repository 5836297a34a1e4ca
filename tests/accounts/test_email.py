from allauth.account.models import EmailAddress
from django.core import mail

from accounts.models import User
from tests.factories import PASSWORD, UserFactory

PAGE = "/accounts/email/"


def change(client, email, password=PASSWORD):
    return client.post(PAGE, {"email": email, "password": password})


def link_in_the_mail():
    link = next(line for line in mail.outbox[-1].body.splitlines() if "/confirm-email/" in line)
    return link.split("testserver")[1]


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


def test_the_password_is_asked_again(client, ann):
    client.force_login(ann)

    response = change(client, "new@example.com", "wrong")

    assert "This is not your password." in response.content.decode()
    assert mail.outbox == []


def test_the_email_of_another_is_refused(client, ann, dan):
    client.force_login(ann)

    response = change(client, "DAN@example.com")

    assert "There is an account with this e-mail already." in response.content.decode()


def test_an_email_taken_meanwhile_is_not_changed_to(client, ann):
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


def test_changing_ones_mind_forgets_the_first_wish(client, ann):
    client.force_login(ann)
    change(client, "one@example.com")
    first = link_in_the_mail()
    change(client, "two@example.com")

    assert "This link no longer works" in client.get(first).content.decode()
    assert User.objects.get(pk=ann.pk).email == "ann@example.com"
