from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render


class BadInputMiddleware:
    """Answers 400 to what PostgreSQL text cannot hold: a NUL byte in the path or the query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return render(request, "400.html", status=400)
        return self.get_response(request)
