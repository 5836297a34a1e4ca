"""The consent to advertising by mail: given, confirmed, asked about again, withdrawn."""

import re
import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.services import delete_account
from config.notifications import NOTIFICATIONS
from core.notifications import register
from notifications.consent import (
    CONFIRMED_EVERY,
    ConsentRefused,
    consent_of,
    consents_to_confirm,
    give_consent,
    remind_of_consent,
    withdraw_consent,
)
from notifications.models import AdvertisingConsent, Mail, Notice
from notifications.tasks import confirm_consents
from tests.coupons.conftest import verified
from tests.job_runner import run_jobs
from tests.notifications.conftest import parts_of
from tests.notifications.sale import connect_kind, disconnect_kind, sale_kind
from tests.processes import wait_until
from tests.racing import PATIENCE, together, waits_for_a_lock

PREFERENCES = "/inbox/preferences/"
BUTTON = f"{PREFERENCES}advertising/"
SEOUL = "Asia/Seoul"


@pytest.fixture
def eve(ann):
    return verified(ann)


@pytest.fixture
def reader(client, eve):
    client.force_login(eve)
    return client


@pytest.fixture(autouse=True)
def _advertising():
    connect_kind(sale_kind(advertising=True))
    yield
    disconnect_kind()


def test_it_is_off_until_the_reader_agrees(reader, eve):
    page = reader.get(PREFERENCES).text
    assert "I agree to advertising by mail" in page
    assert "it is mailed only if you agree to that below" in page

    page = reader.post(BUTTON, {"consent": "yes", "time_zone": "Europe/Berlin"}, follow=True).text

    consent = consent_of(eve)
    assert consent.time_zone == "Europe/Berlin"
    assert timezone.now() - consent.given_at < timedelta(minutes=1)
    assert "On since" in page
    assert '<option value="Europe/Berlin" selected>' in page


def test_without_advertising_nothing_is_asked(reader):
    register([each for each in NOTIFICATIONS if not each.advertising])

    assert "advertising" not in reader.get(PREFERENCES).text


def test_both_choices_are_confirmed_by_mail(reader, eve, mail_server, settings):
    settings.ADVERTISER = "Jumun Ltd., 02-123-4567"
    reader.post(BUTTON, {"consent": "yes", "time_zone": SEOUL})
    run_jobs()
    reader.post(BUTTON, {"consent": "no"})
    run_jobs()

    given, withdrawn = mail_server.messages
    assert given["Subject"] == "You agreed to advertising by mail"
    text, html = parts_of(given)
    assert f"{timezone.localtime():%Y}" in text
    assert "Jumun Ltd., 02-123-4567" in html
    assert "/inbox/unsubscribe/" in text
    assert withdrawn["Subject"] == "No more advertising by mail"
    assert not Notice.objects.filter(read_at=None).exists()


def test_it_is_withdrawn_at_once_and_stays_recorded(eve):
    now = timezone.now()
    give_consent(eve, SEOUL, now)

    for _twice in range(2):
        withdraw_consent(eve, now + timedelta(days=1))

    assert consent_of(eve) is None
    row = AdvertisingConsent.objects.get()
    assert (row.given_at, row.withdrawn_at) == (now, now + timedelta(days=1))
    assert Mail.objects.filter(kind="consent-withdrawn").count() == 1
    give_consent(eve, SEOUL)
    assert AdvertisingConsent.objects.count() == 2


def test_agreeing_twice_changes_only_the_time_zone(eve):
    now = timezone.now()
    give_consent(eve, SEOUL, now)
    give_consent(eve, "Asia/Tokyo")

    consent = AdvertisingConsent.objects.get()
    assert (consent.given_at, consent.time_zone) == (now, "Asia/Tokyo")
    assert Mail.objects.count() == 1


def test_a_mailbox_that_nobody_confirmed_gets_none(client, dan):
    with pytest.raises(ConsentRefused):
        give_consent(dan, SEOUL)
    client.force_login(dan)

    page = client.post(BUTTON, {"consent": "yes"}, follow=True).text

    assert "confirm your e-mail address first" in page
    assert not AdvertisingConsent.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"consent": "maybe"},
        {"consent": "yes", "time_zone": "<script>"},
        {"consent": "yes", "time_zone": "x" * 10_000},
    ],
)
def test_forged_input_is_a_sentence(reader, data):
    answer = reader.post(BUTTON, data)

    assert answer.status_code == 422
    assert not AdvertisingConsent.objects.exists()


def test_presses_are_limited(reader):
    answers = [reader.post(BUTTON, {"consent": "no"}).status_code for _press in range(21)]

    assert answers[-1] == 429


def test_after_two_years_the_reader_is_asked_again_once(eve, mail_server):
    given = timezone.now() - CONFIRMED_EVERY
    give_consent(eve, SEOUL, given)
    run_jobs()
    assert not consents_to_confirm(given + CONFIRMED_EVERY - timedelta(seconds=1)).exists()
    assert timedelta(days=670) < CONFIRMED_EVERY < timedelta(days=730)

    assert confirm_consents() == 1
    assert confirm_consents() == 0
    run_jobs()

    assert mail_server.subjects[-1] == "Do you still want advertising by mail?"
    assert "nothing to do: your consent stays" in next(parts_of(mail_server.messages[-1]))
    assert consent_of(eve)
    assert Notice.objects.get(read_at=None).kind == "consent-to-confirm"


def test_it_is_asked_again_every_two_years(eve):
    give_consent(eve, SEOUL, timezone.now() - 3 * CONFIRMED_EVERY)
    consent = consent_of(eve)

    for years in (2, 1):
        now = timezone.now() - (years - 1) * CONFIRMED_EVERY
        assert remind_of_consent(consent.pk, now)

    assert Mail.objects.filter(kind="consent-to-confirm").count() == 2


def test_who_withdrew_is_not_asked(eve):
    long_ago = timezone.now() - CONFIRMED_EVERY
    give_consent(eve, SEOUL, long_ago)
    withdraw_consent(eve)

    assert confirm_consents() == 0


def test_one_click_in_any_of_these_mails_withdraws(eve, mail_server):
    give_consent(eve, SEOUL)
    run_jobs()
    [message] = mail_server.messages
    link = re.search(r"<https?://[^/]+(/[^>]+)>", message["List-Unsubscribe"])[1]
    mailbox = Client(enforce_csrf_checks=True)
    assert "No more advertising by mail?" in mailbox.get(link).text
    assert consent_of(eve)

    answer = mailbox.post(link, {"List-Unsubscribe": "One-Click"})

    assert "Your consent is withdrawn" in answer.text
    assert consent_of(eve) is None


def test_there_is_one_valid_consent_a_user(eve):
    give_consent(eve, SEOUL)
    consent = consent_of(eve)

    consent.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        consent.save(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_a_double_click_is_one_consent(eve):
    together(*[lambda: give_consent(eve, SEOUL)] * 4)

    assert AdvertisingConsent.objects.count() == Mail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_that_is_withdrawn_while_it_is_given_again_is_given(eve):
    give_consent(eve, SEOUL)
    is_locked = threading.Event()

    def withdraw():
        with transaction.atomic():
            AdvertisingConsent.objects.select_for_update().get()
            is_locked.set()
            wait_until(waits_for_a_lock)
            withdraw_consent(eve)

    def give():
        is_locked.wait(PATIENCE)
        give_consent(eve, SEOUL)

    assert together(withdraw, give) == [None, None]
    assert AdvertisingConsent.objects.count() == 2
    assert consent_of(eve) is not None


def test_a_deleted_account_agrees_to_nothing(eve):
    give_consent(eve, SEOUL)

    delete_account(eve)

    assert not AdvertisingConsent.objects.filter(withdrawn_at=None).exists()
    assert not Mail.objects.exclude(recipient="").exists()


def test_operators_see_who_agreed_and_when(client, eve, admin_user):
    give_consent(eve, SEOUL)
    client.force_login(admin_user)

    page = client.get("/admin/notifications/advertisingconsent/").text

    assert "ann@example.com" in page or "Ann" in page
    assert SEOUL in page
