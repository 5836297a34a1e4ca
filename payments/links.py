"""Links to the pages of providers."""

from payments.gateways import offered_gateways
from payments.gateways.disputes import DisputeGateway
from payments.models import Dispute


def dispute_url(dispute: Dispute) -> str:
    """Where the dispute is answered; empty if its gateway is switched off."""
    gateway = offered_gateways().get(dispute.payment.gateway)
    return gateway.dispute_url(dispute.reference) if isinstance(gateway, DisputeGateway) else ""
