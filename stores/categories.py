"""The categories everybody starts with, and how public data names them."""

from django.utils.text import slugify

from stores.models import Category

# slug: English, Korean, emoji, and the words of Seoul's registers of restaurants that mean it
STANDARD = {
    "korean": ("Korean", "한식", "🍚", ["한식"]),
    "snacks": ("Snacks", "분식", "🍢", ["분식"]),
    "noodles": ("Cold noodles", "냉면", "🍜", ["냉면집"]),
    "soups": ("Soups", "탕·찌개", "🍲", ["탕류(보신용)"]),
    "grill": ("Grill", "고기구이", "🥩", ["식육(숯불구이)"]),
    "chicken": ("Chicken and beer", "치킨·호프", "🍗", ["호프/통닭", "통닭(치킨)"]),
    "chinese": ("Chinese", "중식", "🥟", ["중식", "중국식"]),
    "japanese": ("Japanese", "일식", "🍣", ["일식"]),
    "raw-fish": ("Raw fish", "회", "🐟", ["회집", "횟집"]),
    "pufferfish": ("Pufferfish", "복어", "🐡", ["복어취급"]),
    "western": ("Western", "양식", "🍝", ["경양식"]),
    "burgers": ("Burgers and pizza", "버거·피자", "🍔", ["패스트푸드"]),
    "cafe": ("Cafés and desserts", "카페·디저트", "☕", ["까페", "카페", "커피숍"]),
    "buffet": ("Buffet", "뷔페", "🍱", ["뷔페식"]),
    "other": ("Other", "기타", "🍽️", ["기타"]),
}
SLUGS = {word: slug for slug, (*_texts, words) in STANDARD.items() for word in words}


def standard_category(slug: str) -> Category:
    """One of the standard categories, made if it is not there."""
    name, name_ko, emoji, _words = STANDARD[slug]
    position = list(STANDARD).index(slug)
    texts = {"name": name, "name_ko": name_ko, "emoji": emoji, "position": position}
    return Category.objects.get_or_create(slug=slug, defaults=texts)[0]


def category_called(word: str) -> Category:
    """The category a register means by `word`; one that nobody knows is made as it is."""
    if word in SLUGS:
        return standard_category(SLUGS[word])
    slug = slugify(word, allow_unicode=True)[:40]
    if not slug:
        return standard_category("other")
    texts = {"name": word, "name_ko": word, "position": len(STANDARD)}
    return Category.objects.get_or_create(slug=slug, defaults=texts)[0]
