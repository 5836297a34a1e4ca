"""The page of django-axes after too many wrong passwords."""

import math

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.db.models import Max
from django.utils import timezone

from accounts.password_limits import login_name
from core.errors import too_many
from core.throttle import client_address


def locked_out(request, response, credentials):
    pause = getattr(request, "password_pause", None)
    seconds = pause or _seconds_left(request, login_name(request, credentials))
    return too_many(request, retry_after=seconds, template="account/locked_out.html")


def _seconds_left(request, name):
    attempts = AccessAttempt.objects.filter(username=name, ip_address=client_address(request))
    last = attempts.aggregate(last=Max("attempt_time"))["last"] or timezone.now()
    end = last + get_cool_off(request)
    return max(1, math.ceil((end - timezone.now()).total_seconds()))
