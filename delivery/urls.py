from django.urls import path

from delivery.views import areas, history, jobs, owner, rides

app_name = "delivery"
urlpatterns = [
    path("rides/", rides.Rides.as_view(), name="rides"),
    path("rides/shift/", rides.ChangeShift.as_view(), name="shift"),
    path("rides/vehicle/", rides.ChangeVehicle.as_view(), name="vehicle"),
    path("rides/areas/", areas.AreaList.as_view(), name="areas"),
    path("rides/areas/add/", areas.AddArea.as_view(), name="add-area"),
    path("rides/areas/<int:pk>/", areas.EditArea.as_view(), name="area"),
    path("rides/areas/<int:pk>/activate/", areas.ActivateArea.as_view(), name="activate-area"),
    path("rides/areas/<int:pk>/delete/", areas.DeleteArea.as_view(), name="delete-area"),
    path("rides/history/", history.History.as_view(), name="history"),
    path("rides/history/history.csv", history.HistoryDownload.as_view(), name="history-download"),
    path("rides/given/", jobs.GivenRide.as_view(), name="given"),
    path("rides/<str:number>/", jobs.Ride.as_view(), name="ride"),
    path("rides/<str:number>/route/", jobs.RideRoute.as_view(), name="route"),
    path("rides/<str:number>/decline/", rides.Decline.as_view(), name="decline"),
    path("rides/<str:number>/<str:verb>/", jobs.RideMove.as_view(), name="ride-move"),
    path("shop/deliveries/<str:number>/assign/", owner.AssignRider.as_view(), name="assign"),
    path("shop/deliveries/<str:number>/<str:verb>/", owner.MoveDelivery.as_view(), name="move"),
]
