from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

register = template.Library()

MINUTE = timedelta(minutes=1)


@register.filter
def moment(at: datetime | None) -> str:
    """{{ order.placed_at|moment }}: "today", "yesterday" or "tomorrow" instead of the date."""
    if at is None:
        return ""
    local, today = timezone.localtime(at), timezone.localdate()
    time = time_format(local, "TIME_FORMAT")
    if local.date() == today:
        return _("Today, %(time)s") % {"time": time}
    if local.date() == today - timedelta(days=1):
        return _("Yesterday, %(time)s") % {"time": time}
    if local.date() == today + timedelta(days=1):
        return _("Tomorrow, %(time)s") % {"time": time}
    return date_format(local, "SHORT_DATETIME_FORMAT")


@register.filter
def clock(at: datetime | None) -> str:
    """{{ order.ready_by|clock }}: for use within a sentence, the time alone if it is today."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    if local.date() == timezone.localdate():
        return time_format(local, "TIME_FORMAT")
    return date_format(local, "SHORT_DATETIME_FORMAT")


@register.filter
def ago(at: datetime) -> str:
    """{{ ticket.since|ago }}: the time since then, "just now" within the first minute."""
    now = timezone.now()
    if now - at < MINUTE:
        return _("just now")
    return _("%(time)s ago") % {"time": timesince(at, now)}
