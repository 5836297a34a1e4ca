"""gunicorn's settings. Threads, so that slow clients do not stop the site (docs/protection.md, The proxy)."""

import gc
import logging
import os
import socket
import struct

SHM = "/dev/shm"  # noqa: S108 (memory; no file with a guessable name is created)

bind = os.environ.get("BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
keepalive = 5  # seconds; longer than the time between a page's own requests
timeout = 60  # seconds a worker may be silent
graceful_timeout = 10  # seconds for requests in hand when stopping
# A worker is replaced after so many requests, against slow leaks; not all at the same time.
max_requests = int(os.environ.get("WEB_MAX_REQUESTS", "20000"))
max_requests_jitter = max_requests // 10
worker_tmp_dir = SHM if os.path.isdir(SHM) else None  # heartbeats must not wait for a disk
accesslog = "-" if os.environ.get("WEB_ACCESS_LOG") == "1" else None
# Without the query and the Referer, which may have secrets.
access_log_format = '%(h)s %(t)s "%(m)s %(U)s" %(s)s %(B)s %(M)s'
errorlog = "-"
loglevel = os.environ.get("WEB_LOG_LEVEL", "info")
# Seconds that a thread waits for the next part of a head or a body; behind deploy/nginx.conf none has to.
client_timeout = int(os.environ.get("WEB_CLIENT_TIMEOUT", "15"))
control_socket_disable = True  # its one path per user would clash between checkouts


def when_ready(server):
    """Set timeouts, so that no thread waits for ever for a client that stops sending, or never starts.

    Connections inherit these options from the listening socket.
    """
    for listener in server.LISTENERS:
        patience = struct.pack("ll", client_timeout, 0)
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, patience)
        if hasattr(socket, "TCP_DEFER_ACCEPT") and listener.sock.family != socket.AF_UNIX:
            listener.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, client_timeout)
    server.log.error_log.addFilter(is_not_timeout)


def is_not_timeout(record):
    """A client that stopped sending is no error of ours, and needs no traceback."""
    return not (record.exc_info and isinstance(record.exc_info[1], BlockingIOError))


def post_fork(server, worker):
    """Traverse no objects while the site is loaded, which took a quarter of the time, and rarely later."""
    gc.disable()
    gc.set_threshold(20_000, 20, 20)


def post_worker_init(worker):
    hide_secret_urls(worker.log)
    log_failed_checks(worker.log)
    freeze_loaded_objects()


def hide_secret_urls(log):
    """Also where gunicorn itself logs the path of a request, or an error whose text has one.

    A path cannot begin a line of its own.
    """
    from config.secret_urls import hide_secrets

    def hide(record):
        record.msg, record.args = hide_secrets(" ".join(record.getMessage().splitlines())), ()
        if record.exc_info:  # formatters write the text, if there is one, and not the error
            text = record.exc_text or logging.Formatter().formatException(record.exc_info)
            record.exc_text = hide_secrets(text)
        if record.stack_info:
            record.stack_info = hide_secrets(record.stack_info)
        return True

    log.access_log.addFilter(hide)
    log.error_log.addFilter(hide)


def log_failed_checks(log):
    """Log what `manage.py check` reports about static files and keys, since it may never be run."""
    from django.core.checks import run_checks

    from config.checks import MISSING_STATIC_FILES, static_files_are_missing
    from core.checks import KEYS

    if static_files_are_missing():
        log.error(MISSING_STATIC_FILES)
    for found in run_checks(tags=[KEYS]):
        log.error(found.msg)


def freeze_loaded_objects():
    """Exclude code and settings from garbage collection, which were half of the collector's work.

    https://docs.python.org/3/library/gc.html#gc.freeze
    """
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018  (loads every view before the first request)
    gc.collect()
    gc.freeze()
    gc.enable()
