"""Bea invites Eve, who accepts, works on the board, and loses it at once when she is removed."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from stores.invitations import path_of
from stores.models import Invitation
from tests.browsing import DESKTOP, PHONE, arrives, look_over
from tests.factories import OrderFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def eve(db):
    eve = UserFactory(name="Eve", email="eve@example.com")
    EmailAddress.objects.create(user=eve, email=eve.email, verified=True, primary=True)
    return eve


@pytest.mark.parametrize(("language", "viewport"), [("ko", PHONE), ("en", DESKTOP)])
def test_a_member_is_invited_works_and_is_removed(
    browse, troubles, bea, eve, store, language, viewport
):
    order = OrderFactory(store=store, status="paid")
    owner, staff = browse(language, viewport, user=bea), browse(language, viewport, user=eve)
    visitor = browse(language, viewport)

    owner.goto(reverse("stores:mine"))
    owner.locator(f"a[href='{reverse('stores:members', args=[store.slug])}']").click()
    owner.locator("[name=email]").fill(eve.email)
    owner.locator("[name=role][value=staff]").check()
    owner.locator("form.panel button").click()
    owner.locator(".member-row").nth(1).wait_for()
    look_over(owner)

    visitor.goto(path_of(Invitation.objects.get()))
    look_over(visitor)

    staff.goto(path_of(Invitation.objects.get()))
    look_over(staff)
    staff.locator("#main form button").click()
    arrives(staff, reverse("stores:mine"))
    look_over(staff)
    staff.goto(reverse("orders:board"))
    staff.get_by_text(order.number).first.wait_for()

    member = store.members.get(user=eve)
    owner.goto(reverse("stores:member", args=[store.slug, member.pk]))
    look_over(owner)
    owner.goto(reverse("stores:remove-member", args=[store.slug, member.pk]))
    owner.locator("#main form button").click()
    arrives(owner, reverse("stores:members", args=[store.slug]))

    staff.reload()
    assert staff.get_by_text(order.number).count() == 0
    troubles.clear()  # the browser reports the refused page
