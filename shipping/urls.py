from django.urls import URLPattern, URLResolver, include, path

app_name = "shipping"
urlpatterns: list[URLPattern | URLResolver] = [path("", include("shipping.returns.urls"))]
