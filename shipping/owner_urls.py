"""A store's settings of shipping, below /shop/stores/<slug>/shipping/."""

from django.urls import path

from shipping.views import settings

urlpatterns = [
    path("", settings.Shipping.as_view(), name="settings"),
    path("switch/", settings.Switch.as_view(), name="switch"),
    path("template/", settings.UseTemplate.as_view(), name="template"),
    path("zones/add/", settings.ZoneAdd.as_view(), name="zone-add"),
    path("zones/<int:pk>/", settings.ZoneEdit.as_view(), name="zone"),
    path("zones/<int:pk>/delete/", settings.ZoneDelete.as_view(), name="zone-delete"),
    path("weights/", settings.Weights.as_view(), name="weights"),
]
