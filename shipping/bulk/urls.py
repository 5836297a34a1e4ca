from django.urls import path

from shipping.bulk import views
from shipping.papers.views import Papers

urlpatterns = [
    path("shop/to-ship/", views.ToShip.as_view(), name="to-ship"),
    path("shop/to-ship/to-ship.csv", views.ToShipDownload.as_view(), name="to-ship-download"),
    path("shop/to-ship/upload/", views.Upload.as_view(), name="dispatch-upload"),
    path("shop/to-ship/<int:pk>/", views.Report.as_view(), name="dispatch-report"),
    path("shop/to-ship/<int:pk>/report.csv", views.ReportDownload.as_view(), name="dispatch-csv"),
    path("shop/papers/<str:kind>/", Papers.as_view(), name="papers"),
]
