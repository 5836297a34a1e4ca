"""Renders a mail as HTML and text, in the language of its recipient."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from notifications.models import Mail
from notifications.unsubscribing import link_of
from orders.models import Order


def message_of(mail: Mail) -> EmailMultiAlternatives:
    """The message to send; queries the order's lines and adjustments if it shows them."""
    with override(mail.language):
        context = _context(mail)
        text = render_to_string("notifications/mail/letter.txt", context)
        html = render_to_string("notifications/mail/letter.html", context)
        subject = mail.headline
    message = EmailMultiAlternatives(subject, text, to=[mail.recipient], headers=_headers(mail))
    message.attach_alternative(html, "text/html")
    return message


def absolute(path: str) -> str:
    """The absolute URL of a path of this site."""
    return settings.SITE_URL.rstrip("/") + path


def _context(mail: Mail) -> dict[str, object]:
    return {
        "mail": mail,
        "order": mail.order,
        **(_bill(mail.order) if mail.row.to.reads_bill else {}),
        "link": absolute(mail.page),
        "button": mail.row.to.button,
        "is_guests": mail.user_id is None,
        "preferences": absolute(reverse("notifications:preferences")),
        "unsubscribe": absolute(link_of(mail)) if mail.user_id else "",
    }


def _bill(order: Order) -> dict[str, object]:
    return {"lines": list(order.lines.all()), "adjustments": list(order.adjustments.all())}


def _headers(mail: Mail) -> dict[str, str]:
    headers = {
        "Message-ID": f"<{mail.key}@{urlsplit(settings.SITE_URL).hostname}>",
        "Auto-Submitted": "auto-generated",  # prevents automatic replies (RFC 3834)
    }
    if mail.user_id:
        headers["List-Unsubscribe"] = f"<{absolute(link_of(mail))}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers
