from django.urls import path

from payments.views import pay, receipts, refunds, saved_methods, toss, webhooks

app_name = "payments"
urlpatterns = [
    path("sandbox/<str:key>/", pay.Sandbox.as_view(), name="sandbox"),
    path("back/<str:number>/", refunds.RefundOrder.as_view(), name="refund"),
    path("receipt/<str:number>/", receipts.ShowReceipt.as_view(), name="receipt"),
    path("receipt/<str:number>/receipt.pdf", receipts.ReceiptPdf.as_view(), name="receipt-pdf"),
    path("toss/<str:key>/", toss.Toss.as_view(), name="toss"),
    path("webhooks/<str:gateway>/", webhooks.Webhooks.as_view(), name="webhooks"),
    path("transfer/<str:key>/", pay.Transfer.as_view(), name="transfer"),
    path("return/<str:key>/", pay.Return.as_view(), name="return"),
    path("cards/", saved_methods.SavedMethodList.as_view(), name="saved-methods"),
    path("cards/add/", saved_methods.AddMethod.as_view(), name="add-method"),
    path("cards/<str:card>/sandbox/", saved_methods.SandboxCards.as_view(), name="sandbox-card"),
    path("cards/<str:card>/toss/", saved_methods.TossCard.as_view(), name="toss-card"),
    path(
        "cards/<str:card>/return/",
        saved_methods.ReturnFromSaving.as_view(),
        name="saved-method-return",
    ),
    path("cards/<str:card>/remove/", saved_methods.RemoveMethod.as_view(), name="remove-method"),
    path("<str:number>/", pay.Pay.as_view(), name="pay"),
]
