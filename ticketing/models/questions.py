"""What an event asks about each of its tickets."""

from collections.abc import Mapping

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.fields import VisibleField
from ticketing.models.events import Event

MAX_QUESTIONS = 10  # of an event
MAX_CHOICES = 20  # of a question
CHOICE_LENGTH = 80


YES, NO = "yes", "no"  # as answers of that kind are stored
YES_OR_NO = {YES: _("Yes"), NO: _("No")}


class AnswerKind(models.TextChoices):
    TEXT = "text", pgettext_lazy("answer", "A text")
    YES_NO = "yes_no", pgettext_lazy("answer", "Yes or no")
    CHOICE = "choice", pgettext_lazy("answer", "One of these")


class Question(models.Model):
    """Asked of each ticket when it is ordered; `Ticket.answers` has the answer by its text.

    `choices` are those of a question of that kind, and empty otherwise. One that was removed is not asked any
    more, and its answers stay.
    """

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="questions"
    )
    text = VisibleField(_("question"), max_length=120)
    kind = models.CharField(
        _("answer"), max_length=10, choices=AnswerKind, default=AnswerKind.TEXT, db_default="text"
    )
    choices = ArrayField(
        models.CharField(max_length=CHOICE_LENGTH),
        verbose_name=_("choices"),
        default=list,
        blank=True,
    )
    is_required = models.BooleanField(_("must be answered"), default=False, db_default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0, db_default=0)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["event", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "text"], name="one_question_a_text"),
            models.CheckConstraint(
                condition=models.Q(kind="choice", choices__len__gte=2)
                | (models.Q(kind__in=["text", "yes_no"]) & models.Q(choices=[])),
                name="choices_of_a_question",
            ),
        ]

    def __str__(self) -> str:
        return self.text


def answers_in_words(answers: Mapping[str, object]) -> list[list[str]]:
    """Of a ticket: each question with its answer, in the active language as far as it was not typed."""
    return [[str(each), answer_in_words(answer)] for each, answer in answers.items()]


def answer_in_words(answer: object) -> str:
    return str(YES_OR_NO.get(str(answer), answer))
