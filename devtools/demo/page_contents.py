"""What the product pages of the demo say: (kind, values), a photo named by its picture."""

from typing import Any, NamedTuple

SLUG = "hadong-green-tea"
TITLE = "Hadong green tea"  # its slug is the one above
NEXT_TITLE = "Autumn tea box"

IDENTITY = {
    "legal_name": "하동찻집 협동조합",
    "representative": "박오너",
    "business_number": "2208162517",
    "mail_order_number": "2026-경남하동-0042",
    "address": "경상남도 하동군 화개면 쌍계로 571",
    "phone": "02-0555-0188",
    "email": "tea@demo.jumun.example",
}

ALTS = {
    "table": "다관과 찻잔 두 개 A teapot and two cups of green tea",
    "slope": "산자락의 차밭 Rows of tea bushes below hills",
    "leaves": "찻잎이 담긴 통 Tea leaves in a tin",
    "cup": "녹차 한 잔 A cup of green tea",
    "gift_box": "차 두 통과 다관이 든 상자 Two tins and a teapot in a box",
}

PAGE: list[tuple[str, dict[str, Any]]] = [
    (
        "hero",
        {
            "headline": "지리산 자락에서 손으로 딴 햇차",
            "text": "곡우 전에 딴 여린 잎을 그날 바로 덖어요.\n\n"
            "*Hand-picked in Hadong before the spring rain, and roasted the same day.*",
            "photo": "table",
        },
    ),
    ("offers", {}),
    (
        "story",
        {
            "heading": "천 년을 이어 온 차밭 A garden of a thousand years",
            "text": "화개 골짜기에는 신라 때부터 차나무가 자랐어요. 저희는 그 비탈에서"
            " **농약 없이** 차를 길러요.\n\n"
            "- 4월 중순, 새순만 손으로 따요\n- 무쇠솥에 아홉 번 덖고 비벼요\n"
            "- 딴 지 열흘 안에 통에 담아요\n\n"
            "Tea has grown in this valley since the ninth century. We pick the buds by hand and roast"
            " them nine times in an iron pan.",
            "photo": "slope",
            "side": "right",
        },
    ),
    ("gallery", {"heading": "가까이서 Up close", "photos": ["leaves", "cup", "gift_box"]}),
    (
        "story",
        {
            "heading": "맛있게 우리는 법 How to brew it",
            "text": "찻잎 **3 g**에 70 °C 물 150 ml를 붓고 1분만 기다려 주세요. 같은 잎으로"
            " 세 번까지 우려요.\n\n"
            "Three grams, 150 ml of water at 70 °C, one minute. The same leaves serve three times.",
            "photo": "cup",
            "side": "left",
        },
    ),
    ("reviews", {"heading": ""}),
    (
        "faq",
        {
            "heading": "",
            "items": [
                {
                    "question": "얼마나 오래 두고 마실 수 있나요? How long is it fresh?",
                    "answer": "뜯지 않으면 1년, 뜯은 뒤에는 두 달이요. One year sealed, two months opened.",
                },
                {
                    "question": "선물 포장이 되나요? Is there gift wrapping?",
                    "answer": "선물 세트는 상자에 담아 보내 드려요. The gift set comes in a box.",
                },
                {
                    "question": "해외로도 보내나요? Do you send abroad?",
                    "answer": "네, 우체국 국제우편으로 보내요. Yes, by international post.",
                },
            ],
        },
    ),
    (
        "shipping",
        {
            "heading": "",
            "text": "평일 오후 2시까지 주문하시면 그날 보내요. Ordered by 2 pm, sent the same day.",
        },
    ),
]

NEXT_PAGE: list[tuple[str, dict[str, Any]]] = [
    (
        "hero",
        {
            "headline": "가을을 담은 차 상자",
            "text": "세작 두 통과 다관을 한 상자에. *Two tins and a teapot, from next week on.*",
            "photo": "gift_box",
        },
    ),
    ("offers", {}),
    ("shipping", {"heading": "", "text": ""}),
]


class DemoReview(NamedTuple):
    rating: int
    text: str
    reply: str = ""


REVIEWS = [
    DemoReview(5, "향이 정말 깊어요. 부모님 선물로 샀는데 무척 좋아하셨어요."),
    DemoReview(5, "The best green tea I have had in Korea. It came in two days."),
    DemoReview(
        4,
        "맛은 좋은데 통이 조금 작아요.",
        reply="다음 달부터 120 g 통도 준비할게요. 고맙습니다!",
    ),
    DemoReview(5, "세 번 우려도 맛이 살아 있어요."),
    DemoReview(3, "Good, but I expected a stronger taste."),
    DemoReview(5, ""),
]
