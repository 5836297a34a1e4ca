"""The standard categories, and their names in public registers."""

import unicodedata

from django.utils.text import slugify

from stores.models import Category

# slug: English, Korean, emoji, and its terms in Seoul's registers of restaurants
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

# Synonyms for the search. Without dishes: a search finds the stores that sell them.
OTHER_WORDS = {
    "korean": "Korean food, 한국 음식, 한식당, 백반집",
    "snacks": "street food, 분식집",
    "noodles": "naengmyeon, 냉면집",
    "soups": "stews, 국밥집, 탕집, 찌개",
    "grill": "barbecue, BBQ, 고깃집, 숯불구이",
    "chicken": "chicken, fried chicken, beer, pub, 치킨, 치킨집, 통닭, 호프, 호프집, 맥주",
    "chinese": "Chinese food, 중국 음식, 중국집, 중화요리",
    "japanese": "Japanese food, 일본 음식, 일식집",
    "raw-fish": "sashimi, 횟집",
    "pufferfish": "fugu, 복집",
    "western": "Western food, 경양식, 서양 음식",
    "burgers": "burger, burgers, hamburger, pizza, fast food, 버거, 햄버거, 피자, 패스트푸드",
    "cafe": "cafe, coffee, coffee shop, dessert, desserts, 카페, 까페, 커피, 커피숍, 디저트",
    "buffet": "all you can eat, 뷔페식, 무한 리필",
}


def standard_category(slug: str) -> Category:
    """One of the standard categories, created if missing."""
    name, name_ko, emoji, _words = STANDARD[slug]
    defaults = {
        "name": name,
        "name_ko": name_ko,
        "emoji": emoji,
        "words": OTHER_WORDS.get(slug, ""),
        "position": list(STANDARD).index(slug),
    }
    return Category.objects.get_or_create(slug=slug, defaults=defaults)[0]


def category_called(word: str) -> Category:
    """The category named `word`, in either language; an unknown one is created under this name."""
    if word in SLUGS:
        return standard_category(SLUGS[word])
    wanted = _comparable(word)
    for category in Category.objects.all():
        if wanted in _names(category.slug, category.name, category.name_ko, category.words):
            return category
    for slug, (name, name_ko, *_rest) in STANDARD.items():
        if wanted in _names(slug, name, name_ko, OTHER_WORDS.get(slug, "")):
            return standard_category(slug)
    slug = slugify(word, allow_unicode=True)[:40]
    if not slug:
        return standard_category("other")
    texts = {"name": word, "name_ko": word, "position": len(STANDARD)}
    return Category.objects.get_or_create(slug=slug, defaults=texts)[0]


def _names(slug: str, name: str, name_ko: str, words: str) -> set[str]:
    return {_comparable(each) for each in (slug, name, name_ko, *words.split(",")) if each.strip()}


def _comparable(name: str) -> str:
    """Equal for names that differ in case, spaces or how their letters are composed."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())
