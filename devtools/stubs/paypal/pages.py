"""The page where the payer approves."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from devtools.stubs.paypal.vault import ACCOUNTS, PAYER

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>PayPal stub</title>
<body style="font-family: sans-serif; max-width: 24rem; margin: 2rem auto; padding: 0 1rem">
<h1>PayPal stub</h1><p>{text}</p><form method="post">{buttons}</form></body></html>"""
BUTTON = '<p><button name="action" value="{action}" style="width: 100%; padding: 1rem">{label}</button></p>'
LABELS = {"pay": "Pay", "decline": "Pay with a card that is declined", "cancel": "Cancel"}


def payer_page(order):
    if order["status"] not in ("PAYER_ACTION_REQUIRED", "APPROVED"):
        return PAGE.format(text="This order cannot be paid any more.", buttons="").encode()
    amount = order["purchase_units"][0]["amount"]
    buttons = (BUTTON.format(action=action, label=label) for action, label in LABELS.items())
    text = f"No real money moves. To pay: {amount['currency_code']} {amount['value']}"
    return PAGE.format(text=text, buttons="".join(buttons)).encode()


def owner_page():
    """The page where an account is saved."""
    labels = {how: label for how, (label, _refusal) in ACCOUNTS.items()} | {"cancel": "Cancel"}
    buttons = (BUTTON.format(action=action, label=label) for action, label in labels.items())
    return PAGE.format(text="To be charged later.", buttons="".join(buttons)).encode()


def act(books, order_id, action):
    """Perform the payer's choice; returns where the payer is redirected."""
    context = books.contexts[order_id]
    if action == "cancel":
        return with_query(context["cancel_url"], token=order_id)
    if action == "decline":
        books.declining.add(order_id)
    if books.order(order_id)["status"] == "PAYER_ACTION_REQUIRED":
        books.approve(order_id)
    return with_query(context["return_url"], token=order_id, PayerID=PAYER["payer_id"])


def with_query(url, **more):
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query=urlencode([*parse_qsl(parts.query), *more.items()])))
