"""What cannot be done in billing; each text can be shown to the user as it is."""


class BillingRefused(Exception):
    """Nothing was changed."""


class TenantRefused(BillingRefused):
    """The tenant cannot be opened, or its data not be changed so."""


class PlanRefused(BillingRefused):
    """The version of a plan makes no sense."""


class SubscriptionRefused(BillingRefused):
    """The plan cannot be changed so, or not now."""
