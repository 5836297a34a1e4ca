"""Delivers Toss's webhooks: once, duplicated, reordered, forged or never, as `manner` says."""

import copy
import json
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import datetime, timedelta, timezone

import requests

SECONDS = 10  # that Toss waits for a 200


def created_at():
    """Toss writes the times in messages without a zone."""
    seoul = datetime.now(timezone(timedelta(hours=9)))
    return seoul.replace(tzinfo=None).isoformat(timespec="milliseconds")


def status_changed(payment):
    data = {name: value for name, value in payment.items() if name != "secret"}
    return {"eventType": "PAYMENT_STATUS_CHANGED", "createdAt": created_at(), "data": data}


def deposit_callback(payment):
    return {
        "createdAt": created_at(),
        "secret": payment["secret"],
        "status": payment["status"],
        "transactionKey": payment["lastTransactionKey"],
        "orderId": payment["orderId"],
    }


def forged(message):
    """A forged version of the same message."""
    message = copy.deepcopy(message)
    if "secret" in message:
        message["secret"] = message["secret"][::-1]
    else:
        message["data"].update(paymentKey="tgen_forged", status="DONE")
    return message


class Courier:
    """`answers` are the shop's responses to each delivery, None without one."""

    def __init__(self, url=""):
        self.url = url
        self.manner = "once"
        self.held = []
        self.answers = []
        self.under_way = []
        self.pool = ThreadPoolExecutor(4)

    def tell(self, payment):
        """Send every message that this change of a payment causes."""
        messages = [status_changed(payment)]
        if payment["secret"] and payment["status"] != "WAITING_FOR_DEPOSIT":
            messages.append(deposit_callback(payment))
        for message in messages:
            self.send(message)

    def send(self, message):
        match self.manner if self.url else "never":
            case "once":
                self._post(message)
            case "duplicated":
                self._post(message)
                self._post(message)
            case "forged":
                self._post(forged(message))
            case "reordered":
                self.held.append(message)

    def deliver_held(self):
        """The last first."""
        while self.held:
            self._post(self.held.pop())
            self.wait()

    def wait(self):
        """Until every message so far was answered."""
        wait(self.under_way)
        self.under_way.clear()

    def close(self):
        self.pool.shutdown(cancel_futures=True)

    def _post(self, message):
        self.under_way.append(self.pool.submit(self._deliver, json.dumps(message)))

    def _deliver(self, body):
        headers = {"Content-Type": "application/json"}
        try:
            answer = requests.post(self.url, data=body, headers=headers, timeout=SECONDS)
            self.answers.append(answer.status_code)
        except requests.RequestException:
            self.answers.append(None)
