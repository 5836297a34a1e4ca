from django.urls import path

from checkout.views import BasketCheckout, Checkout

app_name = "checkout"
urlpatterns = [
    path("<str:slug>/", Checkout.as_view(), name="checkout"),
    path("<slug:kind>/<str:key>/", BasketCheckout.as_view(), name="basket"),
]
