"""Reading the file of a plan: it is written back unchanged, or refused with a sentence."""

import json

import pytest

from tests.ticketing.seating.plans import document, seat
from ticketing.seating.document import MAX_BYTES, document_as_json, read_document
from ticketing.seating.specs import PlanRefused


def refusal(content):
    with pytest.raises(PlanRefused) as refused:
        read_document(content)
    return str(refused.value)


def test_a_file_is_written_back_as_it_was_read():
    plan = document(seat(1, jumun_kind="wheelchair", other={"deep": [1, 2.5, None, "좌석 🎭"]}))
    plan |= {"x-unknown": [True, 1e-7, 10**30], "zones": [*plan["zones"]]}

    again = read_document(document_as_json(read_document(json.dumps(plan).encode())).encode())

    assert json.dumps(again) == json.dumps(plan)


def test_a_byte_order_mark_is_no_obstacle():
    assert read_document(b'\xef\xbb\xbf{"name": "Hall"}') == {"name": "Hall"}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"zones:\n - 1", "The file is not JSON: see line 1, column 1."),
        (b'{\n "name": "Hall",\n}', "The file is not JSON: see line 3, column 1."),
        (b"\xff\xfe\x00", "The file is not JSON in UTF-8."),
        (b"", "The file is not JSON: see line 1, column 1."),
        (b"[1]", "The file is not a seating plan: it must be a JSON object."),
        (b'{"x": NaN}', "The file contains “NaN”, which is no number."),
        (b'{"x": -Infinity}', "The file contains “-Infinity”, which is no number."),
        (b'{"x": 1e999}', "The file contains a number that is too large."),
        (b'{"x": ' + b"9" * 5000 + b"}", "The file contains a number that is too long."),
        (b'{"name": "a\\u0000"}', "The text “a?” contains a character that is not valid."),
        (b'{"\\ud83c": 1}', "The text “?” contains a character that is not valid."),
        (b"[" * 100_000, "The file is nested too deeply: at most 30 levels."),
        (
            b'{"a":' * 40 + b"1" + b"}" * 40,
            "The file is nested too deeply: at most 30 levels.",
        ),
        (b" " * (MAX_BYTES + 1), "The file is larger than 10 MB."),
    ],
)
def test_what_is_no_plan_is_refused_with_a_sentence(content, sentence):
    assert refusal(content) == sentence
