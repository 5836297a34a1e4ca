"""The allauth pages in use, under allauth's URL names; its other pages are not routed."""

from django.urls import path, re_path

from accounts.views import email, google, sign_in, sign_up

urlpatterns = [
    path("login/", sign_in.SignIn.as_view(), name="account_login"),
    path("logout/", sign_in.SignOut.as_view(), name="account_logout"),
    path("signup/", sign_up.SignUp.as_view(), name="account_signup"),
    path("signup/code/", sign_up.TypeCode.as_view(), name="account_sign_up_code"),
    path("signup/code/again/", sign_up.SendCodeAgain.as_view(), name="account_send_code_again"),
    path("inactive/", sign_in.Inactive.as_view(), name="account_inactive"),
    path("email/", email.ChangeEmail.as_view(), name="account_email"),
    path("email/again/", email.SendLinkAgain.as_view(), name="account_email_again"),
    re_path(
        r"^confirm-email/(?P<key>[-:\w]+)/$",
        email.ConfirmEmail.as_view(),
        name="account_confirm_email",
    ),
    path("password/change/", sign_in.ChangePassword.as_view(), name="account_change_password"),
    path("password/set/", sign_in.SetPassword.as_view(), name="account_set_password"),
    path("password/reset/", sign_in.ResetPassword.as_view(), name="account_reset_password"),
    path(
        "password/reset/done/",
        sign_in.ResetPasswordDone.as_view(),
        name="account_reset_password_done",
    ),
    path(
        "password/reset/key/done/",
        sign_in.NewPasswordDone.as_view(),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        sign_in.NewPassword.as_view(),
        name="account_reset_password_from_key",
    ),
    path("google/login/", google.GoogleSignIn.as_view(), name="google_login"),
    path("google/login/callback/", google.GoogleReturn.as_view(), name="google_callback"),
    path(
        "google/cancelled/", google.GoogleCancelled.as_view(), name="socialaccount_login_cancelled"
    ),
    path("google/taken/", google.GoogleTaken.as_view(), name="socialaccount_signup"),
]
