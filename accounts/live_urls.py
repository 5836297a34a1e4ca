from django.urls import path

from accounts.views.live import RenewToken

app_name = "live"
urlpatterns = [path("", RenewToken.as_view(), name="token")]
