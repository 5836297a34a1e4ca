"""Toss Payments for tests and the demo: its API, its script, its window, its webhooks."""

from devtools.stubs.toss.server import CLIENT_KEY, SECRET_KEY, TossStub

__all__ = ["CLIENT_KEY", "SECRET_KEY", "TossStub"]
