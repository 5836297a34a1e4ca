"""The library of a page: all its photos, with what they show."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from core.forms import first_error
from landing.editing import EditRefused
from landing.forms.sections import NewPhotoField, line
from landing.photos import add_photo, describe_photo, remove_photo
from landing.views.base import PagesPage
from landing.views.pages import head_context
from stores.views.owner import ThrottledPhotos


class AltForm(forms.Form):
    alt = line(gettext_lazy("What the photo shows"), 200)


class PhotoForm(AltForm):
    photo = NewPhotoField(required=True)
    field_order = ("photo", "alt")


class Photos(PagesPage, ThrottledPhotos, View):
    def get(self, request: HttpRequest, slug: str, page: str) -> HttpResponse:
        return self.show(PhotoForm())

    def post(self, request: HttpRequest, slug: str, page: str) -> HttpResponse:
        form = PhotoForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            add_photo(self.page, form.cleaned_data["photo"], form.cleaned_data["alt"])
        except EditRefused as refusal:
            form.add_error(None, str(refusal))
            return self.show(form, status=422)
        messages.success(request, _("The photo is in the library. Choose it in a section."))
        return redirect(self.url("photos"))

    def show(self, form: PhotoForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "photos": self.page.photos.order_by("-pk")}
        context |= head_context(self.page, self.request.user)
        return render(self.request, "landing/owner/photos.html", context, status=status)


class PhotoChange(PagesPage, View):
    """Describes a photo, or with `remove` deletes it."""

    def post(self, request: HttpRequest, slug: str, page: str, pk: int) -> HttpResponse:
        photo = get_object_or_404(self.page.photos.select_related("page__store"), pk=pk)
        form = AltForm(request.POST)
        if "remove" in request.POST:
            try:
                remove_photo(photo)
            except EditRefused as refusal:
                messages.error(request, str(refusal))
        elif form.is_valid():
            describe_photo(photo, form.cleaned_data["alt"])
            messages.success(request, _("Saved."))
        else:
            messages.error(request, first_error(form))
        return redirect(self.url("photos"))
