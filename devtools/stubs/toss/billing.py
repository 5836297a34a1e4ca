"""Toss's records of saved cards: billing keys, and payments by them."""

import html
import json
import secrets

from devtools.stubs.toss import pages
from devtools.stubs.toss.refusal import Refusal

# What happens to the payments of a card, by the owner's choice in the window.
CARDS = {
    "save": ("Save a card that pays", ""),
    "poor": ("Save a card without money", "REJECT_CARD_PAYMENT"),
    "stolen": ("Save a stolen card", "INVALID_CARD_LOST_OR_STOLEN"),
}


class Billing:
    """Part of Books. `auths` are cards that were entered and have no key yet, by authKey."""

    def enter_card(self, customer, how="save"):
        """The owner enters a card in the window; returns the parameters of the return URL."""
        auth_key = f"bln_{secrets.token_urlsafe(16)}"
        self.auths[auth_key] = {"customerKey": customer, "refuses": CARDS[how][1]}
        return {"customerKey": customer, "authKey": auth_key}

    def issue(self, asked):
        """The billing key: given once for an authKey."""
        with self.lock:
            auth = self.auths.pop(asked["authKey"], None)
            if auth is None or auth["customerKey"] != asked["customerKey"]:
                raise Refusal(400, "INVALID_AUTH_KEY", "잘못된 인증키 입니다.")
            key = f"{secrets.token_urlsafe(32)}="
            self.billing[key] = auth
            return {
                "mId": "tosspayments",
                "customerKey": auth["customerKey"],
                "authenticatedAt": self.now(),
                "method": "카드",
                "billingKey": key,
                "cardCompany": "현대",
                "cardNumber": "43301234****123*",
                "card": {"number": "43301234****123*", "cardType": "신용"},
            }

    def delete_key(self, key):
        if self.billing.pop(key, None) is None:
            raise Refusal(404, "NOT_FOUND_BILLING_KEY", "존재하지 않는 빌링키 입니다.")
        return {}

    def pay_by_key(self, key, asked):
        with self.lock:
            card = self.billing.get(key)
            if card is None:
                raise Refusal(404, "NOT_FOUND_BILLING_KEY", "존재하지 않는 빌링키 입니다.")
            if card["customerKey"] != asked["customerKey"]:
                raise Refusal(400, "NOT_MATCHES_CUSTOMER_KEY", "고객키가 일치하지 않습니다.")
            if any(one["orderId"] == asked["orderId"] for one in self.payments.values()):
                raise Refusal(
                    400, "DUPLICATED_ORDER_ID", "이미 승인 및 취소가 진행된 주문번호 입니다."
                )
            payment = self.get(
                self.agree(self.open(asked["orderId"], asked["amount"], name=asked["orderName"]))
            )
            if card["refuses"]:
                self.abort(payment["paymentKey"], card["refuses"], "거절되었습니다.")
                raise Refusal(403, card["refuses"], "거절되었습니다.")
            self.take(payment)
            return payment


def window(request):
    """The page where the owner enters a card."""
    wish = html.escape(json.dumps(request))
    buttons = "".join(
        f'<button name="how" value="{how}">{label}</button> '
        for how, (label, _code) in CARDS.items()
    )
    cancel = '<button name="how" value="cancel">Cancel</button>'
    hidden = f'<input type="hidden" name="request" value="{wish}">'
    return pages.page(f'<form method="post">{hidden}{buttons}{cancel}</form>')
