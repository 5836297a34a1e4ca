"""Why a delivery failed, as the store and the customer read it."""

from django.utils.translation import gettext_lazy as _

from core.reasons import Reason, register

FAILURES = (
    Reason(
        "nobody_opens",
        _("Nobody opens the door"),
        former=("Nobody opens the door", "문을 열어 주는 사람이 없어요"),
    ),
    Reason(
        "customer_unreachable",
        _("The customer cannot be reached"),
        former=("The customer cannot be reached", "고객이 연락을 받지 않아요"),
    ),
    Reason(
        "wrong_address",
        _("The address is wrong"),
        former=("The address is wrong", "주소가 잘못됐어요"),
    ),
    Reason(
        "rider_accident",
        _("The rider had an accident"),
        former=("I had an accident", "사고가 났어요"),
    ),
)

register(FAILURES)
