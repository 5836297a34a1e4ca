"""The URLs of the site that give access to anyone who knows them, and the others."""

from dataclasses import dataclass

from django.urls import reverse

from tests.routes import Route, routes

SECRET = "6okZ4cQxVsecret"
# A parameter with such a name is a secret wherever it is.
SECRET_NAMES = {"key", "token", "secret", "signature", "hash"}
# These take the number of the user's order, or a guest's key.
PAYING = ("payments:pay", "payments:receipt", "payments:receipt-pdf")
NUMBER, ID = "7", "00000000-0000-4000-8000-000000000007"
FILLINGS = {
    **dict.fromkeys(("member", "invitation", "press"), ID),
    "path": "store/0123456789abcdef01234567.webp",
    "kind": "tickets",
    "gateway": "stripe",
}
ROUTES = [route for route in routes() if route.gaps]


@dataclass(frozen=True)
class LoggedUrl:
    """A URL of the route with SECRET for each of its secrets, if it has any."""

    route: Route

    @property
    def secrets(self):
        names = {*SECRET_NAMES, "number"} if self.route.name in PAYING else SECRET_NAMES
        return names & set(self.route.gaps)

    @property
    def path(self):
        values = {gap: FILLINGS.get(gap, NUMBER) for gap in self.route.gaps}
        return reverse(self.route.name, kwargs={**values, **dict.fromkeys(self.secrets, SECRET)})


URLS = [LoggedUrl(route) for route in ROUTES]
SECRET_URLS = [url for url in URLS if url.secrets]
OTHER_URLS = [url for url in URLS if not url.secrets]
