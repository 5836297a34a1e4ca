"""Where allauth asks for our way of doing things."""

from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.events import SignedIn
from accounts.language import remember_language
from accounts.links import site_url
from accounts.models import User
from accounts.password_limits import account_key, trust_device, uncount_try
from core.events import publish
from core.throttle import Limit, TooMany, count

# To a mailbox, from any browser; those for a new password are counted apart, so that strangers leave it them.
MAILS = Limit("sign-in-mail", times=10, seconds=60 * 60)
RESET_MAILS = Limit("reset-mail", times=10, seconds=60 * 60)
# To mailboxes with an account and to those without: were these counted apart, a page would tell which it is.
RESET_LETTERS = ("account/email/password_reset_key", "account/email/unknown_account")
log = structlog.get_logger()


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("This e-mail and password do not belong together."),
        "enter_current_password": _("This is not your current password."),
    }

    def new_user(self, request: HttpRequest) -> User:
        return User(language=translation.get_language())

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        user: User | None = super().authenticate(request, **credentials)
        if user:
            uncount_try(request)
        return user

    def login(self, request: HttpRequest, user: User) -> None:
        """Every way in ends here: password, sign-up, Google."""
        # Read first: signing in over another user's session empties it.
        visitor_key = request.session.get("visitor_key", "")
        with transaction.atomic():
            super().login(request, user)
            publish(SignedIn(row=user, visitor_key=visitor_key))

    def post_login(self, request: HttpRequest, user: User, **hints: Any) -> HttpResponse:
        translation.activate(user.language)
        response: HttpResponse = super().post_login(request, user, **hints)
        remember_language(response, user.language)
        trust_device(request, response, user.email)
        return response

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:profile")

    def format_email_subject(self, subject: str) -> str:
        return subject

    def get_reset_password_from_key_url(self, key: str) -> str:
        return site_url("account_reset_password_from_key", *key.split("-", 1))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        self.try_to_send(template_prefix, email, context)

    def try_to_send(self, template_prefix: str, email: str, context: dict[str, Any]) -> bool:
        """In the language of the account it is about; a broken mail server breaks no page."""
        reader = context.get("user")
        with translation.override(reader.language if reader else translation.get_language()):
            try:
                limit = RESET_MAILS if template_prefix in RESET_LETTERS else MAILS
                count(limit, account_key(email))
                super().send_mail(template_prefix, email, {**context, **ways_in()})
            except (OSError, TooMany) as error:  # SMTPException is an OSError
                log.warning("mail_not_sent", mail=template_prefix, error=repr(error))
                messages.error(
                    self.request, _("We could not send the mail just now. Try again in a while.")
                )
                return False
        return True


def ways_in() -> dict[str, str]:
    """Where mails lead to, never by the address that a request claims to be for."""
    return {
        "login_url": site_url("account_login"),
        "signup_url": site_url("account_signup"),
        "password_reset_page": site_url("account_reset_password"),
    }


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """An e-mail that Google did not verify creates no account either.

        Its real owner would share the account with a stranger after setting a new password, and what the
        stranger was answered would disclose whether the e-mail had an account before.
        """
        is_connecting = sociallogin.state.get("process") == AuthProcess.CONNECT
        is_verified = any(address.verified for address in sociallogin.email_addresses)
        if not (is_connecting or is_verified or sociallogin.is_existing):
            text = _(
                "Google has not verified your e-mail. Create an account here with a code by mail."
            )
            messages.error(request, text)
            raise ImmediateHttpResponse(redirect("account_signup"))

    def populate_user(
        self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]
    ) -> User:
        user: User = super().populate_user(request, sociallogin, data)
        # Google's whole name, since given and family name change places between languages.
        user.name = str(sociallogin.account.extra_data.get("name") or "")[:60]
        return user

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: SocialAccount) -> str:
        return reverse("accounts:profile")
