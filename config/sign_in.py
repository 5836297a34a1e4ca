"""Sign-in: the settings of django-allauth and django-axes."""

from typing import Any

VALIDATORS = (
    "UserAttributeSimilarityValidator",
    "MinimumLengthValidator",
    "CommonPasswordValidator",
    "NumericPasswordValidator",
)

SIGN_IN: dict[str, Any] = {
    "AUTHENTICATION_BACKENDS": [
        "accounts.password_limits.LimitedBackend",
        "django.contrib.auth.backends.ModelBackend",
        "allauth.account.auth_backends.AuthenticationBackend",
    ],
    "AUTH_PASSWORD_VALIDATORS": [
        {"NAME": f"django.contrib.auth.password_validation.{name}"} for name in VALIDATORS
    ],
    "ACCOUNT_LOGOUT_REDIRECT_URL": "stores:home",
    "ACCOUNT_USER_MODEL_USERNAME_FIELD": None,
    "ACCOUNT_LOGIN_METHODS": {"email"},
    "ACCOUNT_SIGNUP_FIELDS": ["email*", "password1*"],
    "ACCOUNT_ADAPTER": "accounts.adapters.AccountAdapter",
    "ACCOUNT_EMAIL_VERIFICATION": "optional",  # for accounts created by operators; sign-up requires its code
    "ACCOUNT_SESSION_REMEMBER": True,
    "ACCOUNT_CHANGE_EMAIL": True,  # one address each; a new one takes effect once confirmed
    "ACCOUNT_RATE_LIMITS": False,  # core.throttle counts in the database, across processes
    "SOCIALACCOUNT_LOGIN_ON_GET": False,
    "SOCIALACCOUNT_ADAPTER": "accounts.adapters.SocialAccountAdapter",
    "SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT": True,
    "AXES_COOLOFF_TIME": 0.25,  # hours
    "AXES_LOCKOUT_PARAMETERS": [["username", "ip_address"]],
    "AXES_USERNAME_FORM_FIELD": "login",
    "AXES_USERNAME_CALLABLE": "accounts.password_limits.login_name",
    "AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT": False,  # the end that the page shows stays true
    "AXES_LOCKOUT_CALLABLE": "accounts.views.throttle.locked_out",
    "AXES_WHITELIST_CALLABLE": "accounts.password_limits.is_trusted",
    "AXES_CLIENT_IP_CALLABLE": "core.throttle.client_address",
    "AXES_RESET_ON_SUCCESS": True,
    "AXES_ENABLE_ACCESS_FAILURE_LOG": False,
    "AXES_DISABLE_ACCESS_LOG": True,  # addresses of sign-ins are personal data
}


def sign_in_settings(
    *, debug: bool, failures: int, google_id: str, google_secret: str
) -> dict[str, Any]:
    """Django settings by name; after `failures` wrong passwords in a row sign-in pauses."""
    return {
        **SIGN_IN,
        "ACCOUNT_DEFAULT_HTTP_PROTOCOL": "http" if debug else "https",
        "AXES_FAILURE_LIMIT": failures,  # per account and address
        "SOCIALACCOUNT_PROVIDERS": {
            "google": {
                "SCOPE": ["profile", "email"],
                "OAUTH_PKCE_ENABLED": True,
                # Google reports whether it verified an e-mail; a verified one opens the account that has it.
                "EMAIL_AUTHENTICATION": True,
                "APPS": [{"client_id": google_id, "secret": google_secret, "key": ""}]
                if google_id
                else [],
            }
        },
    }
