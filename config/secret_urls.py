"""URLs that give access to anyone who knows them: what comes before their secrets, and texts without these.

deploy/nginx.conf has the same list. tests/config/test_secret_urls.py tries both with every URL of the site.
"""

import re

# Regular expressions that Python and nginx read alike; the secret is the part of the path that follows.
SECRET_PREFIXES = (
    "/[-a-z]+/guest/",
    "/checkout/[-a-z]+/",
    "/pay/(?:sandbox|toss|transfer|return|receipt)/",
    "/pay/(?!webhooks/|cards/|back/)",
    "/accounts/confirm-email/",
    "/accounts/password/reset/key/",
    "/inbox/unsubscribe/",
    "/restock/(?:confirm/|stop/)?",
    "/shop/invitations/",
    "/events/reminder/",
    "/waiting-list/(?:confirm|leave|offer)/",
    "/tickets/accept/",
    "/gate/(?!at/)",
)
# At the beginning of a path, alone or after a host: not the name of a file that has such a folder in it. A
# path with a slash too many is no page's, but its secret is a valid one.
BEGIN = r"""(?:(?<![^\s"'`(=<>\[,:;])|//[^/\s"']+)/*"""
SECRETS = re.compile(rf"({BEGIN}(?:{'|'.join(SECRET_PREFIXES)}))[^/\s\"'?]+")


def hide_secrets(text: str) -> str:
    """Replace the secret of each URL in the text with “…”."""
    return SECRETS.sub(r"\1…", text)
