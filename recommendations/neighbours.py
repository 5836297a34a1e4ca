"""Which items the same readers like, by `implicit`, the extra of requirements-recommendations.txt.

Items are compared by BM25: readers with a wide taste, and those who order at one store every day, count less.
"""

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any
from warnings import catch_warnings, simplefilter

from recommendations.interactions import WEIGHTS, Interaction
from recommendations.knowledge import Neighbours

MAX_NEIGHBOURS = 20  # of an item
COMMON_READERS = 3  # below this a likeness is chance, and would show what one of them did
CHUNK = 500  # items whose common readers are counted at once


def is_installed() -> bool:
    return find_spec("implicit") is not None


def neighbours_of(interactions: Sequence[Interaction]) -> Neighbours:
    """By item, the most alike first; a likeness is between 0 and 1."""
    import numpy
    from scipy.sparse import csr_matrix

    users = {user: at for at, user in enumerate(sorted({each.user for each in interactions}))}
    items = sorted({each.item for each in interactions})
    columns = {item: at for at, item in enumerate(items)}
    if len(items) < 2:
        return {}
    rows = numpy.fromiter((users[each.user] for each in interactions), numpy.int32)
    places = numpy.fromiter((columns[each.item] for each in interactions), numpy.int32)
    worth = numpy.fromiter((WEIGHTS[each.kind] for each in interactions), numpy.float64)
    matrix = csr_matrix((worth, (rows, places)), shape=(len(users), len(items)))
    likeness = _likeness(matrix)
    return {
        items[at]: [(items[other], value) for other, value in found]
        for at, found in enumerate(_strongest(likeness, matrix))
        if found
    }


def _likeness(matrix: Any) -> Any:
    from implicit.nearest_neighbours import BM25Recommender

    model = BM25Recommender(K=MAX_NEIGHBOURS + 1, num_threads=1)  # an item is its own neighbour
    with catch_warnings():
        simplefilter("ignore")  # it warns of a conversion that it makes itself
        model.fit(matrix, show_progress=False)
    return model.similarity.tocsr()


def _strongest(likeness: Any, matrix: Any) -> list[list[tuple[int, float]]]:
    """Of each item those with enough common readers, relative to the highest of all."""
    seen = (matrix > 0).astype("int32").tocsc()
    highest = likeness.data.max() if likeness.nnz else 1.0
    found: list[list[tuple[int, float]]] = []
    for start in range(0, matrix.shape[1], CHUNK):
        common = (seen[:, start : start + CHUNK].T @ seen).tocsr()
        for at in range(start, min(start + CHUNK, matrix.shape[1])):
            row = likeness.getrow(at)
            counts = dict(
                zip(common.getrow(at - start).indices, common.getrow(at - start).data, strict=True)
            )
            pairs = [
                (int(other), float(value / highest))
                for other, value in zip(row.indices, row.data, strict=True)
                if other != at and counts.get(other, 0) >= COMMON_READERS
            ]
            found.append(sorted(pairs, key=lambda pair: -pair[1])[:MAX_NEIGHBOURS])
    return found
