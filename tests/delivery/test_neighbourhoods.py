import pytest

from delivery.neighbourhoods import neighbourhood_of


@pytest.mark.parametrize(
    ("address", "neighbourhood"),
    [
        ("서울특별시 종로구 율곡로2길 29-1, 지하1층 (수송동)", "종로구 율곡로2길"),
        ("서울 강남구 역삼동 123-4 5층", "강남구 역삼동"),
        ("경기도 성남시 분당구 판교역로 166", "성남시 분당구 판교역로"),
        ("서울특별시 중구 을지로 100 8층", "중구 을지로"),
        ("12 Main Street, Apt 3", "Main Street"),
        ("Main Street", "Main Street"),
        ("서울", "서울"),
        ("서울 종로구 세종대로 #175", "종로구 세종대로"),
        ("#12 Main Street", "Main Street"),
        ("42", ""),
        (", 3층", ""),
        ("", ""),
    ],
)
def test_a_neighbourhood_has_the_street_and_never_the_door(address, neighbourhood):
    assert neighbourhood_of(address) == neighbourhood
