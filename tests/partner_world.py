"""What tests/site_map.py has of partners: Ann is one of Bea's store, with a sale in a payout run."""

from dataclasses import dataclass

from affiliates.models import Partner, PartnerCode, Payout, PayoutRun
from affiliates.partners import add_code, set_payment_details
from affiliates.payouts import make_run
from core.lifecycle import move
from orders.placing import Contact
from tests.affiliates.conftest import (
    ACCOUNT,
    applied,
    approved,
    completed,
    paid_order,
    profit_of,
    programme_of,
)
from tests.factories import UserFactory

GAIL = Contact(name="Gail", email="gail@example.com", phone="010-9999-1111")


@dataclass
class PartnerWorld:
    partner: Partner
    applicant: Partner
    code: PartnerCode
    run: PayoutRun

    @property
    def numbers(self):
        payouts = Payout.objects.values_list("number", flat=True)
        return [self.partner.number, self.applicant.number, self.run.number, *payouts]


def make_partner_world(product, ann):
    """One sale is in an approved run, another one is payable."""
    store = product.section.store
    programme = programme_of(store)
    partner, applicant = approved(programme, ann), applied(programme, UserFactory())
    code = add_code(partner, "ANN-TEA")
    set_payment_details(partner, ACCOUNT, "individual")
    profit_of(product, 2000)
    completed(paid_order(product, code, contact=GAIL))
    run = make_run(programme, by=store.owner)
    move(run, "approve", by=store.owner)
    completed(paid_order(product, code, contact=GAIL))
    return PartnerWorld(partner, applicant, code, run)
