from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


def origin_of(address: str) -> str:
    """Scheme, host and port of an address, as browsers name an origin; "" for none.

    Raises ImproperlyConfigured for what is no http(s) address.
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
