"""The organiser's pages of check-in, below /shop/events/<number>/check-in/."""

from django.urls import path

from ticketing.views import owner_check_in

urlpatterns = [
    path("", owner_check_in.CheckIn.as_view(), name="check-in"),
    path("scans.csv", owner_check_in.ScansCsv.as_view(), name="scans-csv"),
    path("gates/<int:pk>/revoke/", owner_check_in.RevokeGate.as_view(), name="revoke-gate"),
    path("scans/<int:pk>/decide/", owner_check_in.DecideScan.as_view(), name="decide-scan"),
]
