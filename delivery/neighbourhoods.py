"""The approximate location of an address: enough for a rider to choose a job, not to find a door."""

from string import punctuation

PROVINCES = ("시", "도")  # endings of the first word of a Korean address: 서울특별시, 경기도
SHORT = "서울 부산 대구 인천 광주 대전 울산 세종 경기 강원 충북 충남 전북 전남 경북 경남 제주"
SHORT_PROVINCES = frozenset(SHORT.split())


def neighbourhood_of(address: str) -> str:
    """The district and street without province, house number and what follows it.

    "서울특별시 종로구 율곡로2길 29-1, 지하1층" is "종로구 율곡로2길"; "12 Main Street, Apt 3" is
    "Main Street". Empty for an empty address.
    """
    words = address.split(",")[0].split("(")[0].split()
    if words and _is_number(words[0]):
        return " ".join(word for word in words if not _is_number(word))
    named = words[: next((n for n, word in enumerate(words) if _is_number(word)), len(words))]
    if len(named) > 1 and _is_province(named[0]):
        named = named[1:]
    return " ".join(named)


def _is_number(word: str) -> bool:
    """Also of the form "#77" or "<77>"; "율곡로2길" is a street."""
    return word.lstrip(punctuation)[:1].isdigit()


def _is_province(word: str) -> bool:
    return word in SHORT_PROVINCES or (len(word) > 2 and word.endswith(PROVINCES))
