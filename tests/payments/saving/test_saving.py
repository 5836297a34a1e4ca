"""Cards and accounts that are saved: from the provider's page to what it forgets."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import DeletionRefused, delete_account
from core.lifecycle import MoveForbidden, move
from core.sealing import seal
from payments import saved_methods
from payments.charging import open_charge
from payments.gateways.saving import Saved
from payments.models import SavedMethod
from payments.models.saved_methods import PURPOSE
from payments.saved_methods import (
    SavingRefused,
    begin_saving,
    confirm_saving,
    enter_at,
    forget_due,
    record_saved,
    remove_method,
    rotate_all,
    saved_methods_of,
)

DAY = timedelta(days=1)


def test_what_is_entered_is_saved_and_listed(ann, card):
    assert (card.status, str(card)) == ("active", "Sandbox •••• 4242")
    assert list(saved_methods_of(ann)) == [card]


def test_its_token_is_not_readable_in_the_database(card):
    row = SavedMethod.objects.filter(pk=card.pk).values().get()

    assert card.token == f"pays/{card.key}"
    assert card.token not in "".join(map(str, row.values()))


def test_what_is_not_finished_is_neither_listed_nor_kept(ann):
    method = begin_saving(ann, "sandbox", "KRW")
    assert enter_at(method).endswith(f"/pay/cards/{method.key}/sandbox/")

    confirm_saving(method, {})
    forget_due(method.created_at + DAY)

    method.refresh_from_db()
    assert method.status == "removed"
    assert not saved_methods_of(ann).exists()


def test_what_is_finished_after_all_is_forgotten_at_the_provider(ann):
    method = begin_saving(ann, "sandbox", "KRW")
    forget_due(later := method.created_at + DAY)

    record_saved(method, Saved("late", "Visa •••• 4242"), later)
    assert SavedMethod.objects.get().forget_at == later
    forget_due(later)

    method.refresh_from_db()
    assert (method.status, method.forget_at, method.sealed) == ("removed", None, "")


def test_a_removed_card_loses_its_token(ann, card):
    remove_method(card, by=ann)
    assert card.token

    forget_due()

    card.refresh_from_db()
    assert (card.status, card.token, card.forget_at) == ("removed", "", None)


def test_only_its_owner_removes_it(card, dan):
    with pytest.raises(MoveForbidden):
        remove_method(card, by=dan)


@pytest.mark.parametrize("verb", ["activate", "mark_unusable"])
def test_nobody_activates_one_or_makes_it_unusable(card, ann, verb):
    with pytest.raises(MoveForbidden):
        move(card, verb, by=ann)


def test_the_same_account_saved_again_replaces_it(ann, card):
    again = begin_saving(ann, "sandbox", "KRW")

    record_saved(again, Saved(card.token, "PayPal a•••@example.com"), timezone.now())

    assert list(saved_methods_of(ann)) == [again]
    card.refresh_from_db()
    assert (card.status, card.forget_at) == ("removed", None)


def test_what_was_removed_and_saved_again_is_not_forgotten(ann, card, monkeypatch):
    remove_method(card, by=ann)
    record_saved(begin_saving(ann, "sandbox", "KRW"), Saved(card.token, "Visa"), timezone.now())
    monkeypatch.setattr(saved_methods, "saving_gateway_of", None)  # a call would fail

    assert forget_due() == 1


def test_a_user_saves_a_limited_number(ann, monkeypatch):
    monkeypatch.setattr(saved_methods, "MAX_METHODS", 1)
    begin_saving(ann, "sandbox", "KRW")

    with pytest.raises(SavingRefused, match="saved 1 already"):
        begin_saving(ann, "sandbox", "KRW")


def test_a_gateway_that_cannot_save_is_refused(ann, settings):
    settings.BANK_TRANSFER_ACCOUNT = "Example Bank 110-123-456789"

    with pytest.raises(SavingRefused, match="not offered"):
        begin_saving(ann, "transfer", "KRW")


def test_a_deleted_account_leaves_nothing_of_its_cards(ann, card):
    delete_account(ann)
    forget_due()

    card.refresh_from_db()
    assert (card.user, card.status, card.label, card.token) == (None, "removed", "", "")


def test_a_deleted_account_begins_to_save_nothing(ann):
    delete_account(User.objects.get(pk=ann.pk))

    with pytest.raises(SavingRefused, match="deleted"):
        begin_saving(ann, "sandbox", "KRW")


def test_an_account_whose_card_is_being_charged_is_not_deleted(ann, bill, card):
    open_charge(bill, card)

    with pytest.raises(DeletionRefused):
        delete_account(ann)


def test_tokens_follow_the_key_of_the_site(card, settings):
    token, settings.SECRET_KEY_FALLBACKS = card.token, [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, as long as the first one was"

    assert rotate_all() == 1
    settings.SECRET_KEY_FALLBACKS = []

    card.refresh_from_db()
    assert card.token == token


@pytest.mark.parametrize(
    "wrong", [{"sealed": ""}, {"digest": ""}, {"forget_at": "2026-01-01T00:00Z"}]
)
def test_postgresql_refuses_a_card_without_token_or_one_forgotten_in_use(card, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedMethod.objects.filter(pk=card.pk).update(**wrong)


def test_postgresql_refuses_two_cards_of_one_token(ann, card, sandbox_card):
    other = sandbox_card()

    with pytest.raises(IntegrityError), transaction.atomic():
        SavedMethod.objects.filter(pk=other.pk).update(
            sealed=seal(card.token, PURPOSE), digest=card.digest
        )
