"""One process that does what is due in billing, as the worker's job does each minute, without its pauses.

python -m bench.billing_worker LEAD: its time is ahead of the wall's by so many seconds. It ends when
nothing is due.
"""

import os
import sys
from datetime import timedelta


def main(lead: float) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    import django

    django.setup()
    from django.utils import timezone

    from billing.due_work import do_due_work

    while do_due_work(timezone.now() + timedelta(seconds=lead)):
        pass


if __name__ == "__main__":
    main(float(sys.argv[1]))
