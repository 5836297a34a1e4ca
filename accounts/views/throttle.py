"""What django-axes asks: who tried to sign in, and what to show after too many wrong passwords."""

import math

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.db.models import Max
from django.utils import timezone

from core.errors import too_many
from core.throttle import client_address


def login_name(request, credentials=None):
    """The e-mail tried, whichever form asked for it, so that upper case is no second chance."""
    given = credentials or request.POST
    name = given.get("login") or given.get("email") or given.get("username") or ""
    return str(name).strip().lower()[:255]


def locked_out(request, response, credentials):
    name = login_name(request, credentials)
    return too_many(request, retry_after=_seconds_left(request, name))


def _seconds_left(request, name):
    attempts = AccessAttempt.objects.filter(username=name, ip_address=client_address(request))
    last = attempts.aggregate(last=Max("attempt_time"))["last"] or timezone.now()
    end = last + get_cool_off(request)
    return max(1, math.ceil((end - timezone.now()).total_seconds()))
