import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory

from core.access import anyone, owners, signed_in
from core.pages import Page


class Door(Page):
    access = None  # replaced below; as_view takes known names only

    def get(self, request):
        return HttpResponse("inside")


def ask(view, user=None, method="get"):
    request = getattr(RequestFactory(), method)("/door/?a=1")
    request.user = user or AnonymousUser()
    return view(request)


def test_anyone_allows_everyone():
    assert ask(Door.as_view(access=anyone)).content == b"inside"


@pytest.mark.parametrize("access", [signed_in, owners])
def test_a_signed_out_reader_is_sent_to_sign_in_and_back(access):
    response = ask(Door.as_view(access=access))

    assert (response.status_code, response.url) == (302, "/accounts/login/?next=/door/%3Fa%3D1")


def test_owners_refuses_a_customer(ann):
    with pytest.raises(PermissionDenied):
        ask(Door.as_view(access=owners), ann)


def test_owners_lets_an_owner_in(bea):
    assert ask(Door.as_view(access=owners), bea).content == b"inside"


def test_a_page_without_declared_access_does_not_open(ann):
    with pytest.raises(AttributeError):
        ask(Door.as_view(), ann)
