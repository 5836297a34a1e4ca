"""Whether the partner is the buyer: such a sale earns nothing."""

from accounts.identity import email_key, phone_key
from affiliates.models import Exclusion, Partner
from orders.models import Order
from payments.models import Payment


def exclusion_of(partner: Partner, order: Order, payment: Payment) -> str:
    """The first reason that applies; empty for a sale to somebody else."""
    user = partner.user
    if order.customer_id == user.pk:
        return Exclusion.ACCOUNT
    mailbox, phone = email_key(user.email), phone_key(user.phone)
    emails = {email_key(order.email)} | (
        {email_key(order.customer.email)} if order.customer else set()
    )
    phones = {phone_key(order.phone)} | (
        {phone_key(order.customer.phone)} if order.customer else set()
    )
    if mailbox and mailbox in emails:
        return Exclusion.EMAIL
    if phone and phone in phones:
        return Exclusion.PHONE
    if mailbox and payment.payer_key == mailbox:
        return Exclusion.PAYER
    return ""
