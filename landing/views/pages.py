"""The product pages of a store: the list, a new one, the editor with its preview."""

from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.clickjacking import xframe_options_sameorigin

from core.lifecycle import open_moves
from core.number_input import read_number
from landing.differences import differences
from landing.drafts import content_of, rows_of, title_of
from landing.forms.pages import PageForm, products_of
from landing.forms.sections import form_of
from landing.models import Page, PageVersion
from landing.pages import with_offers
from landing.sections import KINDS, sections_of
from landing.starting import start_page
from landing.views.base import PagesPage
from stores.access import RIGHTS, Right

SHOWN_PAGES = 20  # in the list


class PageList(PagesPage, View):
    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        pages = self.store.pages.select_related("published", "scheduled").order_by("-pk")
        shown = Paginator(pages, SHOWN_PAGES).get_page(request.GET.get("page"))
        now = timezone.now()
        for page in shown.object_list:
            page.shown_phase, page.next_version = page.phase(now), page.upcoming(now)
        may_edit_store = Right.EDIT_STORE in RIGHTS[self.member.role]
        context = {"store": self.store, "page_obj": shown, "may_edit_store": may_edit_store}
        return render(request, "landing/owner/list.html", context)


class PageAdd(PagesPage, View):
    """Nothing can be sold without a product: without any it says where to add one."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        chosen = [pk for pk in request.GET.getlist("product") if pk.isdecimal()]
        return self.show(PageForm(store=self.store, initial={"products": chosen}))

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        form = PageForm(request.POST, store=self.store)
        if not form.is_valid():
            return self.show(form, status=422)
        products = list(form.cleaned_data["products"])
        page = start_page(self.store, form.cleaned_data["title"], products, by=request.user)
        messages.success(request, _("This is a first draft. Nobody sees it until you publish it."))
        return redirect("landing:edit", self.store.slug, page.slug)

    def show(self, form: PageForm, status: int = 200) -> HttpResponse:
        has_products = products_of(self.store).exists()
        context = {"store": self.store, "form": form, "has_products": has_products}
        return render(self.request, "landing/owner/add.html", context, status=status)


class PageEdit(PagesPage, View):
    def get(self, request: HttpRequest, slug: str, page: str) -> HttpResponse:
        return render(request, "landing/owner/edit.html", editor_context(self.page, request.user))


def editor_context(page: Page, user: Any) -> dict[str, Any]:
    now = timezone.now()
    rows = rows_of(page.draft)
    published = page.shown_version(now)
    return {
        **head_context(page, user),
        "panels": [panel_of(page, row) for row in rows],
        "kinds": [{"kind": each.kind, "label": each.label} for each in KINDS.values()],
        "removed": [
            {"id": entry["section"]["id"], "title": title_of(entry["section"])}
            for entry in page.draft.get("removed", ())
            if entry["section"]["kind"] in KINDS
        ],
        "has_former": page.draft.get("former") is not None,
        "unpublished": differences(published.content, content_of(page.draft)) if published else [],
    }


def head_context(page: Page, user: Any) -> dict[str, Any]:
    """What the head of each page of the editor shows."""
    now = timezone.now()
    return {
        "store": page.store,
        "page": page,
        "phase": page.phase(now),
        "upcoming": page.upcoming(now),
        "steps": open_moves(page, user),
    }


def panel_of(page: Page, row: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A section as the editor shows it; `form` and others may be given."""
    panel = {"row": row, "title": title_of(row), "seen": page.revision}
    return {**panel, "form": more.pop("form", None) or form_of(page, row), **more}


@method_decorator(xframe_options_sameorigin, name="get")
@method_decorator(csp_replace({"frame-ancestors": [SELF]}), name="get")
class PagePreview(PagesPage, View):
    """The draft, or the version `?version=3`, as visitors will see it; shown in a frame of the editor."""

    def get(self, request: HttpRequest, slug: str, page: str) -> HttpResponse:
        number = request.GET.get("version", "")
        version = self.version(number) if number else None
        content = version.content if version else self.page.draft
        context = {
            "store": self.store,
            "page": self.page,
            "version": version or self.latest(),
            "sections": sections_of(content),
            "identity": getattr(self.store, "identity", None),
            "offers": {
                "variants": self.page.variants.select_related("product"),
                "sets": self.page.sets.all(),
            },
        }
        return render(request, "landing/owner/preview.html", context)

    def version(self, number: str) -> PageVersion:
        versions = with_offers(self.page.versions.all())
        return get_object_or_404(versions, number=read_number(number) or 0)

    def latest(self) -> PageVersion | None:
        """For the reviews, which depend on what the page sells."""
        return with_offers(self.page.versions.all()).first()
