"""News of an event, written by its organiser."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View

from core.markdown import to_html
from ticketing.models import EventNews
from ticketing.models.news import MAX_NEWS_LENGTH
from ticketing.news import NewsRefused, add_news, change_news, tell_holders
from ticketing.price_forms import NewsForm
from ticketing.views.owner_base import EventPage


class NewsList(EventPage, View):
    """All news, and a form that adds one, or with `preview` shows its text as readers will see it."""

    works_beyond_limits = True  # holders of tickets have to know

    def get(self, request: HttpRequest, event: str) -> HttpResponse:
        return self.show(NewsForm(instance=EventNews(event=self.event)))

    def post(self, request: HttpRequest, event: str) -> HttpResponse:
        form = NewsForm(request.POST, instance=EventNews(event=self.event))
        is_valid = form.is_valid()
        if "preview" in request.POST:
            return self.show(form, preview=to_html(form.data.get("text", "")[:MAX_NEWS_LENGTH]))
        if is_valid:
            try:
                add_news(self.event, **form.cleaned_data, by=self.user, now=timezone.now())
            except NewsRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("It is published."))
                return self.back("event-news")
        return self.show(form, 422)

    def show(self, form: NewsForm, status: int = 200, preview: str = "") -> HttpResponse:
        news = self.event.news.select_related("author")
        return self.page("news", {"form": form, "news": news, "preview": preview}, status)


class NewsEdit(EventPage, View):
    """Changes news, notifies holders of it with `tells_holders`, or removes it with `remove`."""

    works_beyond_limits = True

    @cached_property
    def news(self) -> EventNews:
        news = get_object_or_404(self.event.news, pk=self.kwargs["pk"])
        news.event = self.event
        return news

    def get(self, request: HttpRequest, event: str, pk: int) -> HttpResponse:
        return self.show(NewsForm(instance=self.news))

    def post(self, request: HttpRequest, event: str, pk: int) -> HttpResponse:
        if "remove" in request.POST:
            self.news.delete()
            messages.success(request, _("It is removed."))
            return self.back("event-news")
        form = NewsForm(request.POST, instance=EventNews(event=self.event))
        if form.is_valid():
            try:
                self.save(form)
            except NewsRefused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Saved."))
                return self.back("event-news")
        return self.show(form, 422)

    def save(self, form: NewsForm) -> None:
        data, now = form.cleaned_data, timezone.now()
        change_news(
            self.news,
            data["title"],
            data["text"],
            is_pinned=data["is_pinned"],
            by=self.user,
            now=now,
        )
        if data["tells_holders"]:
            tell_holders(self.news, now=now)

    def show(self, form: NewsForm, status: int = 200) -> HttpResponse:
        if self.news.tells_holders_since:
            del form.fields["tells_holders"]
        return self.page("news_edit", {"form": form, "one": self.news}, status)
