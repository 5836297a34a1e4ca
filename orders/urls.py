from django.urls import path

from orders.views import cart, customer, guest, moves, owner

app_name = "orders"
urlpatterns = [
    path("cart/", cart.Carts.as_view(), name="carts"),
    path("cart/add/<int:pk>/", cart.AddToCart.as_view(), name="add"),
    path("cart/lines/<int:pk>/", cart.ChangeLine.as_view(), name="line"),
    path("cart/store/<str:slug>/", cart.StoreCart.as_view(), name="store-cart"),
    path("orders/", customer.OrderList.as_view(), name="list"),
    path("orders/orders.csv", customer.OrderDownload.as_view(), name="download"),
    path("orders/guest/<str:key>/", guest.GuestOrder.as_view(), name="guest-order"),
    path("orders/guest/<str:key>/<str:verb>/", moves.MoveGuestOrder.as_view(), name="guest-move"),
    path("orders/<str:number>/", customer.OrderPage.as_view(), name="order"),
    path("orders/<str:number>/again/", customer.OrderAgain.as_view(), name="again"),
    path("orders/<str:number>/<str:verb>/", moves.MoveOrder.as_view(), name="move"),
    path("shop/", owner.Board.as_view(), name="board"),
    path("shop/seen/", owner.Seen.as_view(), name="seen"),
    path("shop/holds/", owner.Holds.as_view(), name="holds"),
    path("shop/orders/", owner.Sold.as_view(), name="sold"),
    path("shop/orders/sold.csv", owner.SoldDownload.as_view(), name="sold-download"),
    path("shop/orders/<str:number>/", owner.SoldOrder.as_view(), name="sold-order"),
]
