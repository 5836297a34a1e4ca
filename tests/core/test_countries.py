from django.utils import translation

from core.countries import WITHOUT_POSTCODES, all_countries, country_choices, country_name


def test_countries_are_named_in_the_readers_language():
    assert country_name("PH") == "Philippines"
    with translation.override("ko"):
        assert country_name("PH") == "필리핀"


def test_an_unknown_code_is_its_own_name():
    assert country_name("ZZ") == "ZZ"


def test_the_choices_are_those_asked_for_by_name():
    assert country_choices(["US", "KR", "ZZ"]) == [("KR", "South Korea"), ("US", "United States")]


def test_all_countries_are_those_of_the_standard():
    assert len(all_countries()) == 249
    assert not {"EU", "UN", "XK"} & set(all_countries())
    assert set(WITHOUT_POSTCODES.split()) <= set(all_countries())
