from django.urls import path

from notifications.views import inbox, preferences, unsubscribe

app_name = "notifications"
urlpatterns = [
    path("", inbox.Inbox.as_view(), name="inbox"),
    path("bell/", inbox.Bell.as_view(), name="bell"),
    path("read/", inbox.ReadAll.as_view(), name="read-all"),
    path("<int:pk>/", inbox.Follow.as_view(), name="notice"),
    path("preferences/", preferences.Preferences.as_view(), name="preferences"),
    path("unsubscribe/<str:key>/", unsubscribe.Unsubscribe.as_view(), name="unsubscribe"),
]
