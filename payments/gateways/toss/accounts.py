"""Virtual accounts as text. The codes of banks are Toss's: docs.tosspayments.com/codes/org-codes."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from core.reasons import Reason, register
from payments.reasons import VIRTUAL_ACCOUNT

BANKS = {
    "02": gettext_lazy("KDB Bank"),  # KDB산업은행
    "03": gettext_lazy("IBK"),  # IBK기업은행
    "06": gettext_lazy("KB Kookmin Bank"),  # KB국민은행
    "07": gettext_lazy("Suhyup Bank"),  # Sh수협은행
    "11": gettext_lazy("NH Nonghyup Bank"),  # NH농협은행
    "12": gettext_lazy("Local Nonghyup"),  # 지역농축협
    "20": gettext_lazy("Woori Bank"),  # 우리은행
    "23": gettext_lazy("SC First Bank"),  # SC제일은행
    "27": gettext_lazy("Citibank Korea"),  # 씨티은행
    "31": gettext_lazy("iM Bank (Daegu)"),  # iM뱅크(대구)
    "32": gettext_lazy("Busan Bank"),  # 부산은행
    "34": gettext_lazy("Kwangju Bank"),  # 광주은행
    "35": gettext_lazy("Jeju Bank"),  # 제주은행
    "37": gettext_lazy("Jeonbuk Bank"),  # 전북은행
    "39": gettext_lazy("Kyongnam Bank"),  # 경남은행
    "45": gettext_lazy("MG Saemaul"),  # 새마을금고
    "48": gettext_lazy("Shinhyup"),  # 신협
    "71": gettext_lazy("Korea Post"),  # 우체국
    "81": gettext_lazy("Hana Bank"),  # 하나은행
    "88": gettext_lazy("Shinhan Bank"),  # 신한은행
    "89": gettext_lazy("K bank"),  # 케이뱅크
    "90": gettext_lazy("KakaoBank"),  # 카카오뱅크
    "92": gettext_lazy("Toss Bank"),  # 토스뱅크
}

NAMED = {code: Reason(f"toss_bank_{code}", name) for code, name in BANKS.items()}
UNNAMED = Reason("toss_bank", gettext_lazy("bank %(code)s"))
register([*NAMED.values(), UNNAMED])


def where_to_send(account: Mapping[str, Any]) -> str:
    """The bank and the account number, as a note."""
    code = str(account["bankCode"])
    bank = NAMED[code].note if code in NAMED else UNNAMED.note_with(code=code)
    return VIRTUAL_ACCOUNT.note_with(bank=bank, account=str(account["accountNumber"]))
