"""Why a coupon is not issued: the texts can be shown to the user as they are."""


class ClaimRefused(Exception):
    """No coupon was issued."""


class AllGone(ClaimRefused):
    """Every coupon of the campaign is issued."""


class AlreadyClaimed(ClaimRefused):
    """This person has as many as one may have."""


class NotFollowing(ClaimRefused):
    """The campaign is for followers of its store."""


class WrongCode(ClaimRefused):
    """What was typed is not the campaign's secret code, or no unused code of it."""
