"""What can become of a row of an uploaded file."""

from django.db import models
from django.utils.translation import gettext_lazy


class Outcome(models.TextChoices):
    READY = "ready", gettext_lazy("Will be dispatched")
    DONE = "done", gettext_lazy("Dispatched")
    ALREADY = "already", gettext_lazy("Dispatched before")
    SKIPPED = "skipped", gettext_lazy("Not filled in")
    WRONG = "wrong", gettext_lazy("Not dispatched")


FINE = (Outcome.READY, Outcome.DONE, Outcome.ALREADY)
