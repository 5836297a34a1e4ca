"""A page is light before its pictures, and nothing on it moves while it loads."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from tests.page_factories import SECTIONS, draft_page, published_page
from tests.shipping.world import ships

MOST_BYTES = 100_000  # over the wire
PHOTO = {"id": 1, "name": "pagephoto/tea.webp", "width": 1600, "height": 1200, "alt": "Tea"}
HERO = ("hero", {"headline": "Tea", "text": "First flush.", "photo": PHOTO})
GALLERY = ("gallery", {"heading": "Garden", "photos": [PHOTO, PHOTO]})


def compressed(content):
    return len(gzip.compress(content, 6))


@pytest.fixture
def page(store, noodles):
    return published_page(ships(store), [noodles], sections=(HERO, *SECTIONS[1:], GALLERY))


def test_it_weighs_less_than_100_kilobytes_before_pictures(client, page):
    answer = client.get(reverse("landing:page", args=[page.slug]))

    used = re.findall(r'(?:<script src|rel="stylesheet" href)="/static/([^"]+)"', answer.text)
    files = [Path(finders.find(name)).read_bytes() for name in used]
    assert len(files) >= 6
    assert compressed(answer.content) + sum(map(compressed, files)) <= MOST_BYTES


def test_the_first_picture_comes_first_and_the_others_when_they_are_near(client, page):
    text = client.get(reverse("landing:page", args=[page.slug])).text

    pictures = re.findall(r"<img class=\"lp-photo\"[^>]*>", text)
    assert len(pictures) == 3
    assert all('width="1600" height="1200"' in each and "srcset=" in each for each in pictures)
    assert 'fetchpriority="high"' in pictures[0]
    assert "loading=" not in pictures[0]
    assert all('loading="lazy"' in each for each in pictures[1:])
    assert re.search(r'<link rel="preload" as="image" href="[^"]*tea.webp"', text)


def test_a_preview_or_draft_is_for_no_search_engine(client, store, page):
    order = client.get(reverse("landing:order", args=[page.slug])).text
    draft = client.get(reverse("landing:page", args=[draft_page(store).slug]))

    assert '<meta name="robots" content="noindex">' in order
    assert draft.status_code == 404
