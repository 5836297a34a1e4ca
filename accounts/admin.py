from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from axes import utils as axes
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group, Permission
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from accounts.models import Address, User
from accounts.password_limits import reset_account
from accounts.permission_fields import PermissionsField, effective_permissions
from accounts.services import delete_address, save_address

# The site's own sign-in page, so that its limits and mails apply to operators, too.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

# Sign-in itself writes the rows of these models; they are not meant to be edited.
admin.site.unregister(
    [
        AccessAttempt,
        AccessFailureLog,
        AccessLog,
        EmailAddress,
        SocialAccount,
        SocialApp,
        SocialToken,
    ]
)
admin.site.unregister(Group)


class WithPermissions:
    """Mixin for the ModelAdmin of a model with permissions."""

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        if db_field.remote_field.model is Permission:
            kwargs |= {"queryset": effective_permissions(), "form_class": PermissionsField}
        return super().formfield_for_manytomany(db_field, request, **kwargs)


@admin.register(Group)
class GroupAdmin(WithPermissions, DjangoGroupAdmin, ModelAdmin):
    pass


class AddressInline(TabularInline):
    model = Address
    fields = ["label", "postcode", "line", "detail", "is_default"]
    readonly_fields = ["is_default"]
    extra = 0


class NewUserForm(UserCreationForm):
    class Meta:
        model = User
        fields = ["email"]


@admin.register(User)
class UserAdmin(WithPermissions, DjangoUserAdmin, ModelAdmin):
    form = UserChangeForm
    add_form = NewUserForm
    change_password_form = AdminPasswordChangeForm
    inlines = [AddressInline]
    actions = ["let_in"]

    list_display = ["email", "name", "role", "phone", "is_active", "date_joined"]
    list_filter = ["role", "is_staff", "is_active"]
    search_fields = ["email", "name", "phone"]
    ordering = ["-date_joined"]
    date_hierarchy = "date_joined"
    readonly_fields = ["last_login", "date_joined"]
    filter_horizontal = ["groups", "user_permissions"]
    fieldsets = [
        (None, {"fields": ["email", "password", "name", "phone", "role", "language"]}),
        (
            _("Rights"),
            {
                "fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"],
                "classes": ["collapse"],
            },
        ),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["email", "name", "role", "usable_password", "password1", "password2"]})
    ]

    @admin.action(description=_("Let them try to sign in again"))
    def let_in(self, request, queryset):
        for user in queryset:
            axes.reset(username=user.email)
            reset_account(user.email)
        self.message_user(request, _("They can try again now."))

    def save_formset(self, request, form, formset, change):
        for address in formset.save(commit=False):
            save_address(address, make_default=address.is_default)
        for address in formset.deleted_objects:
            delete_address(address)

    def has_delete_permission(self, request, obj=None):
        """Orders and stores refer to users; users delete their own account on their profile page."""
        return False
