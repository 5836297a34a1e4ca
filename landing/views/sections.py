"""Changes of one section: by htmx a fragment, else back to the editor."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View
from django_htmx.http import trigger_client_event

from core.number_input import read_number
from landing.drafts import Row, find, rows_of, title_of
from landing.editing import (
    EditedMeanwhile,
    EditRefused,
    add_section,
    move_section,
    remove_section,
    restore_former,
    restore_section,
    save_section,
)
from landing.forms.sections import PhotoSectionForm, SectionForm, form_of
from landing.models import Page
from landing.photos import add_photo
from landing.sections import KINDS
from landing.views.base import PagesPage
from landing.views.pages import panel_of
from stores.views.owner import ThrottledPhotos

CHANGED = "page-changed"  # the event by which the editor reloads its preview


class SectionPage(PagesPage):
    def row(self) -> Row:
        """The section of the URL, also a removed one, which a save may bring back."""
        draft = self.page.draft
        removed = [entry["section"] for entry in draft.get("removed", ())]
        row = find([*rows_of(draft), *reversed(removed)], self.kwargs["section"])
        if row is None:
            raise Http404
        return row

    def back(self, section_id: str = "") -> HttpResponse:
        anchor = f"#section-{section_id}" if section_id else ""
        return redirect(self.url("edit") + anchor)

    def refused(self, refusal: EditRefused) -> HttpResponse:
        messages.error(self.request, str(refusal))
        return self.back()

    def panel(self, row: Row, status: int = 200, **more: Any) -> HttpResponse:
        context = {
            "store": self.store,
            "page": self.page,
            "panel": panel_of(self.page, row, **more),
        }
        response = render(self.request, "landing/owner/_section.html", context, status=status)
        return trigger_client_event(response, CHANGED) if status == 200 else response


class SectionSave(SectionPage, ThrottledPhotos, View):
    def get(self, request: HttpRequest, slug: str, page: str, section: str) -> HttpResponse:
        """To the editor, for who reloads the page of a refused save."""
        return self.back(self.row()["id"])

    def post(self, request: HttpRequest, slug: str, page: str, section: str) -> HttpResponse:
        row = self.row()
        form = form_of(self.page, row, request.POST, request.FILES)
        if not form.is_valid():
            return self.again(row, form, 422)
        try:
            _add_upload(self.page, form)
            values = form.values
            others = save_section(self.page, section, values, by=request.user, seen=self.seen())
        except EditedMeanwhile as refusal:
            return self.conflict(form, refusal)
        except EditRefused as refusal:
            form.add_error(None, str(refusal))
            return self.again(row, form, 422)
        return self.saved(section, others)

    def seen(self) -> int:
        """The revision that the editor saw; 0, which everything is newer than, if it is not a number."""
        return read_number(self.request.POST.get("seen")) or 0

    def saved(self, section: str, others: list[Row]) -> HttpResponse:
        note = ""
        if others:
            names = ", ".join(title_of(each) for each in others)
            note = _("Others changed meanwhile, and it is kept: %(sections)s.") % {
                "sections": names
            }
        if not self.request.htmx:
            messages.success(self.request, " ".join(filter(None, (_("Saved."), note))))
            return self.back(section)
        return self.panel(self.row(), saved=True, note=note, open=True)

    def conflict(self, form: SectionForm, refusal: EditedMeanwhile) -> HttpResponse:
        """The form as it was filled in, beside what is stored now; saved again it replaces that."""
        theirs = form_of(self.page, refusal.row)
        pairs = [
            (field.label, theirs[field.name].value())
            for field in form.visible_fields()
            if field.name not in ("picked", "upload", "alt")
            if (theirs[field.name].value() if field.name in theirs.fields else "") != field.value()
        ]
        more = {"refusal": refusal, "theirs": pairs, "seen": refusal.revision}
        return self.again(refusal.row, form, 409, **more)

    def again(self, row: Row, form: SectionForm, status: int, **more: Any) -> HttpResponse:
        more = {"seen": self.seen(), **more, "form": form, "open": True}
        if self.request.htmx:
            return self.panel(row, status, **more)
        context = {
            "store": self.store,
            "page": self.page,
            "panel": panel_of(self.page, row, **more),
        }
        return render(self.request, "landing/owner/section.html", context, status=status)


def _add_upload(page: Page, form: SectionForm) -> None:
    if isinstance(form, PhotoSectionForm) and form.cleaned_data["upload"]:
        data = form.cleaned_data
        form.pick_new(add_photo(page, data["upload"], data["alt"]))


class SectionAdd(SectionPage, View):
    def post(self, request: HttpRequest, slug: str, page: str) -> HttpResponse:
        kind = request.POST.get("kind", "")
        if kind not in KINDS:
            raise Http404
        try:
            row = add_section(self.page, kind, {}, by=request.user)
        except EditRefused as refusal:
            return self.refused(refusal)
        return self.panel(row, open=True) if request.htmx else self.back(row["id"])


class SectionMove(SectionPage, View):
    def post(self, request: HttpRequest, slug: str, page: str, section: str) -> HttpResponse:
        step = {"up": -1, "down": 1}.get(request.POST.get("to", ""))
        if step is None:
            raise Http404
        try:
            move_section(self.page, section, self.place(section) + step, by=request.user)
        except EditRefused as refusal:
            return self.refused(refusal)
        if not request.htmx:
            return self.back(section)
        moved = {"id": section, "to": request.POST["to"]}
        return trigger_client_event(HttpResponse(status=204), "section-moved", moved)

    def place(self, section: str) -> int:
        ids = [row["id"] for row in self.page.draft["sections"]]
        return ids.index(section) if section in ids else 0


class SectionRemove(SectionPage, View):
    def post(self, request: HttpRequest, slug: str, page: str, section: str) -> HttpResponse:
        try:
            row = remove_section(self.page, section, by=request.user)
        except EditRefused as refusal:
            return self.refused(refusal)
        if not request.htmx:
            return self.back()
        entry = {"id": row["id"], "title": title_of(row)}
        context = {"store": self.store, "page": self.page, "entry": entry}
        response = render(request, "landing/owner/_removed.html", context)
        return trigger_client_event(response, CHANGED)


class SectionRestore(SectionPage, View):
    def post(self, request: HttpRequest, slug: str, page: str, section: str) -> HttpResponse:
        try:
            row = restore_section(self.page, section, by=request.user)
        except EditRefused as refusal:
            return self.refused(refusal)
        return self.panel(row) if request.htmx else self.back(section)


class FormerRestore(SectionPage, View):
    """Undoes that a version was restored."""

    def post(self, request: HttpRequest, slug: str, page: str) -> HttpResponse:
        try:
            restore_former(self.page, by=request.user)
        except EditRefused as refusal:
            return self.refused(refusal)
        messages.success(request, _("The draft is what it was before."))
        return self.back()
