"""Makes and voids the codes of a campaign, and exchanges each for one coupon.

Every code that is not claimed can be: there are never more of them than coupons left.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.lifecycle import lock, move_locked
from coupons.claim_refusals import WrongCode
from coupons.codes import normalized_code
from coupons.models import Campaign, ClaimCode, Coupon
from coupons.queries import campaigns_to_show

MAX_CODES_AT_ONCE = 10_000
BATCH = 1000  # rows of one INSERT


class CodesRefused(Exception):
    """No codes were made or voided; the text can be shown to the user as it is."""


@dataclass(frozen=True, slots=True)
class CodeCounts:
    made: int
    claimed: int
    voided: int

    @property
    def unclaimed(self) -> int:
        return self.made - self.claimed - self.voided


def code_counts(campaign: Campaign) -> CodeCounts:
    counts = campaign.claim_codes.aggregate(
        made=Count("pk"),
        claimed=Count("pk", filter=Q(coupon__isnull=False)),
        voided=Count("pk", filter=Q(voided_at__isnull=False)),
    )
    return CodeCounts(**counts)


def codes_left_to_make(campaign: Campaign, counts: CodeCounts) -> int:
    """At once, so that every code can be claimed."""
    return min(MAX_CODES_AT_ONCE, max(0, campaign.remaining - counts.unclaimed))


@transaction.atomic
def make_codes(
    campaign: Campaign, number: int, *, by: User, seen: int, now: datetime | None = None
) -> None:
    """Raises CodesRefused and MoveRefused.

    `seen` is how many there were when the button was shown, so that a double click makes them once.
    """
    now = now or timezone.now()
    lock(campaign)
    counts = code_counts(campaign)
    if counts.made != seen:
        made = {"made": counts.made}
        raise CodesRefused(_("There are %(made)s codes now. Press again to make more.") % made)
    _refuse_unless_possible(number, codes_left_to_make(campaign, counts))
    codes = [ClaimCode(campaign=campaign, made_at=now) for _number in range(number)]
    # Not repeated if two were equal, of 5e17: the request would fail, and nothing be made.
    ClaimCode.objects.bulk_create(codes, batch_size=BATCH)
    move_locked(campaign, "make_codes", by=by, now=now, note=str(number))


@transaction.atomic
def void_codes(campaign: Campaign, *, by: User, now: datetime | None = None) -> int:
    """How many are void now: all that are not claimed. Raises CodesRefused and MoveRefused.

    One that is being claimed at this moment is left out: its claim has locked it, and waits for the campaign.
    """
    now = now or timezone.now()
    lock(campaign)
    unclaimed = campaign.claim_codes.unclaimed().select_for_update(skip_locked=True, of=("self",))
    voided = ClaimCode.objects.filter(pk__in=unclaimed.order_by().values("pk")).update(
        voided_at=now
    )
    if not voided:
        raise CodesRefused(_("There are no unclaimed codes."))
    move_locked(campaign, "void_codes", by=by, now=now, note=str(voided))
    return voided


def find_code(typed: str) -> ClaimCode | None:
    """The code of a campaign whose page there is, claimed or voided ones too."""
    codes = ClaimCode.objects.select_related("campaign", "coupon")
    return codes.filter(code=normalized_code(typed), campaign__in=campaigns_to_show()).first()


def known_code(campaign: Campaign, typed: str) -> ClaimCode:
    """The campaign's code, claimed or void as it may be; raises WrongCode."""
    code = campaign.claim_codes.filter(code=normalized_code(typed)).first()
    if code is None:
        raise WrongCode(_("This is not the code of these coupons."))
    return code


def refuse_unless_unclaimed(code: ClaimCode) -> None:
    if code.voided_at is not None:
        raise WrongCode(_("This code is no longer valid."))
    if code.coupon_id is not None:
        raise _used()


def take_code(code: ClaimCode, coupon: Coupon) -> None:
    """The guarded update: of those who claim by this code at once, one gets it; raises WrongCode."""
    unclaimed = ClaimCode.objects.unclaimed().filter(pk=code.pk)
    if unclaimed.update(coupon=coupon):
        return
    code.refresh_from_db()
    refuse_unless_unclaimed(code)


def codes_with_claims(campaign: Campaign) -> Iterator[ClaimCode]:
    """Those that are not void, with `claimed_at`; read from the database in parts."""
    codes = campaign.claim_codes.filter(voided_at=None).select_related("coupon")
    yield from codes.order_by("pk").iterator(BATCH)


def _refuse_unless_possible(number: int, most: int) -> None:
    if not most:
        raise CodesRefused(_("There are codes for all coupons that are left."))
    if not 1 <= number <= most:
        raise CodesRefused(_("Write a number from 1 to %(most)s.") % {"most": most})


def _used() -> WrongCode:
    return WrongCode(_("This code was used already: each is for one coupon."))
