"""The first view of a large hall: the bytes of all its requests, and what its page costs."""

import gzip
import http.client
import re
from dataclasses import dataclass

from bench.tickets_hall import Hall

FILES = re.compile(r'<(?:link rel="(?:stylesheet|icon)[^>]*?href|script src)="([^"]+)"')
GEOMETRY = re.compile(r'data-seat-map="([^"]+)"')
PROXY_LEVEL = 5  # of deploy/nginx.conf, which compresses pages


@dataclass(frozen=True, slots=True)
class Sent:
    path: str
    bytes: int


def first_view(hall: Hall) -> list[Sent]:
    """Of every request of the page itself, as it is on the wire of a browser without a cache."""
    page, text = _fetch(hall.port, hall.path)
    geometry = GEOMETRY.search(text)
    assert geometry, "the page has no map"
    paths = [*dict.fromkeys(FILES.findall(text)), geometry[1].replace("&amp;", "&")]
    return [page, *(_fetch(hall.port, path)[0] for path in paths)]


def _fetch(port: int, path: str) -> tuple[Sent, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(
        "GET", path, headers={"Accept-Encoding": "gzip, br", "X-Forwarded-Proto": "https"}
    )
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200:
        raise AssertionError(f"{path}: {answer.status}")
    if answer.headers.get("Content-Encoding"):
        return Sent(path, len(body)), ""
    return Sent(path, len(gzip.compress(body, PROXY_LEVEL))), body.decode()
