"""The consent of a user to advertising by mail, as Korea's Network Act has it.

The Act on Promotion of Information and Communications Network Utilization and Information Protection,
Article 50: advertising needs prior, explicit consent (1), none is sent once it is withdrawn (2), and who gave
or withdrew it is notified of that (7; within 14 days, with the sender's name, the fact, its date and the
result: Enforcement Decree, Article 62-2). Every two years its user is notified that it was given, when, and
how to withdraw it (8; Decree, Article 62-3). A consent whose user does not answer then stays valid, as
the authorities explained when that came into force (etnews.com/20161129000254).
"""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.emails import has_verified
from accounts.models import User
from core.events import publish
from notifications.events import ConsentGiven, ConsentToConfirm, ConsentWithdrawn
from notifications.models import AdvertisingConsent

# "Every two years" is before the day on which two years are over.
CONFIRMED_EVERY = timedelta(days=700)
CONFIRM_BATCH = 500  # consents of one sweep


class ConsentRefused(Exception):
    """The text can be shown to the user as it is."""


def consent_of(user: User) -> AdvertisingConsent | None:
    """The one that is valid."""
    return AdvertisingConsent.objects.filter(user=user, withdrawn_at=None).first()


def give_consent(user: User, time_zone: str, now: datetime | None = None) -> None:
    """Record the consent; of one that is given already only the time zone changes. Raises ConsentRefused."""
    now = now or timezone.now()
    if not has_verified(user, user.email):
        raise ConsentRefused(_("Please confirm your e-mail address first."))
    try:
        with transaction.atomic():
            consent = AdvertisingConsent.objects.create(
                user=user, given_at=now, time_zone=time_zone, confirm_at=now + CONFIRMED_EVERY
            )
            publish(ConsentGiven(consent, now))
    except IntegrityError:  # given before, or by another press of the button
        valid = AdvertisingConsent.objects.filter(user=user, withdrawn_at=None)
        if not valid.update(time_zone=time_zone):  # and withdrawn since
            give_consent(user, time_zone, now)


@transaction.atomic
def withdraw_consent(user: User, now: datetime | None = None) -> None:
    """At once: advertising that is queued already is not sent (notifications.outbox asks before it sends)."""
    now = now or timezone.now()
    valid = AdvertisingConsent.objects.filter(user=user, withdrawn_at=None)
    for consent in valid.select_for_update(no_key=True):
        consent.withdrawn_at = now
        consent.save(update_fields=["withdrawn_at"])
        publish(ConsentWithdrawn(consent, now))


def consents_to_confirm(now: datetime | None = None) -> QuerySet[AdvertisingConsent, int]:
    """By primary key."""
    now = now or timezone.now()
    due = AdvertisingConsent.objects.filter(withdrawn_at=None, confirm_at__lte=now)
    return due.order_by("confirm_at").values_list("pk", flat=True)[:CONFIRM_BATCH]


@transaction.atomic
def remind_of_consent(consent_id: int, now: datetime | None = None) -> bool:
    """Notify its user, if another worker has not and it was not withdrawn meanwhile."""
    now = now or timezone.now()
    due = AdvertisingConsent.objects.filter(withdrawn_at=None, confirm_at__lte=now)
    consent = due.select_for_update(no_key=True, skip_locked=True).filter(pk=consent_id).first()
    if consent is None:
        return False
    publish(ConsentToConfirm(consent, now))
    consent.confirm_at = now + CONFIRMED_EVERY
    consent.save(update_fields=["confirm_at"])
    return True


def end_consents(user: User, now: datetime) -> None:
    """Without a mail, of an account that is being deleted."""
    AdvertisingConsent.objects.filter(user=user, withdrawn_at=None).update(withdrawn_at=now)
