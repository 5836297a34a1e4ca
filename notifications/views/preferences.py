from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import FormView, View

from core.access import signed_in
from core.pages import Page, ThrottledPosts
from core.throttle import Limit
from notifications.consent import ConsentRefused, consent_of, give_consent, withdraw_consent
from notifications.forms import ConsentForm, PreferencesForm
from notifications.services import switch_mails


class Preferences(Page, FormView):
    """Which kinds of mail the user wants, and whether advertising."""

    access = signed_in
    form_class = PreferencesForm
    template_name = "notifications/preferences.html"
    success_url = reverse_lazy("notifications:preferences")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if not context["form"].has_advertising:
            return context
        consent = consent_of(self.request.user)
        return {**context, "consent": consent, "consent_form": ConsentForm(consent=consent)}

    def form_valid(self, form):
        switch_mails(self.request.user, form.cleaned_data)
        messages.success(self.request, _("Saved."))
        return super().form_valid(form)


class Advertising(Page, ThrottledPosts, View):
    """Gives or withdraws the consent to advertising, each with a mail that confirms it."""

    access = signed_in
    limit = Limit("advertising-consent", times=20, seconds=3600)

    def get(self, request):
        return redirect("notifications:preferences")

    def post(self, request):
        consent = consent_of(request.user)
        form = ConsentForm(request.POST, consent=consent)
        if not form.is_valid():
            return self.page(consent, form)
        try:
            self.act(request.user, is_on=consent is not None, **form.cleaned_data)
        except ConsentRefused as refusal:
            messages.error(request, str(refusal))
        return redirect("notifications:preferences")

    def act(self, user, *, is_on, consent, time_zone):
        now = timezone.now()
        if consent == "no":
            withdraw_consent(user, now)
            messages.success(self.request, _("You get no more advertising by mail."))
            return
        give_consent(user, time_zone, now)
        text = _("Saved.") if is_on else _("Thank you. A mail confirms your choice.")
        messages.success(self.request, text)

    def page(self, consent, form):
        context = {"form": PreferencesForm(user=self.request.user)}
        context |= {"consent": consent, "consent_form": form}
        return render(self.request, "notifications/preferences.html", context, status=422)
