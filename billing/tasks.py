from django.utils import timezone

from billing import due_work
from billing.usage import notices


def do_due_work() -> None:
    due_work.do_due_work(timezone.now())


def check_usage() -> int:
    return notices.check_usage(timezone.now())
