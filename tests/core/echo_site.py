"""A site of two pages, for tests of the middleware."""

from django.db import connection
from django.http import HttpResponse
from django.urls import path


def echo(request):
    request.session.get("anything")
    return HttpResponse(request.POST.get("name", ""), content_type="text/plain")


def overflow(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 99999999999::int")


urlpatterns = [path("echo/", echo), path("overflow/", overflow)]
