"""Who edits a page: members of its store who edit its menu, and administrators."""

from typing import TYPE_CHECKING

from core.actors import Actor, user_of
from stores.access import Right, may

if TYPE_CHECKING:
    from landing.models import Page

EDIT_PAGES = "landing.change_page"


def edits_page(page: "Page", actor: Actor) -> bool:
    user = user_of(actor)
    if user is None:
        return False
    if user.is_staff and user.has_perm(EDIT_PAGES):
        return True
    return may(user, page.store, Right.EDIT_MENU)
