from django.urls import path

from recommendations import views

app_name = "recommendations"
urlpatterns = [
    path("", views.Preferences.as_view(), name="preferences"),
    path("<str:slug>/", views.OpenStore.as_view(), name="open"),
    path("<str:slug>/dismiss/", views.Dismiss.as_view(), name="dismiss"),
    path("<str:slug>/undo/", views.UndoDismissal.as_view(), name="undo"),
]
