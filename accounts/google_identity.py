"""Validation of the identity in Google's response, before allauth parses it; allauth validates none of it."""

from typing import Any
from unicodedata import category

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount import app_settings
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.google.provider import GoogleProvider
from allauth.socialaccount.providers.google.views import GoogleOAuth2Adapter
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _

REMOVED = ("Cc", "Cs")  # Unicode categories: control characters and unpaired surrogates


class CheckedProvider(GoogleProvider):  # type: ignore[misc]
    def sociallogin_from_response(self, request: HttpRequest, response: Any) -> SocialLogin:
        if not _is_valid(response):
            refuse_identity(request)
        return super().sociallogin_from_response(request, _without_controls(response))


class CheckedAdapter(GoogleOAuth2Adapter):  # type: ignore[misc]
    def get_provider(self) -> CheckedProvider:
        return CheckedProvider(self.request, app=super().get_provider().app)


def refuse_identity(request: HttpRequest) -> None:
    """The same response to every identity that is not accepted, so that it discloses no account."""
    text = _("Google has not verified your e-mail. Create an account here with a code by mail.")
    messages.error(request, text)
    raise ImmediateHttpResponse(redirect("account_signup"))


def _is_valid(identity: Any) -> bool:
    """Id and e-mail are rejected, not cleaned: the cleaned value could be another person's."""
    if not isinstance(identity, dict):
        return False
    uid = identity.get("sub", identity.get("id"))
    email = identity.get("email") or ""
    return (
        isinstance(uid, str)
        and isinstance(email, str)
        and 0 < len(uid.strip()) <= len(uid) <= app_settings.UID_MAX_LENGTH
        and _without_controls([uid, email]) == [uid, email]
    )


def _without_controls(value: Any) -> Any:
    """PostgreSQL can store neither NUL nor an unpaired surrogate, in text or in JSON."""
    if isinstance(value, str):
        return "".join(each for each in value if category(each) not in REMOVED)
    if isinstance(value, list):
        return [_without_controls(each) for each in value]
    if isinstance(value, dict):
        return {_without_controls(key): _without_controls(each) for key, each in value.items()}
    return value
