"""Random codes of events, their dates and tickets, and the secrets by which tickets sign their codes."""

import secrets

from core.random_codes import random_code

NUMBER_LENGTH = 8  # characters
TICKET_CODE_LENGTH = 12  # characters: it is the address of a page
HANDOVER_KEY_LENGTH = 32  # characters of a link that gives a ticket to its reader
SECRET_LENGTH = 32  # bytes: the seed of an Ed25519 key


def new_number() -> str:
    """Of an event or a date."""
    return random_code(NUMBER_LENGTH)


def new_ticket_code() -> str:
    return random_code(TICKET_CODE_LENGTH)


def new_secret() -> bytes:
    return secrets.token_bytes(SECRET_LENGTH)


def new_handover_key() -> str:
    return random_code(HANDOVER_KEY_LENGTH)
