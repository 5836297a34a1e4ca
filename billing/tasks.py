from django.utils import timezone

from billing import due_work


def do_due_work() -> None:
    due_work.do_due_work(timezone.now())
