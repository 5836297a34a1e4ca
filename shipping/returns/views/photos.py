"""The photos of a return, for its buyer and the staff of the store only."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views import View

from core.access import anyone, signed_in
from core.pages import Page
from shipping.models.return_photos import ReturnPhoto
from shipping.models.returns import Return


class PhotoView(View):
    """Private: a proxy must not store it, and no page can frame what is no photo."""

    def returns(self) -> QuerySet[Return]:
        raise NotImplementedError

    def get(self, request: HttpRequest, number: str, place: int, **kwargs: str) -> HttpResponse:
        photos = ReturnPhoto.objects.filter(goods_return__in=self.returns().filter(number=number))
        photo = get_object_or_404(photos, place=place)
        response = HttpResponse(bytes(photo.content), content_type="image/webp")
        response["Cache-Control"] = "private, no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response


class Photo(Page, PhotoView):
    """Of a return that the user sells or bought."""

    access = signed_in

    def returns(self) -> QuerySet[Return]:
        user = self.request.user
        return Return.objects.sold_by(user) | Return.objects.bought_by(user)


class GuestPhoto(Page, PhotoView):
    """Of a guest's order, for any browser with its key."""

    access = anyone

    def returns(self) -> QuerySet[Return]:
        return Return.objects.filter(order__guest_key=self.kwargs["key"])
