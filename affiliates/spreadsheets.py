"""CSV files of partners' programmes."""

from collections.abc import Iterable, Iterator

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from affiliates.balances import Balance
from affiliates.bank_accounts import unseal
from affiliates.models import Partner, PayoutRun
from affiliates.sales_list import ShownSale
from affiliates.statistics import PartnerFigures
from core.spreadsheets import csv_download, csv_lines, inert

Row = list[object]


def as_download(rows: Iterable[Row], name: str) -> StreamingHttpResponse:
    return csv_download(csv_lines(rows), f"{name}.csv")


def sales_rows(sales: Iterable[ShownSale]) -> Iterator[Row]:
    """For their partner."""
    yield [
        _("Sale"),
        _("Day"),
        pgettext("partner", "Code"),
        _("Commission"),
        _("After refunds"),
        _("Currency"),
        _("State"),
    ]
    for sale in sales:
        day = timezone.localtime(sale.sold_at).date().isoformat()
        yield [sale.number, day, sale.code, sale.amount, sale.left, sale.currency, str(sale.state)]


def partner_rows(
    rows: Iterable[tuple[Partner, PartnerFigures, Balance]],
) -> Iterator[Row]:
    """For the store."""
    counted = [_("Clicks"), _("Orders"), _("Earned")]
    states = [_("Pending"), _("Payable"), _("In payout"), pgettext("payout", "Paid")]
    yield [_("Partner"), _("Status"), *counted, *states, _("Currency")]
    for partner, figures, balance in rows:
        yield [
            inert(partner.name),
            partner.get_status_display(),
            *(figures.clicks, figures.orders, figures.earned),
            *(balance.pending, balance.payable, balance.in_payout, balance.paid),
            balance.currency,
        ]


def bank_rows(run: PayoutRun) -> Iterator[Row]:
    """What the bank has to transfer, with the full account numbers."""
    yield [
        _("Bank"),
        _("Account number"),
        _("Account holder"),
        _("Amount"),
        _("Currency"),
        _("Payout"),
    ]
    for payout in run.payouts.order_by("pk"):
        account = unseal(payout.bank_sealed)
        bank, number, holder = (
            (account.bank, account.number, account.holder) if account else ("",) * 3
        )
        texts = [inert(bank), number, inert(holder)]
        yield [*texts, payout.net, run.currency, payout.number]
