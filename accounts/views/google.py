"""Sign-in by Google, available only if GOOGLE_CLIENT_ID is set."""

from allauth.socialaccount.providers.google.views import oauth2_login
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.views import LoginCancelledView
from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.google_identity import CheckedAdapter
from core.access import anyone
from core.pages import Page

oauth2_callback = OAuth2CallbackView.adapter_view(CheckedAdapter)


def to_google(view):
    """Allow the page's forms to redirect to Google: browsers apply form-action to redirects as well."""
    return csp_update({"form-action": ["https://accounts.google.com"]})(view)


class GoogleButton:
    """For pages that offer it; `google` in the context is whether it is configured."""

    def dispatch(self, request, *args, **kwargs):
        view = super().dispatch
        return (to_google(view) if settings.GOOGLE_CLIENT_ID else view)(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(google=bool(settings.GOOGLE_CLIENT_ID), **kwargs)


class GooglePage(Page):
    access = anyone

    def dispatch(self, request, *args, **kwargs):
        if not settings.GOOGLE_CLIENT_ID:
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class GoogleSignIn(GooglePage):
    """GET shows a button, POST redirects to Google."""

    def get(self, request):
        return to_google(oauth2_login)(request)

    post = get


class GoogleReturn(GooglePage):
    def get(self, request):
        try:
            return oauth2_callback(request)
        except IntegrityError:  # another tab created the account, so the next attempt is a sign-in
            return redirect("google_login")


class GoogleCancelled(GooglePage, LoginCancelledView):
    """The user cancelled at Google."""


class GoogleTaken(GooglePage):
    """allauth redirects here if the e-mail has an account that Google may not sign in to."""

    def get(self, request):
        messages.error(
            request,
            _("There is an account with this e-mail already. Sign in with its password."),
        )
        return redirect("account_login")
