"""`python -m live`: serve the streams at LIVE_BIND until SIGTERM or SIGINT."""

import logging.config
import os
import resource
import socket

import uvicorn

from live.app import LiveApp, create

BACKLOG = 4096  # pages that reconnect at the same time after a restart
SEND_BUFFER = (
    16 * 1024
)  # bytes the kernel buffers for one reader; small, so that slow ones are noticed
ACK_TIMEOUT = 30_000  # milliseconds without an acknowledgement after which a reader counts as gone
SPARE_FILES = 100
SHUTDOWN_SECONDS = 2  # for streams to end


class StreamServer(uvicorn.Server):
    """Ends the streams first; uvicorn alone would wait for them without end."""

    def __init__(self, config: uvicorn.Config, app: LiveApp) -> None:
        super().__init__(config)
        self._app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._app.hub.close()
        await super().shutdown(sockets)


def main() -> None:
    app = create()
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    config = uvicorn.Config(
        app,
        lifespan="on",
        ws="none",
        proxy_headers=False,
        access_log=False,  # tokens are in the URLs
        log_config=None,
        backlog=BACKLOG,
        limit_concurrency=_most_connections(),
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        server_header=False,
    )
    StreamServer(config, app).run(sockets=[_listening_at(settings.LIVE_BIND)])


def _most_connections() -> int:
    """Raise the limit of open files to the hard limit; returns it less SPARE_FILES."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard - SPARE_FILES


def _listening_at(bind: str) -> socket.socket:
    """A socket whose connections inherit its options (socket(7), tcp(7))."""
    host, _colon, port = bind.rpartition(":")
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, ACK_TIMEOUT)
    listening.bind((host.strip("[]"), int(port)))
    return listening


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    main()
