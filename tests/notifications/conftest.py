"""A real mail server on this machine, which answers as a test wants."""

import email
import email.policy
import time

import pytest
from aiosmtpd.controller import Controller

from notifications.models import Mail
from tests.live.streaming import free_port
from tests.orders.conftest import overhear  # noqa: F401


class PostOffice:
    """Keeps what it takes in `letters`. `recipient` and `content` are its answers, `delay` is seconds."""

    def __init__(self):
        self.letters = []
        self.recipient = self.content = "250 OK"
        self.delay = 0
        self.port = None
        self._server = None

    def open(self, port=None):
        self.port = port or self.port
        self._server = Controller(self, hostname="127.0.0.1", port=self.port)
        self._server.start()

    def close(self):
        if self._server:
            self._server.stop()
        self._server = None

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if self.recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        time.sleep(self.delay)  # the thread of this server has nothing else to do
        if self.content.startswith("250"):
            letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
            self.letters.append(letter)
        return self.content

    @property
    def subjects(self):
        return [str(letter["Subject"]) for letter in self.letters]


@pytest.fixture
def post_office(settings):
    """The site hands its mail over here; `close()` and `open()` it as often as you like."""
    office, port = PostOffice(), free_port()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    office.open(port)
    yield office
    office.close()


def parts_of(letter):
    """The text and the HTML of a letter."""
    return (letter.get_body([kind]).get_content() for kind in ("plain", "html"))


def only_mail():
    [mail] = Mail.objects.all()
    return mail
