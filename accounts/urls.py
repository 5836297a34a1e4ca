from django.urls import path

from accounts.views import addresses, profile

app_name = "accounts"
urlpatterns = [
    path("", profile.Profile.as_view(), name="profile"),
    path("start/", profile.Start.as_view(), name="start"),
    path("delete/", profile.DeleteAccount.as_view(), name="delete"),
    path("addresses/", addresses.AddressList.as_view(), name="addresses"),
    path("addresses/add/", addresses.AddAddress.as_view(), name="add-address"),
    path("addresses/<int:pk>/", addresses.EditAddress.as_view(), name="address"),
    path("addresses/<int:pk>/default/", addresses.MakeDefault.as_view(), name="make-default"),
    path("addresses/<int:pk>/delete/", addresses.DeleteAddress.as_view(), name="delete-address"),
]
