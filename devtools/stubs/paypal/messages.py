"""PayPal's messages: signed, sent in order, twice, reversed, forged or never."""

import base64
import copy
import hashlib
import hmac
import json
import secrets
import urllib.error
import urllib.request
import uuid
import zlib
from queue import Queue
from threading import Thread

from devtools.stubs.paypal.records import now

CERT_URL = "https://api.sandbox.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-a5cafa77"
PATIENCE = 60  # seconds for an answer


class Messages:
    """`delivery`: once, twice, reversed (held until `flush`), forged or never; to `url`, if there is one.

    `events` are all so far; `undelivered` those not answered with 2xx, for `resend`.
    """

    def __init__(self, webhook_id, url=""):
        self.webhook_id, self.url = webhook_id, url
        self.delivery = "once"
        self.events, self.undelivered = [], []
        self._held, self._queue = [], Queue()
        self._key = secrets.token_bytes(32)
        Thread(target=self._deliver, name="paypal-messages", daemon=True).start()

    def tell(self, event):
        event = copy.deepcopy(event)  # the state at the time of the event
        self.events.append(event)
        if not self.url or self.delivery == "never":
            return
        if self.delivery == "reversed":
            self._held.append(event)
            return
        for _ in range(2 if self.delivery == "twice" else 1):
            self._queue.put((event, self.delivery == "forged"))

    def flush(self):
        """Send what was held, the newest first, and wait until everything is sent."""
        while self._held:
            self._queue.put((self._held.pop(), False))
        self._queue.join()

    def close(self):
        """End the thread, once everything is sent."""
        self._queue.put(None)

    def resend(self):
        """Send again what was not accepted, and wait; returns how many are still not accepted."""
        again, self.undelivered = self.undelivered, []
        for event in again:
            self._queue.put((event, False))
        self._queue.join()
        return len(self.undelivered)

    def message(self, event, *, forged=False):
        """The body and headers of one delivery."""
        body = json.dumps(event, ensure_ascii=False).encode()
        id, time = str(uuid.uuid4()), now()
        signature = self._sign(id, time, body if not forged else body + b"!")
        return body, {
            "Content-Type": "application/json",
            "PAYPAL-AUTH-ALGO": "SHA256withRSA",
            "PAYPAL-CERT-URL": CERT_URL,
            "PAYPAL-TRANSMISSION-ID": id,
            "PAYPAL-TRANSMISSION-SIG": signature,
            "PAYPAL-TRANSMISSION-TIME": time,
        }

    def send(self, event, *, forged=False, url=None):
        """Deliver once; returns the response's status, or 0 without a response."""
        body, headers = self.message(event, forged=forged)
        request = urllib.request.Request(url or self.url, body, headers, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as response:
                return response.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def verify(self, question):
        """PayPal's verification of a message's exact bytes; None for a malformed request."""
        try:
            asked = json.loads(question)
            start = question.index('"webhook_event"') + len('"webhook_event"')
            start += len(question[start:]) - len(question[start:].lstrip(" :"))
            _, end = json.JSONDecoder().raw_decode(question, start)
            right = self._sign(
                asked["transmission_id"], asked["transmission_time"], question[start:end].encode()
            )
            known = asked["webhook_id"] == self.webhook_id and asked["auth_algo"] == "SHA256withRSA"
            same = hmac.compare_digest(right, asked["transmission_sig"])
        except (ValueError, KeyError, TypeError):
            return None
        return known and same and asked["cert_url"] == CERT_URL

    def _sign(self, id, time, body):
        signed = f"{id}|{time}|{self.webhook_id}|{zlib.crc32(body)}".encode()
        return base64.b64encode(hmac.digest(self._key, signed, hashlib.sha256)).decode()

    def _deliver(self):
        for event, forged in iter(self._queue.get, None):
            try:
                if not 200 <= self.send(event, forged=forged) < 300 and not forged:
                    self.undelivered.append(event)
            finally:
                self._queue.task_done()
