"""Renders a mail as HTML and text, in the language of its recipient."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import override

from core.links import absolute, site_url
from core.notifications import NotificationKind, find_kind
from notifications.models import Mail
from notifications.old_words import add_words
from notifications.unsubscribing import link_of


class KindNotRegistered(LookupError):
    """No app registers this kind of notification now: its feature is switched off, or it is gone."""


def message_of(mail: Mail) -> EmailMultiAlternatives:
    """The message to send; raises KindNotRegistered."""
    kind = _kind_of(mail)
    with override(mail.language):
        add_words([mail])
        context = _context(mail, kind)
        text = render_to_string(f"{kind.mail_template}.txt", context)
        html = render_to_string(f"{kind.mail_template}.html", context)
        attachments = list(kind.attachments(mail))
    message = EmailMultiAlternatives(
        mail.subject, text, to=[mail.recipient], headers=_headers(mail, kind)
    )
    message.attach_alternative(html, "text/html")
    for each in attachments:
        message.attach(each.name, each.content, each.content_type)
    return message


def _kind_of(mail: Mail) -> NotificationKind:
    kind = find_kind(mail.kind)
    if kind is None:
        raise KindNotRegistered(f"No kind of notification has the code {mail.kind}")
    return kind


def _context(mail: Mail, kind: NotificationKind) -> dict[str, object]:
    return {
        "mail": mail,
        **kind.mail_context(mail),
        "link": absolute(mail.link),
        "button": kind.button,
        "is_guests": mail.user_id is None,
        "kind": kind,
        "advertiser": settings.ADVERTISER,
        "preferences": site_url("notifications:preferences"),
        "unsubscribe": _unsubscribe_link(mail, kind),
    }


def _unsubscribe_link(mail: Mail, kind: NotificationKind) -> str:
    if mail.user_id:
        return absolute(link_of(mail))
    return absolute(kind.unsubscribe_link(mail)) if kind.unsubscribe_link else ""


def _headers(mail: Mail, kind: NotificationKind) -> dict[str, str]:
    headers = {
        "Message-ID": f"<{mail.key}@{urlsplit(settings.SITE_URL).hostname}>",
        "Auto-Submitted": "auto-generated",  # prevents automatic replies (RFC 3834)
    }
    if link := _unsubscribe_link(mail, kind):
        headers["List-Unsubscribe"] = f"<{link}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers
