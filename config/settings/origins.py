import re
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


def origin_of(address: str) -> str:
    """Scheme, host and port of a URL, as browsers define an origin; "" for an empty one.

    Raises ImproperlyConfigured for anything but an http(s) URL.
    """
    if not address:
        return ""
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ImproperlyConfigured(
            f"{address!r} is not an address: it begins with https:// or http://."
        )
    usual = {"http": 80, "https": 443}[parts.scheme]
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + ("" if parts.port in {None, usual} else f":{parts.port}")


SUBDOMAINS = "abc"  # Leaflet's default for {s}
ORIGIN = re.compile(r"https?://([a-z0-9.-]+|\[[0-9a-f:]+\])(:\d+)?")
PLACES = ("{z}", "{x}", "{y}")


def tile_origins(template: str) -> list[str]:
    """The origins of a tile server such as https://{s}.tile.example/{z}/{x}/{y}.png.

    Empty without a server, or for one under our own origin (/tiles/…). Raises ImproperlyConfigured.
    """
    if not template:
        return []
    if any(place not in template for place in PLACES):
        raise ImproperlyConfigured("TILE_URL must have {z}, {x} and {y} in it.")
    if template.startswith("/") and not template.startswith("//"):
        return []
    origins = {origin_of(template.replace("{s}", name)) for name in SUBDOMAINS}
    # They become part of a header, where a * or a space would allow other servers.
    if not all(ORIGIN.fullmatch(origin) for origin in origins):
        raise ImproperlyConfigured("TILE_URL must name one host.")
    return sorted(origins)
