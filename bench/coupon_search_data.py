"""A country of stores with live campaigns, whose names and titles are made of words as in real ones."""

import random
from datetime import timedelta
from decimal import Decimal

from django.db import connection
from django.utils import timezone
from psycopg2.extras import execute_values

from accounts.models import Role, User
from stores.categories import STANDARD, standard_category
from stores.models import Category, Store


def _words(text: str) -> list[str]:
    return text.split()


RARE = 8  # stores of the rarest category
PLACES = _words(
    "서울 종로 마포 공덕 강남 서초 송파 홍대 신촌 이태원 성수 건대 노원 은평 구로 관악 사당 여의도 목동 한강"
)
KINDS = _words(
    "식당 분식 반점 치킨 상회 국수 냉면 횟집 갈비 포차 카페 베이커리 키친 burger coffee 김밥 족발"
    " 만두 삼계탕 제면소"
)
ADJECTIVES = _words(
    "바삭 매콤 달콤 시원한 따뜻한 든든한 푸짐한 신선한 수제 직화 숯불 할머니 엄마손 우리동네 첫주문"
    " 단골 봄맞이 여름 가을 겨울 새해 설날 추석 크리스마스 생일 주말 평일 점심 저녁 아침 야식 혼밥"
    " 커플 가족 회식 오픈기념 감사 깜짝 특별 한정 선착순 spring summer lunch"
    " weekend"
)
DISHES = _words(
    "치킨 피자 김밥 떡볶이 짜장면 짬뽕 물냉면 비빔냉면 돈까스 초밥 우동 라멘 파스타 스테이크 햄버거"
    " 샐러드 커피 아메리카노 라떼 빙수 케이크 마카롱 붕어빵 족발 보쌈 삼겹살 갈비 불고기 김치찌개"
    " 된장찌개 순두부 설렁탕 곰탕 갈비탕 삼계탕 칼국수 수제비 만두 순대 튀김 회 생선회 물회 광어"
    " 연어 참치 새우 게장 아귀찜 해물탕 쌀국수 타코 케밥 카레 마라탕 양꼬치 훠궈 딤섬 도시락"
    " 샌드위치 토스트 와플 도넛 chicken pizza noodles coffee burger"
    " salad cake"
)
TAILS = _words(
    "할인 할인쿠폰 쿠폰 3,000원 1,000원 2,000원 5,000원 10% 20% 무료배달 반값 이벤트"
    " 세트할인 증정 한그릇더 off sale"
)


def load(campaigns: int, stores: int) -> None:
    """Create them: most of the campaigns of stores, every thousandth of the whole site."""
    random.seed(1)
    syllables = [chr(random.randrange(0xAC00, 0xD7A3)) for _each in range(400)]
    ids = [store.pk for store in _stores(stores, syllables)]
    now = timezone.now()
    rows = [_campaign(number, ids, syllables, now) for number in range(campaigns)]
    with connection.cursor() as cursor:
        execute_values(cursor, CAMPAIGNS, rows, page_size=1000)
        cursor.execute(TERMS, [now + timedelta(days=400)])
        cursor.execute(PUBLISHED)
        cursor.execute("VACUUM ANALYZE")


def _stores(number: int, syllables: list[str]) -> list[Store]:
    owner = User.objects.create_user("owner@bench.example", role=Role.OWNER, name="Bea")
    usual = [standard_category(slug) for slug in STANDARD]
    rare = Category.objects.create(slug="rare", name="Rare", position=99)
    return Store.objects.bulk_create(
        Store(
            owner=owner,
            category=rare if n < RARE else random.choice(usual),
            name=" ".join([_made_up(syllables), random.choice(PLACES) + random.choice(KINDS)]),
            slug=f"bench-{n}",
            line="서울특별시 종로구 세종대로 175",
            latitude=36.5 + random.uniform(-1.5, 1.5),
            longitude=127.5 + random.uniform(-1, 1),
        )
        for n in range(number)
    )


def _made_up(syllables: list[str]) -> str:
    return "".join(random.choices(syllables, k=random.choice([2, 3])))


def _campaign(number: int, stores: list[int], syllables: list[str], now) -> tuple:
    words = [random.choice(ADJECTIVES), random.choice(DISHES), random.choice(TAILS)]
    if number % 3 == 0:
        words.insert(1, _made_up(syllables))
    closes = now + timedelta(minutes=random.randrange(60, 60 * 24 * 60))
    return (
        f"{number:08}",
        None if number % 1000 == 0 else random.choice(stores),
        " ".join(words),
        1000,
        random.randrange(990),
        now - timedelta(days=random.randrange(30)) if number % 20 else now + timedelta(days=1),
        closes + timedelta(days=2) if number % 3 else None,
        now,
        Decimal(0),
    )


CAMPAIGNS = """
INSERT INTO coupons_campaign
    (number, store_id, title, total, issued, opens_at, closes_at, created_at, committed,
     status, currency, per_customer, audience, secret_code)
SELECT number, store_id::bigint, title, total, issued, opens_at, closes_at::timestamptz, created_at,
    committed,
    'draft', 'KRW', 1, 'everybody', ''
FROM (VALUES %s)
    AS rows (number, store_id, title, total, issued, opens_at, closes_at, created_at, committed)
"""
TERMS = """
INSERT INTO coupons_terms
    (campaign_id, version, benefit, amount, minimum, product_ids, section_ids, first_order_only,
     platform_percent, valid_until, valid_days)
SELECT id, 1, 'amount', 3000, 10000, '{}', '{}', false, 0,
    CASE WHEN id %% 2 = 0 THEN %s END, CASE WHEN id %% 2 = 1 THEN 30 END
FROM coupons_campaign
"""
PUBLISHED = """
UPDATE coupons_campaign SET status = 'published', terms_id = terms.id, popularity = issued
FROM coupons_terms terms WHERE terms.campaign_id = coupons_campaign.id
"""
