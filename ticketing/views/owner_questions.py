"""What an event asks about each of its tickets."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View

from ticketing.models import Question
from ticketing.models.questions import MAX_QUESTIONS
from ticketing.price_forms import QuestionForm
from ticketing.views.owner_base import EventPage


class QuestionList(EventPage, View):
    """All of them, and a form that adds one."""

    def get(self, request: HttpRequest, event: str) -> HttpResponse:
        return self.show(self.form())

    def post(self, request: HttpRequest, event: str) -> HttpResponse:
        form = self.form(request.POST)
        if form.is_valid():
            if self.event.questions.count() >= MAX_QUESTIONS:
                sentence = _("An event asks at most %(most)s questions.")
                form.add_error(None, sentence % {"most": MAX_QUESTIONS})
            else:
                form.save()
                messages.success(request, _("Saved."))
                return self.back("questions")
        return self.show(form, 422)

    def form(self, *data: Any) -> QuestionForm:
        position = self.event.questions.count()
        return QuestionForm(*data, instance=Question(event=self.event, position=position))

    def show(self, form: QuestionForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "questions": self.event.questions.all()}
        return self.page("questions", context, status)


class QuestionEdit(EventPage, View):
    """Changes a question, or with `remove` removes it; answers stay with their tickets."""

    @cached_property
    def question(self) -> Question:
        return get_object_or_404(self.event.questions, pk=self.kwargs["pk"])

    def get(self, request: HttpRequest, event: str, pk: int) -> HttpResponse:
        return self.show(QuestionForm(instance=self.question))

    def post(self, request: HttpRequest, event: str, pk: int) -> HttpResponse:
        form = QuestionForm(request.POST, instance=self.question)
        if "remove" in request.POST:
            self.question.delete()
        elif form.is_valid():
            form.save()
        else:
            return self.show(form, 422)
        messages.success(request, _("Saved."))
        return self.back("questions")

    def show(self, form: QuestionForm, status: int = 200) -> HttpResponse:
        return self.page("question", {"form": form}, status)
