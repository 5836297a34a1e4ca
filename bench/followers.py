"""Followers of one store are told of a coupon: python -m bench.followers. Exits with 1 on a miss.

The broadcast runs beside ordinary jobs, whose waits are measured, and every worker is killed in its middle.
"""

import argparse
import os
import sys
import threading
import time
from statistics import median

FOLLOWERS = 100_000
RATE = 10  # ordinary jobs a second
LONGEST_WAIT = 1.0  # seconds of an ordinary job while no worker is dead
MEMORY = 300.0  # MiB of all processes of the worker


def main() -> int:
    choices = argparse.ArgumentParser(prog="python -m bench.followers", description=__doc__)
    choices.add_argument("--followers", type=int, default=FOLLOWERS)
    chosen = choices.parse_args()

    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    os.environ["FEATURES"] = "food,coupons"
    import django

    django.setup()
    from django.db import connection

    from bench import stack
    from bench.jobs_tasks import TABLE
    from bench.jobs_worker import Service, ready
    from jobs.models import Schedule

    stack.prepare()
    Schedule.objects.exclude(task__endswith="continue_broadcasts").update(next_run=None)
    store = _store_with_followers(chosen.followers)
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
        cursor.execute("ANALYZE")
        service = Service()
        try:
            while not ready(cursor):
                time.sleep(0.05)
            return _tell(service, store, chosen.followers)
        finally:
            service.stop()


def _store_with_followers(count: int):
    """The store, with a draft of a campaign."""
    from django.utils import timezone

    from accounts.models import Role, User
    from stores.models import Category, Follow, Store

    begin, now = time.monotonic(), timezone.now()
    owner = User.objects.create(email="owner@example.com", role=Role.OWNER)
    category = Category.objects.first() or Category.objects.create(slug="food", name="Food")
    store = Store.objects.create(owner=owner, category=category, name="Noodles", slug="noodles")
    for first in range(0, count, 10_000):
        numbers = range(first, min(first + 10_000, count))
        users = User.objects.bulk_create(
            User(email=f"follower{number}@example.com", language=("en", "ko")[number % 2])
            for number in numbers
        )
        Follow.objects.bulk_create(Follow(user=user, store=store, at=now) for user in users)
    print(f"{count:,} followers within {time.monotonic() - begin:.0f} s.")
    return store


def _publish(store) -> None:
    from django.utils import timezone

    from core.lifecycle import move
    from coupons.campaigns import CampaignValues, add_campaign
    from coupons.models import Campaign

    now = timezone.now()
    fields = {"title": "For those who follow", "total": 500, "opens_at": now}
    terms = {"benefit": "amount", "amount": 3000, "valid_days": 30}
    campaign = Campaign(store=store, currency=store.currency)
    campaign = add_campaign(campaign, CampaignValues(fields, terms), by=store.owner)
    move(campaign, "publish", by=store.owner)


def _tell(service, store, count: int) -> int:
    from notifications.models import Broadcast

    over, peak = threading.Event(), [0.0]
    threads = [
        threading.Thread(target=_send_ordinary_jobs, args=(over,)),
        threading.Thread(target=_watch_memory, args=(service, over, peak)),
    ]
    for each in threads:
        each.start()
    begin = time.time()
    _publish(store)
    _wait_until(lambda: Broadcast.objects.filter(notified__gte=count // 2).exists())
    killed = _kill_all(service)
    _wait_until(lambda: Broadcast.objects.filter(finished_at__isnull=False).exists())
    took = time.time() - begin
    over.set()
    for each in threads:
        each.join()
    _wait_until_no_job_is_left()
    return _report(count, took, killed, peak[0])


def _kill_all(service) -> float:
    """SIGKILL to every process of the worker at once; returns when."""
    for process in service.processes():
        process.kill()
    return time.time()


def _send_ordinary_jobs(over: threading.Event) -> None:
    from django.db import connection

    from bench.jobs_tasks import work
    from jobs.queue import enqueue

    number = 0
    while not over.wait(1 / RATE):
        enqueue(work, number, time.time(), 0)
        number += 1
    connection.close()


def _watch_memory(service, over: threading.Event, peak: list[float]) -> None:
    import psutil

    while not over.wait(0.5):
        try:
            peak[0] = max(peak[0], service.memory())
        except psutil.Error:  # of a process that was just killed
            continue


def _report(count: int, took: float, killed: float, peak: float) -> int:
    from notifications.models import Broadcast, Notice

    notices = Notice.objects.filter(kind="campaign-opened")
    readers = notices.values("user").distinct().count()
    notified = Broadcast.objects.get().notified
    waits, pause = _waits(killed)
    print(
        f"Told within {took:.1f} s ({count / took:,.0f} a second), all workers killed in between."
    )
    print(f"{notices.count():,} notices of {readers:,} readers; the broadcast counts {notified:,}.")
    print(
        f"Ordinary jobs: {len(waits)}, p50 {1000 * median(waits):.1f} ms, longest wait"
        f" {1000 * max(waits):.0f} ms. After the kill none began for {pause:.1f} s."
    )
    print(f"Peak memory of the worker: {peak:.0f} MiB.")
    misses = []
    if not notices.count() == readers == notified == count:
        misses.append("not everyone was told exactly once")
    if max(waits) > LONGEST_WAIT:
        misses.append(f"an ordinary job waited longer than {LONGEST_WAIT} s")
    if peak > MEMORY:
        misses.append(f"more than {MEMORY:.0f} MiB")
    print("\n".join(["Targets missed:", *misses]) if misses else "Targets met.")
    return 1 if misses else 0


def _waits(killed: float) -> tuple[list[float], float]:
    """Of ordinary jobs in seconds, and for how long none began after the kill.

    Without the jobs that were enqueued just before or within that pause: nobody was there to begin them.
    """
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT sent, began FROM bench_try ORDER BY sent")
        tries = cursor.fetchall()
    resumed = min(began for _sent, began in tries if began > killed)
    waits = [began - sent for sent, began in tries if not killed - 1 < sent < resumed]
    return waits, resumed - killed


def _wait_until(is_so) -> None:
    while not is_so():
        time.sleep(0.05)


def _wait_until_no_job_is_left() -> None:
    from jobs.models import Job

    _wait_until(lambda: not Job.objects.filter(finished=None).exists())


if __name__ == "__main__":
    sys.exit(main())
