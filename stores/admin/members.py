"""Members and invitations in the admin: shown, removed and revoked; stores invite on their own pages."""

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin
from unfold.decorators import display

from core.admin import ReadOnly, ReadOnlyRows
from stores.invitations import revoke
from stores.members import MemberRefused, remove_member
from stores.models import Invitation, Member, MemberChange


class MembersOfStore(ReadOnlyRows):
    model = Member
    fields = ("user", "role", "since")
    tab = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user")


class ChangesOfStore(ReadOnlyRows):
    model = MemberChange
    fields = ("at", "step", "by")
    tab = True

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user", "invitation", "actor")

    @admin.display(description=_("step"))
    def step(self, change):
        return change.label

    @admin.display(description=_("by"))
    def by(self, change):
        return change.who


class Appointed(ReadOnly, ModelAdmin):
    """Users of the admin who may change members may take their roles, as the owner may."""

    list_filter = ("role",)
    list_select_related = True

    def has_appoint_permission(self, request):
        return request.user.has_perm("stores.change_member")

    def change_each(self, request, rows, change):
        """Change each row, and say of those that were refused why."""
        done = 0
        for row in rows:
            try:
                change(row, by=request.user)
            except MemberRefused as refusal:
                self.message_user(request, f"{row}: {refusal}", messages.ERROR)
            else:
                done += 1
        return done


@admin.register(Member)
class MemberAdmin(Appointed):
    list_display = ("user", "store", "role", "since")
    search_fields = ("user__email", "user__name", "store__name")
    date_hierarchy = "since"
    actions = ("remove",)

    @admin.action(description=_("Remove from the store"), permissions=["appoint"])
    def remove(self, request, queryset):
        done = self.change_each(request, queryset.select_related("user"), remove_member)
        text = ngettext("%(count)s member removed.", "%(count)s members removed.", done)
        self.message_user(request, text % {"count": done}, messages.SUCCESS)


@admin.register(Invitation)
class InvitationAdmin(Appointed):
    list_display = ("email", "store", "role", "state", "invited_by", "created_at", "expires_at")
    search_fields = ("email", "store__name")
    date_hierarchy = "created_at"
    actions = ("revoke",)

    @display(description=_("status"))
    def state(self, invitation):
        if invitation.accepted_at:
            return _("accepted")
        if invitation.revoked_at:
            return _("revoked")
        return _("expired") if invitation.is_expired(timezone.now()) else _("pending")

    @admin.action(description=_("Revoke"), permissions=["appoint"])
    def revoke(self, request, queryset):
        done = self.change_each(request, queryset, revoke)
        text = ngettext("%(count)s invitation revoked.", "%(count)s invitations revoked.", done)
        self.message_user(request, text % {"count": done}, messages.SUCCESS)
