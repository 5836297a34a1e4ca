from core.random_codes import ALPHABET, random_code


def test_codes_have_their_length_and_no_characters_that_are_confused():
    codes = [random_code(12) for _number in range(200)]

    assert {len(code) for code in codes} == {12}
    assert {*"".join(codes)} <= {*ALPHABET}
    assert not {*"01OILU"} & {*ALPHABET}
    assert len({*codes}) == 200
