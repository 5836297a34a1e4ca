"""The site, and the control page."""

from django.urls import path

from bench.views import Control
from config.urls import *  # noqa: F403
from config.urls import urlpatterns as site

urlpatterns = [*site, path("bench/control/", Control.as_view())]
