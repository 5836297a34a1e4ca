"""Requests that are confirmed by a mail: who need not, what a link proves, how many mails a mailbox gets."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.opt_in import LINK_AGE, count_mail, link_key, needs_no_mail, read_link_key
from core.throttle import Limit
from tests.stores.conftest import verified

ROW = uuid.uuid4()


def test_only_a_verified_mailbox_need_not_confirm(ann, bea):
    assert needs_no_mail(verified(ann))
    assert not needs_no_mail(bea)
    assert not needs_no_mail(None)


def test_a_key_names_its_row_for_one_purpose():
    key = link_key(ROW, "confirm")

    assert read_link_key(key, "confirm") == ROW
    assert read_link_key(key, "withdraw") is None


@pytest.mark.parametrize("key", ["", "forged", ":", "cut"])
def test_a_forged_key_names_nothing(key):
    key = link_key(ROW, "confirm")[:-1] if key == "cut" else key

    assert read_link_key(key, "confirm") is None


def test_a_key_grows_old():
    key = link_key(ROW, "confirm")

    assert read_link_key(key, "confirm", LINK_AGE) == ROW
    assert read_link_key(key, "confirm", -1) is None


def test_the_mails_of_a_mailbox_are_limited_whatever_its_case(db):
    limit, now = Limit("trial", times=1, seconds=60), timezone.now()

    assert count_mail(limit, "kim@example.com", now)
    assert not count_mail(limit, "Kim@Example.com", now)
    assert count_mail(limit, "lee@example.com", now)
    assert count_mail(limit, "kim@example.com", now + timedelta(seconds=61))
