"""Invitations to become a member: sent again and revoked by the store, accepted by who got the mail."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from core.access import anyone
from core.pages import Page
from stores.invitations import (
    accept,
    invitation_of,
    must_confirm,
    objection_to,
    revoke,
    send_again,
)
from stores.members import MemberRefused
from stores.views.members import ConfirmedChange, MembersPage


class OfStore:
    @cached_property
    def invitation(self):
        found = get_object_or_404(self.store.invitations, pk=self.kwargs["invitation"])
        if found.role not in self.appointed:
            raise PermissionDenied
        return found


class SendAgain(OfStore, MembersPage, View):
    def post(self, request, **kwargs):
        text = _("The invitation is on its way to %(email)s.") % {"email": self.invitation}
        return self.done(lambda: send_again(self.invitation, by=request.user), text)


class Revoke(OfStore, ConfirmedChange, TemplateView):
    works_beyond_limits = True

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            title=_("Revoke the invitation of %(email)s?") % {"email": self.invitation},
            question=_("The link in the mail will not work any more."),
            action_label=_("Revoke"),
            **kwargs,
        )

    def change(self):
        revoke(self.invitation, by=self.request.user)

    @property
    def message(self):
        return _("The invitation is revoked.")


class AcceptInvitation(Page, View):
    """The page of the link in the mail; it says who may accept, and why not."""

    access = anyone

    def dispatch(self, request, *args, **kwargs):
        self.invitation = invitation_of(self.kwargs["key"])
        if self.invitation is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, key):
        user = request.user if request.user.is_authenticated else None
        return self.show(objection_to(self.invitation, user, timezone.now()))

    def post(self, request, key):
        if not request.user.is_authenticated:
            return redirect(request.path)
        try:
            member = accept(self.invitation, user=request.user)
        except MemberRefused as refusal:
            if self.is_member:  # the second click of two
                return redirect("stores:mine")
            return self.show(str(refusal), status=422)
        text = _("Welcome to %(store)s!")
        messages.success(request, text % {"store": member.store})
        return redirect("stores:mine")

    @property
    def is_member(self):
        user = self.request.user
        return user.is_authenticated and self.invitation.store.members.filter(user=user.pk).exists()

    @property
    def must_confirm(self):
        """Whether only that keeps the user from accepting it."""
        user = self.request.user
        is_open = not objection_to(self.invitation, None, timezone.now())
        return is_open and user.is_authenticated and must_confirm(self.invitation, user)

    def show(self, objection, status=200):
        context = {
            "invitation": self.invitation,
            "objection": objection,
            "is_member": self.is_member,
            "must_confirm": self.must_confirm,
        }
        return render(self.request, "stores/invitation.html", context, status=status)
