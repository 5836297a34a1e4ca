from stores.models.following import Follow
from stores.models.identity import LegalIdentity
from stores.models.members import Invitation, Member, MemberChange
from stores.models.menu import MenuSection, Option, OptionGroup, Product
from stores.models.restocks import Restock, RestockRequest
from stores.models.stock import PriceChange, StockCause, StockChange
from stores.models.stores import Category, OpeningHours, Store, default_currency

__all__ = [
    "Category",
    "Follow",
    "Invitation",
    "LegalIdentity",
    "Member",
    "MemberChange",
    "MenuSection",
    "OpeningHours",
    "Option",
    "OptionGroup",
    "PriceChange",
    "Product",
    "Restock",
    "RestockRequest",
    "StockCause",
    "StockChange",
    "Store",
    "default_currency",
]
