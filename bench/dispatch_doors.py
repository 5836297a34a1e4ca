"""The pages that riders and a store use, each person with a browser of their own."""

import re
from functools import partial

from bench.client import Browser, Response
from bench.dispatch_town import Someone

PATIENCE = 120  # seconds: all share eight threads
OFFER = re.compile(r'data-offer="(\w+)"')


class Doors:
    """The requests to one site; one per process, shared by its threads."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._browsers: dict[int, Browser] = {}

    def offers(self, rider: Someone) -> tuple[list[str], Response]:
        """The numbers of the orders that the rider could take, nearest first."""
        page = self._browser(rider).get("/rides/")
        return OFFER.findall(_answered(page, 200).body), page

    def accept(self, rider: Someone, number: str) -> tuple[bool, Response]:
        """Whether the rider got it."""
        answer = self._post(rider, f"/rides/{number}/accept/")
        return _answered(answer, 302).path == f"/rides/{number}/", answer

    def ride(self, rider: Someone, number: str, verb: str) -> tuple[bool, Response]:
        """Decline an offer, or take a step of a job."""
        return True, _answered(self._post(rider, f"/rides/{number}/{verb}/"), 302)

    def assign(self, owner: Someone, number: str, rider: Someone) -> tuple[bool, Response]:
        """Whether the store could give it to this rider."""
        answer = self._post(owner, f"/shop/deliveries/{number}/assign/", rider=str(rider.pk))
        return _answered(answer, 302, 422).status == 302, answer

    def cancel_by_store(self, owner: Someone, number: str) -> tuple[bool, Response]:
        answer = self._post(owner, f"/orders/{number}/cancel_by_store/", note="The stove broke")
        return True, _answered(answer, 302)

    def choose(self, owner: Someone, number: str) -> Response:
        """The riders whom the store may choose."""
        return _answered(self._browser(owner).get(f"/shop/deliveries/{number}/assign/"), 200)

    def _post(self, person: Someone, path: str, **fields: str) -> Response:
        token = {"csrfmiddlewaretoken": person.cookies["csrftoken"]}
        return self._browser(person).post(path, {**token, **fields})

    def _browser(self, person: Someone) -> Browser:
        made = partial(Browser, self._port, dict(person.cookies), PATIENCE)
        return self._browsers.get(person.pk) or self._browsers.setdefault(person.pk, made())


def _answered(answer: Response, *wanted: int) -> Response:
    assert answer.status in wanted, f"{answer.status} where {wanted} was due"
    return answer
