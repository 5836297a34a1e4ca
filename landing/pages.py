"""Pages as visitors see them."""

from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Avg, Count, F, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, Coalesce, JSONObject

from core.prepared import Prepared
from landing.lifecycle import PUBLISHED
from landing.models import Page, PageVersion, ProductSet, Review, SetItem, Variant
from landing.sending import with_cost_rows

SHOWN_REVIEWS = 6  # the newest, on a page


def published(slug: str, now: datetime) -> PageVersion | None:
    """What visitors of /p/<slug>/ see at `now`, in one query; None if nothing is shown there.

    With it come `page.store.identity` (if the store has one) and, as lists of dicts, `variant_rows`
    (id, product, label, grams), `set_rows` (id, name, price as text, items: [{product, pieces, grams}]),
    `review_rows` (rating, text, author, at, reply), what sending costs (landing.sending), and the number and
    average of all reviews, `review_count` and `review_average` (None without any). Products are ids: price
    and stock are a second query.
    """
    return next(iter(version_by_slug.all(slug, now)), None)


@Prepared
def page_of_store(store_id: int, slug: str) -> QuerySet[Page]:
    """With what its editor shows of it."""
    pages = Page.objects.filter(store=store_id, slug=slug)
    return pages.select_related("store", "published", "scheduled")


@Prepared
def version_by_slug(slug: str, now: datetime) -> QuerySet[PageVersion]:
    """The one that visitors see, if any."""
    return shown_versions(now).filter(page__slug=slug).order_by("-publish_at")[:1]


def shown_versions(now: datetime) -> QuerySet[PageVersion]:
    """Versions that visitors can see; of a page the one with the last `publish_at` counts."""
    return with_offers(_shown(now).select_related("page__store__identity"))


def _shown(now: datetime) -> QuerySet[PageVersion]:
    current = Q(pk=F("page__published")) | Q(pk=F("page__scheduled"))
    return PageVersion.objects.filter(
        current, page__status=PUBLISHED, page__store__archived_at=None, publish_at__lte=now
    )


def with_offers(versions: QuerySet[PageVersion]) -> QuerySet[PageVersion]:
    """The versions with the rows that their pages show besides the content."""
    variants = Variant.objects.filter(page=OuterRef("page")).order_by("position", "pk")
    sets = ProductSet.objects.filter(page=OuterRef("page")).order_by("position", "pk")
    items = SetItem.objects.filter(set=OuterRef("pk")).order_by("pk")
    reviews = _reviews().order_by("-at", "-pk")[:SHOWN_REVIEWS]
    item = JSONObject(product="product_id", pieces="pieces", grams="product__weight__grams")
    return with_cost_rows(versions).annotate(
        variant_rows=ArraySubquery(
            variants.values(
                row=JSONObject(
                    id="pk",
                    product="product_id",
                    label="label",
                    grams="product__weight__grams",
                )
            )
        ),
        set_rows=ArraySubquery(
            sets.values(
                row=JSONObject(
                    id="pk",
                    name="name",
                    price=Cast("price", TextField()),
                    items=ArraySubquery(items.values(row=item)),
                )
            )
        ),
        review_rows=ArraySubquery(
            reviews.values(
                row=JSONObject(
                    rating="rating", text="text", author="author", at="at", reply="reply"
                )
            )
        ),
        review_count=Coalesce(_of_reviews(Count("pk")), 0),
        review_average=_of_reviews(Avg("rating")),
    )


def _reviews() -> QuerySet[Review]:
    """Shown reviews of what the outer version's page sells."""
    single = Variant.objects.filter(page=OuterRef(OuterRef("page"))).values("product")
    in_sets = SetItem.objects.filter(set__page=OuterRef(OuterRef("page"))).values("product")
    return Review.objects.shown().filter(Q(product__in=single) | Q(product__in=in_sets))


def _of_reviews(figure: Count | Avg) -> Subquery:
    # Grouped by a constant, so that it is one row for all of them.
    return Subquery(
        _reviews().order_by().values(all=Q(hidden_at=None)).annotate(figure=figure).values("figure")
    )


def shown_pages(now: datetime) -> list[tuple[Page, PageVersion]]:
    """Every page that visitors can see, with the version that they see, without content; one query."""
    versions = _shown(now).select_related("page").order_by("page", "publish_at")
    versions = versions.only("publish_at", "page", "page__slug")
    latest = {version.page_id: version for version in versions}
    return [(version.page, version) for version in latest.values()]
