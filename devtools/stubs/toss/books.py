"""Toss's records: every payment from its window to its refunds, in Toss's terms."""

import secrets
from datetime import datetime, timedelta, timezone
from threading import RLock

from devtools.stubs.toss.billing import Billing
from devtools.stubs.toss.refusal import Refusal

SEOUL = timezone(timedelta(hours=9))
TIME_TO_CONFIRM = timedelta(minutes=10)
METHODS = {"CARD": "카드", "TRANSFER": "계좌이체", "VIRTUAL_ACCOUNT": "가상계좌"}
UNUSED = (
    *("approvedAt", "lastTransactionKey", "secret", "receipt", "card", "easyPay", "transfer"),
    *("virtualAccount", "cancels", "failure"),
)


def now():
    return datetime.now(SEOUL)


def stamp(at):
    return at.isoformat(timespec="seconds")


def new_transaction(payment):
    payment["lastTransactionKey"] = secrets.token_hex(16).upper()
    return payment["lastTransactionKey"]


class Books(Billing):
    def __init__(self):
        self.payments = {}
        self.auths, self.billing = {}, {}
        self.wishes = {}  # by paymentKey: the shop's parameters of the window
        self.lock = RLock()

    def open(self, order_id, amount, method="CARD", name="냉면집", **wishes):
        """The window opens; returns the paymentKey."""
        key = f"tgen_{secrets.token_urlsafe(16)}"
        payment = {
            **dict.fromkeys(UNUSED),
            "mId": "tosspayments",
            "version": "2022-11-16",
            "paymentKey": key,
            "orderId": order_id,
            "orderName": name,
            "currency": "KRW",
            "method": "간편결제" if wishes.get("easy_pay") else METHODS[method],
            "totalAmount": amount,
            "balanceAmount": amount,
            "status": "READY",
            "requestedAt": stamp(now()),
            "isPartialCancelable": True,
        }
        with self.lock:
            self.payments[key] = payment
            self.wishes[key] = {"method": method, **wishes}
        return key

    def agree(self, key):
        """The payer agreed in the window; nothing is captured before the shop confirms."""
        self.get(key)["status"] = "IN_PROGRESS"
        return key

    def abort(self, key, code="PAY_PROCESS_ABORTED", message="결제에 실패했습니다."):
        self.get(key).update(status="ABORTED", failure={"code": code, "message": message})

    def expire(self, key):
        failure = {"code": "EXPIRED_PAYMENT", "message": "결제가 만료되었습니다."}
        self.get(key).update(status="EXPIRED", failure=failure)

    def get(self, key):
        if key not in self.payments:
            raise Refusal(404, "NOT_FOUND_PAYMENT", "존재하지 않는 결제 정보 입니다.")
        return self.payments[key]

    def by_order(self, order_id):
        """The newest of an order's tries."""
        for payment in reversed(self.payments.values()):
            if payment["orderId"] == order_id:
                return payment
        raise Refusal(404, "NOT_FOUND_PAYMENT", "존재하지 않는 결제 정보 입니다.")

    def confirm(self, asked):
        with self.lock:
            payment = self.get(asked["paymentKey"])
            self._refuse_confirmation(payment, asked)
            if self.wishes[payment["paymentKey"]]["method"] == "VIRTUAL_ACCOUNT":
                self._give_account(payment)
            else:
                self.take(payment)
            return payment

    def cancel(self, key, asked):
        with self.lock:
            payment = self.get(key)
            amount = asked.get("cancelAmount", payment["balanceAmount"])
            self._refuse_cancellation(payment, amount, asked)
            payment["balanceAmount"] -= amount
            payment["cancels"] = [*(payment["cancels"] or []), self._cancel(payment, amount, asked)]
            payment["status"] = "PARTIAL_CANCELED" if payment["balanceAmount"] else "CANCELED"
            return payment

    def deposit(self, key):
        """The payer pays into the virtual account."""
        with self.lock:
            payment = self.get(key)
            assert payment["status"] == "WAITING_FOR_DEPOSIT", payment["status"]
            self.take(payment)
            return payment

    @staticmethod
    def now():
        return stamp(now())

    def waiting(self):
        return [one for one in self.payments.values() if one["status"] == "WAITING_FOR_DEPOSIT"]

    def take(self, payment):
        new_transaction(payment)
        payment.update(status="DONE", approvedAt=stamp(now()))
        if payment["method"] == "카드":
            payment["card"] = {"number": "43301234****123*", "amount": payment["totalAmount"]}

    def _give_account(self, payment):
        new_transaction(payment)
        hours = self.wishes[payment["paymentKey"]].get("hours", 24)
        payment["virtualAccount"] = {
            "accountType": "일반",
            "accountNumber": "X6505636518308",
            "bankCode": "20",
            "customerName": "박토스",
            "dueDate": stamp(now() + timedelta(hours=hours)),
            "refundStatus": "NONE",
            "expired": False,
        }
        payment.update(status="WAITING_FOR_DEPOSIT", secret=f"ps_{secrets.token_urlsafe(20)}")

    def _refuse_confirmation(self, payment, asked):
        if payment["status"] not in {"READY", "IN_PROGRESS", "EXPIRED"}:
            raise Refusal(400, "ALREADY_PROCESSED_PAYMENT", "이미 처리된 결제 입니다.")
        asked_at = datetime.fromisoformat(payment["requestedAt"])
        if payment["status"] != "IN_PROGRESS" or now() > asked_at + TIME_TO_CONFIRM:
            raise Refusal(404, "NOT_FOUND_PAYMENT_SESSION", "결제 시간이 만료되었습니다.")
        if (asked["orderId"], asked["amount"]) != (payment["orderId"], payment["totalAmount"]):
            raise Refusal(400, "INVALID_REQUEST", "잘못된 요청입니다.")

    def _refuse_cancellation(self, payment, amount, asked):
        if payment["status"] == "CANCELED":
            raise Refusal(400, "ALREADY_CANCELED_PAYMENT", "이미 취소된 결제 입니다.")
        if payment["status"] not in {"DONE", "PARTIAL_CANCELED", "WAITING_FOR_DEPOSIT"}:
            raise Refusal(403, "NOT_CANCELABLE_PAYMENT", "취소할 수 없는 결제 입니다.")
        if not 0 < amount <= payment["balanceAmount"]:
            raise Refusal(403, "NOT_CANCELABLE_AMOUNT", "취소할 수 없는 금액 입니다.")
        deposited = payment["virtualAccount"] and payment["approvedAt"]
        if deposited and not asked.get("refundReceiveAccount"):
            raise Refusal(400, "INVALID_REFUND_ACCOUNT_INFO", "환불 계좌번호를 입력해주세요.")

    def _cancel(self, payment, amount, asked):
        return {
            "cancelAmount": amount,
            "cancelReason": asked["cancelReason"],
            "refundableAmount": payment["balanceAmount"],
            "canceledAt": stamp(now()),
            "transactionKey": new_transaction(payment),
            "cancelStatus": "DONE",
        }
