from django.urls import URLPattern, URLResolver, path

from affiliates.views import links

app_name = "affiliates"
urlpatterns: list[URLPattern | URLResolver] = [
    path("r/<str:code>/", links.PartnerLink.as_view(), name="link"),
]
