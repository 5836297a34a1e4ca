"""The page of a Checkout session, reduced to buttons for the payer's choices."""

from html import escape

CHOICES = {"pay": "Pay", "later": "Pay later at a shop", "decline": "Pay with a declined card"}


TO_SAVE = {
    "save": "Save a card that pays",
    "poor": "Save a card without money",
    "stolen": "Save a stolen card",
    "asks": "Save a card that asks its owner",
}


def page_of(session, trouble=""):
    is_setup = session["mode"] == "setup"
    choices = TO_SAVE if is_setup else CHOICES
    buttons = "".join(
        f'<button name="how" value="{how}">{label}</button> ' for how, label in choices.items()
    )
    amount = "0" if is_setup else f"{session['amount_total']} {session['currency'].upper()}"
    return f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Checkout</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<h1>{escape(session["name"])}</h1>
<p>{amount} (minor units)</p><p role="alert">{escape(trouble)}</p>
<form method="post">{buttons}</form><p><a href="{escape(session["cancel_url"])}">Cancel</a></p></html>
"""
