from django.apps import AppConfig


class PopupConfig(AppConfig):
    """A fifth kind of commerce, in tests only: a stall that raffles numbered tickets."""

    name = "tests.popup"
    label = "popup"
