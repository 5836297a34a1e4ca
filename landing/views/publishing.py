"""Publishing a page, its versions, its steps, a copy of it."""

from itertools import zip_longest
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from core.lifecycle import MoveRefused, OpenMove
from core.lifecycle.forms import MoveForm
from core.lifecycle.views import MoveView
from core.limit_pages import sentence
from core.limits import LimitReached
from landing.differences import differences
from landing.drafts import content_of
from landing.duplicating import duplicate
from landing.editing import EditRefused, restore_version
from landing.forms.pages import NameForm, PublishForm
from landing.models import Page
from landing.publishing import ChangedMeanwhile, publish
from landing.renaming import rename_page
from landing.views.base import PagesPage
from landing.views.pages import head_context
from stores.identity import identity_of, is_required, missing_fields

# What each step does, where its label does not say it.
MEANINGS = {
    "pause": gettext_lazy("Visitors no longer find the page until you put it online again."),
    "archive": gettext_lazy("Visitors no longer find the page. You can bring it back as a draft."),
    "restore": gettext_lazy("It becomes a draft: nobody sees it until you publish it."),
    "resume": gettext_lazy("Visitors see again what was published last."),
    "unschedule": gettext_lazy("What is shown now stays. The draft keeps its text."),
    "withdraw": gettext_lazy("The page becomes a draft again. It keeps its text."),
}


class PagePublish(PagesPage, View):
    def get(self, request: HttpRequest, slug: str, page: str) -> HttpResponse:
        return self.show(PublishForm(initial={"seen": self.page.revision}))

    def post(self, request: HttpRequest, slug: str, page: str) -> HttpResponse:
        form = PublishForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        data = form.cleaned_data
        details = {"publish_at": data["publish_at"], "note": data["note"], "seen": data["seen"]}
        try:
            version = publish(self.page, by=request.user, **details)
        except ChangedMeanwhile as refusal:
            form.add_error(None, str(refusal))
            form.data = {**form.data.dict(), "seen": self.page.revision}
            return self.show(form, status=409)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
            return self.show(form, status=422)
        except LimitReached as refusal:
            form.add_error(None, sentence(request, refusal))
            return self.show(form, status=422)
        later = version.publish_at > version.at
        text = _("It is scheduled.") if later else _("It is published. Visitors see it now.")
        messages.success(request, text)
        return redirect(self.url("versions"))

    def show(self, form: PublishForm, status: int = 200) -> HttpResponse:
        shown = self.page.shown_version(timezone.now())
        draft = content_of(self.page.draft)
        context = {
            **head_context(self.page, self.request.user),
            "form": form,
            "shown": shown,
            "changes": differences(shown.content if shown else {}, draft),
            "missing": missing_fields(identity_of(self.store)),
            "is_required": is_required(self.store),
        }
        return render(self.request, "landing/owner/publish.html", context, status=status)


class Versions(PagesPage, View):
    def get(self, request: HttpRequest, slug: str, page: str) -> HttpResponse:
        versions = list(self.page.versions.select_related("by"))
        for version, former in zip_longest(versions, versions[1:]):
            version.changes = differences(former.content, version.content) if former else []
        shown = self.page.shown_version(timezone.now())
        context = {
            "versions": versions,
            "shown": shown,
            "history": self.page.history.select_related("actor"),
        }
        context |= head_context(self.page, request.user)
        return render(request, "landing/owner/versions.html", context)


class VersionRestore(PagesPage, View):
    def post(self, request: HttpRequest, slug: str, page: str, version: int) -> HttpResponse:
        row = get_object_or_404(self.page.versions.all(), number=version)
        try:
            restore_version(self.page, row, by=request.user)
        except EditRefused as refusal:
            messages.error(request, str(refusal))
        else:
            sentence = _(
                "The draft is version %(number)s again. What it was before can be brought back."
            )
            messages.success(request, sentence % {"number": row.number})
        return redirect(self.url("edit"))


class PageRename(PagesPage, View):
    def get(self, request: HttpRequest, slug: str, page: str) -> HttpResponse:
        return self.show(NameForm(initial={"title": self.page.title, "slug": self.page.slug}))

    def post(self, request: HttpRequest, slug: str, page: str) -> HttpResponse:
        form = NameForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        data = form.cleaned_data
        try:
            rename_page(self.page, data["title"], data["slug"], by=request.user)
        except EditRefused as refusal:
            form.add_error("slug", str(refusal))
            return self.show(form, status=409)
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
            return self.show(form, status=422)
        messages.success(request, _("Saved."))
        return redirect(self.url("edit"))

    def show(self, form: NameForm, status: int = 200) -> HttpResponse:
        context = {**head_context(self.page, self.request.user), "form": form}
        return render(self.request, "landing/owner/name.html", context, status=status)


class PageDuplicate(PagesPage, View):
    def post(self, request: HttpRequest, slug: str, page: str) -> HttpResponse:
        copy = duplicate(self.page, by=request.user)
        messages.success(request, _("This is the copy, a draft. Change what should be different."))
        return redirect("landing:edit", self.store.slug, copy.slug)


class MovePage(PagesPage, MoveView):
    template_name = "landing/owner/move.html"

    @property
    def works_beyond_limits(self) -> bool:
        return self.kwargs["verb"] in ("pause", "archive", "unschedule", "withdraw")

    def row_and_actor(self) -> tuple[Page, Any]:
        if self.kwargs["verb"] not in MEANINGS:
            raise Http404
        return self.page, self.request.user

    def page_of(self, row: Page) -> str:
        return self.url("versions")

    def form_of(self, row: Page, verb: str, data: QueryDict | None = None) -> MoveForm:
        return MoveForm(data, row)

    def context(self, row: Page, step: OpenMove) -> dict[str, Any]:
        return {"page": row, "store": self.store, "meaning": MEANINGS[step.verb]}
