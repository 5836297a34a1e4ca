from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.generic import FormView, UpdateView

from accounts.forms import DeleteAccountForm, ProfileForm
from accounts.language import remember_language
from accounts.models import User
from accounts.password_limits import OWN_PASSWORD
from accounts.services import DeletionRefused, change_profile, delete_account
from core.access import signed_in
from core.navigation import entries_for
from core.pages import Page, ThrottledPosts
from core.panels import panels_of


class Start(Page):
    """Redirects a user to the first tab of their header."""

    access = signed_in

    def get(self, request):
        tabs = entries_for(request.user, "tabs")
        return redirect(tabs[0].url if tabs else "accounts:profile")


class Profile(Page, UpdateView):
    access = signed_in
    form_class = ProfileForm
    template_name = "accounts/profile.html"
    success_url = reverse_lazy("accounts:profile")

    def get_object(self, queryset=None):
        # A second instance: an invalid form must not change the name in the header.
        return User.objects.get(pk=self.request.user.pk)

    def form_valid(self, form):
        change_profile(self.object, **form.cleaned_data)
        translation.activate(self.object.language)
        messages.success(self.request, _("Saved."))
        response = redirect(self.success_url)
        remember_language(response, self.object.language)
        return response


class DeleteAccount(Page, ThrottledPosts, FormView):
    access = signed_in
    limit = OWN_PASSWORD
    form_class = DeleteAccountForm
    template_name = "accounts/delete.html"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_context_data(self, **kwargs):
        user = self.request.user
        panels = panels_of("account-deletion", [user], user, timezone.now())[user.pk]
        return super().get_context_data(panels=panels, **kwargs)

    def form_valid(self, form):
        try:
            delete_account(self.request.user)
        except DeletionRefused as refusal:
            form.add_error(None, str(refusal))
            return self.render_to_response(self.get_context_data(form=form, refusal=refusal))
        logout(self.request)
        messages.success(
            self.request, _("Your account is deleted. Thank you for having been here.")
        )
        return redirect("home")
