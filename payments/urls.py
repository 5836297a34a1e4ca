from django.urls import path

from payments.views import pay

app_name = "payments"
urlpatterns = [
    path("sandbox/<str:key>/", pay.Sandbox.as_view(), name="sandbox"),
    path("return/<str:key>/", pay.Return.as_view(), name="return"),
    path("<str:number>/", pay.Pay.as_view(), name="pay"),
]
