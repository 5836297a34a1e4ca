from django.contrib import messages
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.generic import FormView

from core.access import signed_in
from core.pages import Page
from notifications.forms import PreferencesForm
from notifications.services import switch_mails


class Preferences(Page, FormView):
    """Which kinds of mail the user wants."""

    access = signed_in
    form_class = PreferencesForm
    template_name = "notifications/preferences.html"
    success_url = reverse_lazy("notifications:preferences")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form):
        switch_mails(self.request.user, form.cleaned_data)
        messages.success(self.request, _("Saved."))
        return super().form_valid(form)
