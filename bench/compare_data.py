"""Prepares the stack of the working folder by that revision's own code: a database with the bench's data.

Started by bench.compare_sides as a script, with `prepare RUSHES PIECES`, which prints what the load needs
as JSON, or `destroy`. It uses only what the bench of every revision has.
"""

import json
import os
import sys
from typing import Any


def main(action: str, *numbers: str) -> None:
    sys.path[0] = os.getcwd()  # not the folder of this script
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    import django

    django.setup()
    from bench import stack

    # Older revisions import the module instead.
    server = stack.SITE if hasattr(stack, "SITE") else stack.embedded_postgres.SITE
    if action == "destroy":
        server.destroy()
    else:
        print(json.dumps(prepare(server, *map(int, numbers))))


def prepare(server: Any, rushes: int, pieces: int) -> dict[str, Any]:
    from bench import data, stack

    stack.prepare()
    town = data.load()
    products = [limited_product(number, pieces) for number in range(rushes)]
    return {**data_of(server, town), "rushes": products}


def data_of(server: Any, town: Any) -> dict[str, Any]:
    """What the load needs to know of this database."""
    from django.db import connection

    home = server.place.home
    return {
        "slug": town.slug,
        "product": town.product,
        "cookies": town.customers[0].cookies,
        "database": connection.settings_dict["NAME"],
        "sockets": str(server.place.sockets),
        "postgres_log": str(home / "postgres.log"),
        "postgres": int((home / "data/postmaster.pid").read_text().split()[0]),
    }


def limited_product(number: int, pieces: int) -> dict[str, Any]:
    """A product of a store that no other scenario visits."""
    from stores.models import MenuSection, Product

    section = MenuSection.objects.select_related("store").order_by("pk").last()
    product = Product.objects.create(
        section=section, name=f"Rush {number}", price=20_000, stock=pieces, position=100 + number
    )
    return {"slug": section.store.slug, "product": product.pk}


if __name__ == "__main__":
    main(*sys.argv[1:])
