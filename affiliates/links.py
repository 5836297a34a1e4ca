"""Where a partner's link leads: to a path of this site, whatever is asked for."""

import re
from urllib.parse import unquote, urlsplit

from core.redirects import is_local_path, is_page

MAX_PATH_LENGTH = 500
UNSAFE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\\]|[^\x00-\uffff]|[\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
)
# As often may a path be encoded; what still changes then is refused.
MAX_ENCODINGS = 3


def is_safe_path(path: str) -> bool:
    """Whether it is a path of a page of this site, however often it is decoded on the way.

    Browsers read a backslash as a slash and skip control characters, and a proxy may decode `%2F`: so every
    decoded form has to be safe as well. A space is nothing special within a path, and is sent as `%20`.
    """
    if not 0 < len(path) <= MAX_PATH_LENGTH:
        return False
    for _time in range(MAX_ENCODINGS):
        if UNSAFE.search(path) or path.startswith("//") or not is_local_path(path):
            return False
        if (decoded := unquote(path)) == path:
            return True
        path = decoded
    return False


def destination(asked: str, usual: str) -> str:
    """The path asked for if it is safe and a page, else the programme's usual one, else the first page."""
    for path in (asked, usual):
        if path and is_safe_path(path) and is_page(unquote(urlsplit(path).path)):
            return path
    return "/"
