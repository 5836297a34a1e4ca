from django.urls import path

from notifications.views import demo_mails, inbox, preferences, unsubscribe

app_name = "notifications"
urlpatterns = [
    path("", inbox.Inbox.as_view(), name="inbox"),
    path("bell/", inbox.Bell.as_view(), name="bell"),
    path("read/", inbox.ReadAll.as_view(), name="read-all"),
    path("<int:pk>/", inbox.Follow.as_view(), name="notice"),
    path("preferences/", preferences.Preferences.as_view(), name="preferences"),
    path("preferences/advertising/", preferences.Advertising.as_view(), name="advertising"),
    path("unsubscribe/<str:key>/", unsubscribe.Unsubscribe.as_view(), name="unsubscribe"),
    path("demo-mails/", demo_mails.DemoMails.as_view(), name="demo-mails"),
    path(
        "demo-mails/<str:name>/<int:place>/",
        demo_mails.OneDemoMail.as_view(),
        name="demo-mail",
    ),
    path(
        "demo-mails/<str:name>/<int:place>/html/",
        demo_mails.DemoMailHtml.as_view(),
        name="demo-mail-html",
    ),
]
