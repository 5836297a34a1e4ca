"""How gunicorn serves the site: threads, since pages wait for the database more than they compute."""

import gc
import os
import socket
import struct

SHM = "/dev/shm"  # noqa: S108 (memory, not a place for guessable names)

bind = os.environ.get("BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
keepalive = 5  # seconds; longer than a page's own requests are apart
timeout = 60  # seconds a worker may be silent
graceful_timeout = 10  # seconds for requests in hand when stopping
# After so many requests a worker is replaced, against slow leaks; not all at once.
max_requests = int(os.environ.get("WEB_MAX_REQUESTS", "20000"))
max_requests_jitter = max_requests // 10
worker_tmp_dir = SHM if os.path.isdir(SHM) else None  # heartbeats must not wait for a disk
accesslog = "-" if os.environ.get("WEB_ACCESS_LOG") == "1" else None
errorlog = "-"
loglevel = os.environ.get("WEB_LOG_LEVEL", "info")
# Seconds that a thread waits for the next piece of a head or a body; behind deploy/nginx.conf none has to.
client_timeout = int(os.environ.get("WEB_CLIENT_TIMEOUT", "15"))
control_socket_disable = True  # its one path per user would clash between checkouts


def when_ready(server):
    """Let no thread wait for ever for a client that says nothing more, nor for one that says nothing at all.

    Connections take these options over from the socket that accepts them.
    """
    for listener in server.LISTENERS:
        patience = struct.pack("ll", client_timeout, 0)
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, patience)
        if hasattr(socket, "TCP_DEFER_ACCEPT") and listener.sock.family != socket.AF_UNIX:
            listener.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, client_timeout)
    server.log.error_log.addFilter(is_no_silence)


def is_no_silence(record):
    """A client that fell silent is no error of ours, and not worth a traceback."""
    return not (record.exc_info and isinstance(record.exc_info[1], BlockingIOError))


def post_worker_init(worker):
    say_what_is_missing(worker.log)
    spare_the_collector()


def say_what_is_missing(log):
    """What `manage.py check` says of static files and keys, since nobody may run it."""
    from django.core.checks import run_checks

    from config import static_files
    from core.checks import KEYS

    if static_files.are_missing():
        log.error(static_files.MISSING)
    for found in run_checks(tags=[KEYS]):
        log.error(found.msg)


def spare_the_collector():
    """Look through fewer objects for garbage: half of the collector's work was on code and settings.

    https://docs.python.org/3/library/gc.html#gc.freeze
    """
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018  (loads every view now rather than at the first request)
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
