"""Mails about orders, in the language of the order."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from orders.models import Order


def mail_guest_link(order: Order) -> None:
    """Tell a guest the unguessable link under which the order is followed."""
    with override(order.language):
        context = {
            "order": order,
            "lines": list(order.lines.all()),
            "link": settings.SITE_URL.rstrip("/") + order.get_absolute_url(),
        }
        subject = _("Your order %(number)s at %(store)s") % {
            "number": order.number,
            "store": order.store,
        }
        text = render_to_string("orders/mails/guest_link.txt", context)
        html = render_to_string("orders/mails/guest_link.html", context)
    mail = EmailMultiAlternatives(" ".join(subject.split()), text, to=[order.email])
    mail.attach_alternative(html, "text/html")
    mail.send()
