"""Error pages that help; the templates are templates/<code>.html."""

import math

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)


def too_many(request: HttpRequest, retry_after: int) -> HttpResponse:
    """`retry_after` is in seconds."""
    wait = {"retry_after": retry_after, "retry_minutes": math.ceil(retry_after / 60)}
    response = render(request, "429.html", wait, status=429)
    response["Retry-After"] = str(retry_after)
    return response


def too_large(request: HttpRequest) -> HttpResponse:
    return render(request, "400.html", status=413)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)
