"""The currencies that PayPal takes: https://developer.paypal.com/docs/api/reference/currency-codes/."""

from core.currencies import codes
from payments.gateways.amounts import CurrencyTable, Decimals

# BRL, CNY and MYR only from accounts of their own country
TWO_DECIMALS = codes(
    "AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD ILS MXN MYR NOK NZD PHP PLN RUB SEK SGD THB USD"
)
NO_DECIMALS = ("HUF", "JPY", "TWD")  # “If you pass a decimal amount, an error occurs.”

PAYPAL = CurrencyTable(
    {
        **dict.fromkeys(TWO_DECIMALS, Decimals(2)),
        **dict.fromkeys(NO_DECIMALS, Decimals(0)),
    }
)
