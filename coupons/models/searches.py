"""What the search of coupons corrects spelling by, and what was searched for."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

MAX_TERM_LENGTH = 60


class SearchWord(models.Model):
    """A word of campaigns' titles and their stores' names, comparable; a trigger adds them.

    Comparing a misspelt word with these takes a hundredth of the time of comparing it with all titles.
    """

    word = models.TextField(primary_key=True)

    class Meta:
        verbose_name = _("word of the search")
        verbose_name_plural = _("words of the search")
        indexes = [
            GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="search_words_by_trigram")
        ]

    def __str__(self) -> str:
        return self.word


class Search(models.Model):
    """Somebody searched for the term that day.

    `person` is a keyed hash of person and term: it counts the people of a term, also over several days, and
    does not connect what one person searched for.
    """

    day = models.DateField(_("day"))
    term = models.CharField(_("searched for"), max_length=MAX_TERM_LENGTH)
    person = models.CharField(max_length=32, editable=False)

    class Meta:
        verbose_name = _("search")
        verbose_name_plural = _("searches")
        constraints = [
            models.UniqueConstraint(fields=["day", "term", "person"], name="one_search_a_day")
        ]

    def __str__(self) -> str:
        return self.term
