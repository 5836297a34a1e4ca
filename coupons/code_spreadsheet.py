"""The codes of a campaign as a CSV file, for a printer or a mailing."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from core.links import site_url
from core.spreadsheets import csv_lines, inert
from coupons.claim_codes import codes_with_claims
from coupons.codes import grouped_code
from coupons.models import Campaign


def codes_as_csv(campaign: Campaign) -> Iterator[str]:
    """Line by line."""
    return csv_lines(_rows(campaign))


def _rows(campaign: Campaign) -> Iterator[list[str]]:
    """Grouped, a code of digits only is no number to a spreadsheet."""
    page = link_of(campaign)
    yield [_("Code for one coupon"), _("Link"), _("Claimed at")]
    for code in codes_with_claims(campaign):
        claimed = f"{timezone.localtime(code.claimed_at):%Y-%m-%d %H:%M}" if code.claimed_at else ""
        yield [
            inert(cell) for cell in (grouped_code(code.code), f"{page}?code={code.code}", claimed)
        ]


def link_of(campaign: Campaign) -> str:
    """The absolute URL of the page where its coupons are claimed."""
    return site_url("coupons:campaign", campaign.number)
