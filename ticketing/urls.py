from django.urls import URLPattern

app_name = "ticketing"
urlpatterns: list[URLPattern] = []
