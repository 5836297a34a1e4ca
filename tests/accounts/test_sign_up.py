"""Creating an account by a mailed code, without disclosing which e-mails have one."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.adapters import MAILS
from accounts.models import User
from accounts.sign_up import CODE_AGE, GUESSES, KEY, MAX_AGE
from accounts.views.sign_up import SignUp
from core.tasks import clear_expired_sessions
from orders.carts import CartOwner, carts_of
from tests.accounts.conftest import CODE, SIGN_UP, code_in_the_mail, visitor_with
from tests.factories import PASSWORD, UserFactory
from tests.racing import together

AGAIN = f"{CODE}again/"


@pytest.mark.parametrize("role", ["customer", "owner", "rider"])
def test_sign_up_as_each_role(client, db, sign_up, role):
    response = sign_up(role=role)

    user = User.objects.get()
    assert (response.status_code, response["Location"]) == (302, "/me/start/")
    assert (user.role, user.name, user.email) == (role, "Ann", "ann@new.com")
    assert get_user(client) == user
    assert user.check_password(PASSWORD)
    assert user.emailaddress_set.get().verified


def test_sign_up_preselects_the_role_of_the_link(client, db):
    page = client.get(SIGN_UP, {"role": "rider"}).content.decode()

    assert 'value="rider" required checked' in page


def test_sign_up_refuses_an_unknown_role(sign_up, db):
    response = sign_up(role="admin")

    assert (response.status_code, User.objects.count()) == (200, 0)


def test_sign_up_stores_the_email_in_lower_case(sign_up, db):
    sign_up(email="ANN@New.com")

    assert User.objects.get().email == "ann@new.com"


def test_database_refuses_an_email_with_capitals(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="Ann@example.com")


def test_the_cart_of_a_visitor_is_there_after_sign_up(client, sign_up, noodles):
    visitor_with(client, noodles)

    sign_up()

    cart = carts_of(CartOwner(user=User.objects.get(email="ann@new.com"))).get()
    assert [(line.product, line.quantity) for line in cart.lines.all()] == [(noodles, 2)]


def test_sign_ups_are_limited_by_address(ask_for_account, db):
    for _try in range(SignUp.limit.times):
        assert ask_for_account(email="no").status_code == 200

    assert ask_for_account().status_code == 429


def pending(client):
    """The separate session of a pending sign-up."""
    return SessionStore(client.session[KEY])


def answers_to(client, email):
    """All responses to a sign-up with the e-mail, without random parts."""
    form = {"role": "customer", "name": "Eve", "email": email, "password1": PASSWORD}
    asked = client.post(SIGN_UP, form)
    page = client.get(CODE)
    wrong = client.post(CODE, {"code": "no code"})
    again = client.post(AGAIN, follow=True)
    pages = [answer.content.decode() for answer in (page, wrong, again)]
    tokens = [str(answer.context["csrf_token"]) for answer in (page, wrong, again)]
    pages = [text.replace(token, "") for text, token in zip(pages, tokens, strict=True)]
    return asked.status_code, asked["Location"], get_user(client).pk, len(mail.outbox), pages


@pytest.mark.django_db
def test_sign_up_does_not_disclose_whether_an_email_has_an_account():
    UserFactory(email="has@example.com")

    of_known, mail.outbox = answers_to(Client(), "has@example.com"), []
    of_new = answers_to(Client(), "new@example.com")

    assert str(of_known).replace("has@", "new@") == str(of_new)
    assert of_new[:4] == (302, CODE, None, 2)
    assert User.objects.count() == 1


def test_the_password_of_a_pending_sign_up_cannot_sign_in(client, ask_for_account, sign_in, db):
    """It would disclose that the e-mail had no account before."""
    ask_for_account()

    assert "do not belong together" in sign_in("ann@new.com").content.decode()
    assert not User.objects.exists()


def test_the_owner_of_a_known_email_is_mailed(ann, ask_for_account, settings):
    settings.SITE_URL = "https://jumun.example"

    ask_for_account(email="ANN@example.com", name="Eve")

    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == ([ann.email], "You have an account at Jumun already")
    assert "https://jumun.example/accounts/login/" in sent.body
    assert "https://jumun.example/accounts/password/reset/" in sent.body
    assert "Eve" not in sent.body


def test_sign_up_redirects_to_next(sign_up, db):
    assert sign_up(next="/orders/")["Location"] == "/orders/"


def test_a_wrong_code_says_so_and_can_be_typed_again(client, ask_for_account, db):
    ask_for_account()
    code = code_in_the_mail()

    wrong = client.post(CODE, {"code": "12345"})
    right = client.post(CODE, {"code": f" {code[:3]} {code[3:]} "})

    assert "This is not the code of our last mail." in wrong.content.decode()
    assert (right.status_code, get_user(client).email) == (302, "ann@new.com")


def test_a_code_cannot_be_guessed(client, ask_for_account, db):
    ask_for_account()
    for _try in range(GUESSES.times):
        client.post(CODE, {"code": "12345"})

    response = client.post(CODE, {"code": code_in_the_mail()})

    assert "Too many wrong codes." in response.content.decode()
    client.post(AGAIN)
    assert client.post(CODE, {"code": code_in_the_mail()}).status_code == 302


def test_codes_that_were_not_sent_cannot_be_guessed(client, ask_for_account, db):
    ask_for_account()
    for _mail in range(MAILS.times):
        page = client.post(AGAIN, follow=True).content.decode()
    assert len(mail.outbox) == MAILS.times
    assert "We could not send the mail just now." in page
    assert "We sent you another mail." not in page

    assert len(pending(client)["code"]) == 64


def test_an_expired_code_is_refused(client, ask_for_account, db):
    ask_for_account()
    session = pending(client)
    session["until"] = (timezone.now() - timedelta(seconds=1)).timestamp()
    session.save()

    response = client.post(CODE, {"code": code_in_the_mail()})

    assert CODE_AGE >= 600
    assert "This code is too old." in response.content.decode()


def test_a_pending_sign_up_expires_after_a_day_despite_visits(client, ask_for_account, db):
    ask_for_account()
    client.post(AGAIN)
    ends = Session.objects.filter(pk=client.session[KEY])
    assert ends.get().expire_date < timezone.now() + MAX_AGE
    assert "ann@new.com" not in str(dict(client.session))

    ends.update(expire_date=timezone.now())

    assert client.get(CODE)["Location"] == SIGN_UP
    assert client.post(CODE, {"code": code_in_the_mail()})["Location"] == SIGN_UP
    clear_expired_sessions()
    assert not ends.exists()


def test_a_pending_sign_up_is_deleted_when_finished_or_started_again(client, ask_for_account, db):
    ask_for_account()
    first = client.session[KEY]
    ask_for_account(email="other@new.com")
    second = client.session[KEY]

    client.post(CODE, {"code": code_in_the_mail()})

    assert get_user(client).email == "other@new.com"
    assert not Session.objects.filter(pk__in=[first, second]).exists()


def test_a_new_code_voids_the_previous_one(client, ask_for_account, db):
    ask_for_account()
    first = code_in_the_mail()
    client.post(AGAIN)

    if first != code_in_the_mail():
        assert client.post(CODE, {"code": first}).status_code == 200
    assert not User.objects.exists()


@pytest.mark.parametrize("page", [CODE, AGAIN])
def test_without_a_pending_sign_up_its_pages_redirect_to_the_form(client, db, page):
    assert client.post(page, {"code": "123456"})["Location"] == SIGN_UP


def test_sign_up_redirects_signed_in_users(client, sign_up, db):
    sign_up()

    assert client.get(CODE, follow=True).redirect_chain[-1][0] == "/"


@pytest.mark.django_db(transaction=True)
def test_concurrent_sign_ups_create_one_account():
    new = {"role": "customer", "name": "A", "email": "a@new.com", "password1": PASSWORD}
    browsers = []
    for _browser in range(2):
        browsers.append((Client(), {}))
        browsers[-1][0].post(SIGN_UP, new)
        browsers[-1][1]["code"] = code_in_the_mail()

    def finish(browser, typed):
        return browser.post(CODE, typed).status_code

    answers = together(*[lambda pair=pair: finish(*pair) for pair in browsers])

    assert sorted(answers) == [200, 302]
    assert User.objects.count() == 1


def test_a_failing_mail_server_shows_an_error_and_the_mail_can_be_sent_again(
    client, ask_for_account, db, settings
):
    working, settings.EMAIL_BACKEND = (
        settings.EMAIL_BACKEND,
        "django.core.mail.backends.smtp.EmailBackend",
    )
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    ask_for_account()
    page = client.get(CODE).content.decode()

    assert "We could not send the mail just now." in page
    settings.EMAIL_BACKEND = working
    client.post(AGAIN)
    assert client.post(CODE, {"code": code_in_the_mail()}).status_code == 302
