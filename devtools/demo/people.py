"""The people of the demo, with verified mailboxes, and where they live."""

from allauth.account.models import EmailAddress

from accounts.models import Address, Role, User
from devtools.demo.accounts import DEMO_PASSWORD

PLACES = [
    ("집 Home", "03170", "서울특별시 종로구 사직로8길 20", "101동 1203호", 37.5737, 126.9716),
    ("회사 Work", "04547", "서울특별시 중구 을지로 100", "8층", 37.5664, 126.9904),
]


def add_person(role: str, email: str, name: str) -> User:
    fields = {"name": name, "phone": "010-0000-0000"}
    if role == "admin":
        user = User.objects.create_superuser(email, DEMO_PASSWORD, **fields)
    else:
        user = User.objects.create_user(email, DEMO_PASSWORD, role=Role(role), **fields)
    _verify(user)
    return user


def add_neighbour(number: int) -> User:
    """Somebody who claims and orders, and never signs in."""
    email = f"neighbour{number}@demo.jumun.example"
    fields = {"name": f"Neighbour {number}", "phone": f"010-0000-{number:04}"}
    user = User.objects.create_user(email, **fields)
    _verify(user)
    add_places(user, PLACES[:1])
    return user


def add_places(user: User, places: list[tuple[str, str, str, str, float, float]]) -> None:
    for number, (label, postcode, line, detail, latitude, longitude) in enumerate(places):
        Address.objects.create(
            user=user,
            label=label,
            postcode=postcode,
            line=line,
            detail=detail,
            latitude=latitude,
            longitude=longitude,
            is_default=number == 0,
        )


def _verify(user: User) -> None:
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
