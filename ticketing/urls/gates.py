"""The pages of phones at gates, below /gate/."""

from django.urls import path

from ticketing.views import gate

urlpatterns = [
    path("", gate.Gates.as_view(), name="gates"),
    path("worker.js", gate.GateWorker.as_view(), name="gate-worker"),
    path("at/<str:number>/", gate.AtGate.as_view(), name="gate"),
    path("at/<str:number>/counts/", gate.GateCounts.as_view(), name="gate-counts"),
    path("at/<str:number>/undo/", gate.UndoScan.as_view(), name="undo-scan"),
    path("at/<str:number>/list/", gate.GateList.as_view(), name="gate-list"),
    path("at/<str:number>/merge/", gate.MergeScans.as_view(), name="merge-scans"),
    path("<str:key>/", gate.GateLink.as_view(), name="gate-link"),
]
