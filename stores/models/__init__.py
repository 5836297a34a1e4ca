from stores.models.menu import MenuSection, Option, OptionGroup, Product
from stores.models.stores import Category, OpeningHours, Store, default_currency

__all__ = [
    "Category",
    "MenuSection",
    "OpeningHours",
    "Option",
    "OptionGroup",
    "Product",
    "Store",
    "default_currency",
]
