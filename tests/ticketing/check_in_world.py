"""Gates and codes of tickets, as tests of check-in need them."""

from core.actors import SYSTEM
from core.lifecycle import move
from tests.ticketing.factories import sell_tickets
from ticketing.checkin.gates import Door, hash_of
from ticketing.codes import moving_code, new_key, printed_code
from ticketing.models import Gate
from ticketing.statuses import PENDING


def valid_tickets(date, buyer, quantity=1, **more):
    tickets = sell_tickets(date, buyer, quantity, **more)
    for ticket in tickets:
        if ticket.status == PENDING:
            move(ticket, "issue", by=SYSTEM)
    return tickets


def make_gate(event, name="North", token=None, sections=(), types=(), **fields):
    """Whose link ends with `token`."""
    token = token or f"token-{Gate.objects.count()}"
    usual = {"token_hash": hash_of(token), "created_by": event.store.owner}
    gate = Gate.objects.create(event=event, name=name, sections=[*sections], **{**usual, **fields})
    gate.types.set(types)
    return gate


def door_of(gate, date):
    """Of a gate for all sections and types."""
    return Door(date, gate=gate)


def printed(ticket):
    key = ticket.event.private_key.private_bytes_raw()
    return printed_code(ticket.event.number, ticket.code, key)


def forged(ticket):
    """Its printed code, signed by somebody else."""
    return printed_code(ticket.event.number, ticket.code, new_key())


def moving(ticket, at):
    return moving_code(ticket.event.number, ticket.code, bytes(ticket.secret), at)
