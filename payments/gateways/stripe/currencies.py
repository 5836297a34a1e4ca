"""The currencies that Stripe charges, as https://docs.stripe.com/currencies lists them (November 2026)."""

from collections.abc import Mapping
from decimal import Decimal

from core.currencies import codes
from payments.gateways.amounts import CurrencyTable, Decimals

TWO_DECIMALS = codes(
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BWP BYN BZD CAD CDF CHF "
    "CNY COP CRC CVE CZK DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS "
    "INR JMD KES KGS KHR KYD KZT LAK LBP LKR LRD LSL MAD MDL MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD "
    "NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SEK SGD SHP SLE SOS SRD STD "
    "SZL THB TJS TOP TRY TTD TWD TZS UAH USD UYU UZS WST XCD XCG YER ZAR ZMW"
)
ZERO_DECIMALS = codes("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF")
THREE_DECIMALS = ["BHD", "JOD", "KWD", "OMR", "TND"]  # the last digit has to be 0
# “To charge 5 ISK, provide an amount value of 500. You can't charge fractions.” HUF and TWD may
# be charged with fractions, but are paid out without; prices in them have none here (core.currencies).
WHOLE_AS_TWO_DECIMALS = ("ISK", "UGX")

STRIPE = CurrencyTable(
    {
        **dict.fromkeys(TWO_DECIMALS, Decimals(2)),
        **dict.fromkeys(ZERO_DECIMALS, Decimals(0)),
        **dict.fromkeys(THREE_DECIMALS, Decimals(3, step=10)),
        **dict.fromkeys(WHOLE_AS_TWO_DECIMALS, Decimals(2, step=100)),
    }
)

# Ibid., minimum-charge-amount-by-currency, where the account has a bank account in that currency; Stripe
# itself refuses less than what its minimum is worth in the account's currency. No bank account can be settled
# in KRW, so its minimum is what 0.50 USD is worth: some 700 won, and a margin.
MINIMUMS: Mapping[str, Decimal] = {
    **dict.fromkeys(
        codes("ARS AUD BRL CAD CHF COP EUR IDR ILS INR NZD PHP RUB SGD USD ZAR"),
        Decimal("0.50"),
    ),
    **dict.fromkeys(["AED", "MYR", "PLN", "RON"], Decimal(2)),
    **dict.fromkeys(["NOK", "SEK"], Decimal(3)),
    **dict.fromkeys(["MXN", "THB"], Decimal(10)),
    "CZK": Decimal(15),
    "DKK": Decimal("2.50"),
    "GBP": Decimal("0.30"),
    "HKD": Decimal(4),
    "HUF": Decimal(175),
    "JPY": Decimal(50),
    "KRW": Decimal(1000),
}
