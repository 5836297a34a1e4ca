from django.urls import path

from delivery.views import owner

app_name = "delivery"
urlpatterns = [
    path("shop/deliveries/<str:number>/assign/", owner.AssignRider.as_view(), name="assign"),
    path("shop/deliveries/<str:number>/<str:verb>/", owner.MoveDelivery.as_view(), name="move"),
]
