"""The members of a store: the list with invitations, changing roles, removing, leaving, handing over."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.generic import FormView, TemplateView

from core.limit_pages import sentence
from core.limits import LimitReached
from stores import invitations
from stores.access import APPOINTS, Right, holders_of, members
from stores.forms.members import InviteForm, RoleForm
from stores.members import MemberRefused, change_role, hand_over, remove_member
from stores.views.owner import MemberPage

SHOWN_CHANGES = 30


class MembersPage(MemberPage):
    """A page for those who manage the members of the store."""

    access = holders_of(Right.MANAGE_MEMBERS)

    @property
    def appointed(self):
        return APPOINTS.get(self.member.role, ())

    @cached_property
    def other(self):
        """The member that the page is about."""
        rows = self.store.members.select_related("user")
        return get_object_or_404(rows, pk=self.kwargs["member"])

    @cached_property
    def appointee(self):
        """The same, if the user may give and take the role."""
        if self.other.role not in self.appointed:
            raise PermissionDenied
        return self.other

    @property
    def list_url(self):
        return reverse("stores:members", args=[self.store.slug])

    def done(self, change, message):
        """Back to the list, with the message of success or of the refusal."""
        try:
            change()
        except MemberRefused as refusal:
            messages.error(self.request, str(refusal))
        else:
            messages.success(self.request, message)
        return redirect(self.list_url)


class Members(MembersPage, FormView):
    """Members, pending invitations and the form of a new one, and the last changes."""

    template_name = "stores/owner/members.html"
    form_class = InviteForm

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "appointed": self.appointed}

    def get_context_data(self, **kwargs):
        now = timezone.now()
        changes = self.store.member_changes.select_related("actor", "user", "invitation")
        pending = list(self.store.invitations.pending())
        for invitation in pending:
            invitation.expired = invitation.is_expired(now)
        return super().get_context_data(
            store=self.store,
            me=self.member,
            members=self.store.members.select_related("user"),
            invitations=pending,
            appointed=self.appointed,
            changes=changes.order_by("-pk")[:SHOWN_CHANGES],
            **kwargs,
        )

    def form_valid(self, form):
        asked = form.cleaned_data
        try:
            invitations.invite(self.store, asked["email"], asked["role"], by=self.request.user)
        except MemberRefused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        except LimitReached as refusal:
            form.add_error(None, sentence(self.request, refusal))
            return self.form_invalid(form)
        messages.success(
            self.request,
            _("The invitation is on its way to %(email)s.") % {"email": asked["email"]},
        )
        return redirect(self.list_url)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class ChangeRole(MembersPage, FormView):
    template_name = "stores/owner/member.html"
    form_class = RoleForm

    def get_form_kwargs(self):
        initial = {"role": self.appointee.role}
        return {**super().get_form_kwargs(), "appointed": self.appointed, "initial": initial}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            store=self.store,
            other=self.appointee,
            may_hand_over=self.member.is_owner,
            list_url=self.list_url,
            **kwargs,
        )

    def form_valid(self, form):
        role = form.cleaned_data["role"]
        return self.done(
            lambda: change_role(self.appointee, role, by=self.request.user), _("Saved.")
        )

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


class ConfirmedChange(MembersPage, TemplateView):
    template_name = "core/confirm.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            cancel_label=_("Cancel"), cancel_url=self.list_url, **kwargs
        )

    def post(self, request, **kwargs):
        return self.done(self.change, self.message)


class RemoveMember(ConfirmedChange):
    works_beyond_limits = True

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            title=_("Remove %(member)s?") % {"member": self.appointee.user},
            question=_("They lose access to %(store)s at once.") % {"store": self.store},
            action_label=pgettext("member", "Remove"),
            **kwargs,
        )

    def change(self):
        remove_member(self.appointee, by=self.request.user)

    @property
    def message(self):
        return _("%(member)s is not a member any more.") % {"member": self.appointee.user}


class HandOver(ConfirmedChange):
    access = holders_of(Right.ARCHIVE_STORE)
    works_beyond_limits = True

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            title=_("Hand %(store)s over to %(member)s?")
            % {"store": self.store, "member": self.other.user},
            question=_(
                "They become the owner, with all rights and duties, and only they can give it back. You stay"
                " as a manager."
            ),
            action_label=_("Hand the store over"),
            **kwargs,
        )

    def change(self):
        hand_over(self.other, by=self.request.user)

    @property
    def message(self):
        return _("%(member)s is the owner now.") % {"member": self.other.user}


class LeaveStore(MemberPage, TemplateView):
    access = members
    works_beyond_limits = True
    template_name = "core/confirm.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            title=_("Leave %(store)s?") % {"store": self.store},
            question=_("You lose access at once. Only a new invitation brings you back."),
            action_label=_("Leave"),
            cancel_label=_("Cancel"),
            cancel_url=reverse("stores:mine"),
            **kwargs,
        )

    def post(self, request, slug):
        try:
            remove_member(self.member, by=request.user)
        except MemberRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("stores:mine")
        messages.success(request, _("You left %(store)s.") % {"store": self.store})
        return redirect("accounts:start")
