from django.urls import path

from checkout.views import Checkout

app_name = "checkout"
urlpatterns = [path("<str:slug>/", Checkout.as_view(), name="checkout")]
