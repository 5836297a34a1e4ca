"""allauth's adapters: how this site creates accounts, signs users in and sends mail."""

from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.events import SignedIn
from accounts.google_identity import refuse_identity
from accounts.language import remember_language
from accounts.models import User
from accounts.password_limits import account_key, trust_device, uncount_try
from accounts.visitors import visitor_of
from core.events import publish
from core.links import site_url
from core.text import visible
from core.throttle import Limit, TooMany, count

# To a mailbox, from any browser; password resets have a limit of their own, which no other mail can use up.
MAILS = Limit("sign-in-mail", times=10, seconds=60 * 60)
RESET_MAILS = Limit("reset-mail", times=10, seconds=60 * 60)
# One limit for mailboxes with and without an account: separate ones would disclose which it is.
RESET_TEMPLATES = ("account/email/password_reset_key", "account/email/unknown_account")
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
        """Called by every sign-in method: password, sign-up, Google."""
        # Read first: signing in over another user's session flushes it.
        visitor_key = visitor_of(request).key
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
        """Send in the language of the account concerned; a failing mail server does not fail the page."""
        user = context.get("user")
        with translation.override(user.language if user else translation.get_language()):
            try:
                limit = RESET_MAILS if template_prefix in RESET_TEMPLATES else MAILS
                count(limit, account_key(email))
                super().send_mail(template_prefix, email, {**context, **account_links()})
            except (OSError, TooMany) as error:  # SMTPException is an OSError
                log.warning("mail_not_sent", mail=template_prefix, error=repr(error))
                messages.error(
                    self.request, _("We could not send the mail just now. Try again in a while.")
                )
                return False
        return True


def account_links() -> dict[str, str]:
    """The links of account mails, built from SITE_URL and never from the request's Host header."""
    return {
        "login_url": site_url("account_login"),
        "signup_url": site_url("account_signup"),
        "password_reset_page": site_url("account_reset_password"),
    }


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Refuse an e-mail that Google did not verify, also for a new account.

        Its real owner would share the account with a stranger after resetting the password, and the
        response to the stranger would disclose whether the e-mail had an account before.
        """
        is_connecting = sociallogin.state.get("process") == AuthProcess.CONNECT
        is_verified = any(address.verified for address in sociallogin.email_addresses)
        if not (is_connecting or is_verified or sociallogin.is_existing):
            refuse_identity(request)

    def populate_user(
        self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]
    ) -> User:
        user: User = super().populate_user(request, sociallogin, data)
        # Google's full name, since the order of given and family name depends on the language.
        user.name = visible(str(sociallogin.account.extra_data.get("name") or "")[:60])
        return user

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: SocialAccount) -> str:
        return reverse("accounts:profile")
