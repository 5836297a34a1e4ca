"""Requests of test clients that record which parameters and fields their view reads."""

from contextlib import contextmanager

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import QueryDict
from django.test import client
from django.utils.functional import cached_property


class RecordingQueryDict(QueryDict):
    """Records the names of the values that are read: all, if it is copied."""

    def __init__(self, *args, **options):
        self.read = set()
        super().__init__(*args, **options)

    def __getitem__(self, name):
        self.read.add(name)
        return super().__getitem__(name)

    def __contains__(self, name):
        self.read.add(name)
        return super().__contains__(name)

    def _getlist(self, name, *args, **options):
        self.read.add(name)
        return super()._getlist(name, *args, **options)

    def lists(self):
        self.read.update(self.keys())
        return super().lists()

    def __iter__(self):
        """As a method of this class: without one, dict() copies the values past the methods above."""
        return super().__iter__()


class RecordingRequest(WSGIRequest):
    """Records from its view on: before, middleware reads every value, but only for NUL characters."""

    @cached_property
    def GET(self):  # noqa: N802  Django's name
        return recording(super().GET)

    def _load_post_and_files(self):
        super()._load_post_and_files()
        self._post = recording(self._post)

    @property
    def resolver_match(self):
        return self._resolver_match

    @resolver_match.setter
    def resolver_match(self, match):
        self._resolver_match = match
        if match:
            self.GET.read.clear()
            self.POST.read.clear()


def recording(query):
    query.__class__ = RecordingQueryDict
    query.read = set()
    return query


def is_read(response, names):
    """Whether its view read one of these parameters or fields; else no other value makes a difference.

    A response without a view is up to the value: middleware refused it.
    """
    request = response.wsgi_request
    reached = request.resolver_match is not None
    return not (reached and {*request.GET.read, *request.POST.read}.isdisjoint(names))


@contextmanager
def recorded_reads():
    """Test clients send such requests within the block."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "WSGIRequest", RecordingRequest)
        yield
