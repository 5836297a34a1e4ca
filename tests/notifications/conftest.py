"""A real local mail server, whose replies a test can set."""

import email
import email.policy
import time

import pytest
from aiosmtpd.controller import Controller

from notifications.models import Mail
from tests.live.streaming import free_port
from tests.orders.conftest import overhear  # noqa: F401
from tests.walking import moved


@pytest.fixture(autouse=True)
def notified_orders():
    """Orders of factories have their notices and mails."""
    with moved():
        yield


class MailServer:
    """Stores accepted `messages`. `recipient` and `content` are its replies, `delay` is in seconds."""

    def __init__(self):
        self.messages = []
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
            message = email.message_from_bytes(envelope.content, policy=email.policy.default)
            self.messages.append(message)
        return self.content

    @property
    def subjects(self):
        return [str(message["Subject"]) for message in self.messages]


@pytest.fixture
def mail_server(settings):
    """The site's mail server; it can be closed and opened repeatedly."""
    server, port = MailServer(), free_port()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    server.open(port)
    yield server
    server.close()


def parts_of(message):
    """The text and the HTML of a message."""
    return (message.get_body([kind]).get_content() for kind in ("plain", "html"))


def only_mail():
    [mail] = Mail.objects.all()
    return mail
