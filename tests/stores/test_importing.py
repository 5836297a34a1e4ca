import os

import pytest
from django.core.management import CommandError, call_command

from stores.models import Category, Store
from tests.factories import StoreFactory
from tests.processes import forked
from tests.shared import RESTAURANTS

pytestmark = pytest.mark.django_db


@pytest.fixture
def load(tmp_path, capsys):
    """Write the text to a file, import it, and return the last line of the output and the refusals."""

    def run(content, **options):
        file = tmp_path / "places.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        call_command("import_stores", str(file), **options)
        output = capsys.readouterr()
        return output.out.splitlines()[-1], output.err.splitlines()

    return run


@pytest.mark.skipif(not RESTAURANTS.exists(), reason="the shared data is not at hand")
def test_the_published_file_loads_once_and_only_once(capsys):
    call_command("import_stores", str(RESTAURANTS))
    first = capsys.readouterr().out.splitlines()
    before = list(Store.objects.order_by("pk").values())
    call_command("import_stores", str(RESTAURANTS))
    second = capsys.readouterr().out.splitlines()

    assert (
        first[-1] == "Done: 200 rows: 200 added, 0 already there, 0 given to the owner, 0 refused"
    )
    assert len(first) == 5
    assert (
        second[-1] == "Done: 200 rows: 0 added, 200 already there, 0 given to the owner, 0 refused"
    )
    assert list(Store.objects.order_by("pk").values()) == before


@pytest.mark.skipif(not RESTAURANTS.exists(), reason="the shared data is not at hand")
def test_the_published_file_has_quoted_commas_and_known_categories():
    call_command("import_stores", str(RESTAURANTS))

    store = Store.objects.get(name="(주)토속촌삼계탕")
    assert store.line == "서울특별시 종로구 자하문로5길 5, 지상1층 (체부동, (체부동 86-1,2,3))"
    assert store.slug == "주토속촌삼계탕"
    assert (store.owner, store.category.name, store.category.name_ko) == (None, "Korean", "한식")
    assert Category.objects.get(slug="chinese").stores.count() == 6  # 중식 and 중국식
    assert not Category.objects.exclude(slug__regex="^[a-z-]+$").exists()


def test_bom_crlf_and_trailing_empty_columns_are_read(load):
    summary, _refused = load('\ufeff1,감촌,"종로 19, 5층",한식,,\r\n2,옥정,종로 20,일식,,\r\n')

    assert summary.startswith("Done: 2 rows: 2 added")
    assert Store.objects.get(name="감촌").line == "종로 19, 5층"


def test_each_refused_row_is_reported_with_its_line_and_reason(load):
    summary, refused = load(
        "#,감촌,종로 18,한식\n"
        "1,감촌,종로 19,한식\n"
        "\n"
        "2,옥정\n"
        f"3,{'가' * 81},종로 20,한식\n"
        "4,,종로 21,한식\n"
        f"5,마실,{'나' * 201},한식\n"
        "6,명원,종로 22,\n"
        "7,한옥,종로 23, 2층,한식\n"
        "8,하누소,종로\u0007 24,한식\n"
        f"9,삼대,종로 25,{'다' * 41}\n"
    )

    assert summary == "Done: 10 rows: 1 added, 0 already there, 0 given to the owner, 9 refused"
    assert [line.split(":")[0] for line in refused] == [
        f"line {number}" for number in (1, 4, 5, 6, 7, 8, 9, 10, 11)
    ]
    assert refused[0] == "line 1: “#” is not a number: the first column numbers the rows."
    assert refused[1].startswith("line 4: 2 columns where 4 are needed")
    assert refused[2].startswith("line 5: name: Ensure this value has at most 80 characters")
    assert refused[3] == "line 6: name: This field cannot be blank."
    assert refused[4].startswith("line 7: address: Ensure this value has at most 200")
    assert refused[5] == "line 8: category: This field cannot be blank."
    assert refused[6].startswith("line 9: More columns than four")
    assert refused[7].startswith("line 10: A line break or control character")
    assert refused[8].startswith("line 11: category: Ensure this value has at most 40")


def test_line_numbers_count_lines_and_not_rows(load):
    _told, refused = load('1,"감\n촌",종로 19,한식\nx,옥정,종로 20,한식\n')

    assert [line.split(":")[0] for line in refused] == ["line 1", "line 3"]


def test_an_unclosed_quote_refuses_the_rows_within_and_says_so(load):
    summary, refused = load('1,감촌,종로 19,한식\n2,"옥정,종로 20,한식\n3,마실,종로 21,한식\n')

    assert summary.startswith("Done: 2 rows: 1 added")
    assert refused == ["line 2: 2 columns where 4 are needed: number, name, address, category."]


def test_a_field_of_a_megabyte_is_refused(load):
    summary, refused = load(f"1,{'a' * 1_000_000},종로 19,한식\n2,옥정,종로 20,한식\n")

    assert summary.startswith("Done: 2 rows: 1 added")
    assert refused[0].startswith("line 1: This is not CSV: field larger than field limit")


def test_the_same_place_with_other_spaces_is_there_already(load):
    summary, _refused = load("1,옥정,종로 20,한식\n2,옥 정,종로20,일식\n3,옥정,종로 21,한식\n")

    assert summary == "Done: 3 rows: 2 added, 1 already there, 0 given to the owner, 0 refused"
    assert sorted(store.slug[:2] for store in Store.objects.all()) == ["옥정", "옥정"]


def test_cp949_is_read_with_the_option_and_refused_with_a_hint_without(load):
    content = "1,감촌,종로 19,한식\r\n".encode("cp949")

    summary, refused = load(content)
    assert summary.startswith("Done: 1 rows: 0 added")
    assert refused == [
        "line 1: Some bytes are not in the encoding of the file: is it cp949? Try --encoding."
    ]
    summary, refused = load(content, encoding="cp949")
    assert (summary[:21], refused) == ("Done: 1 rows: 1 added", [])
    assert Store.objects.get().name == "감촌"


@pytest.mark.parametrize(
    "header",
    [
        "번호,이름,주소,분류",
        "연번,업소명,소재지(도로명),업종",
        "No,Name,Address,Category",
        "\ufeffID, Store Name ,a,b",
    ],
)
def test_a_header_is_not_imported(load, header):
    summary, refused = load(f"\n{header}\n1,감촌,종로 19,한식\n")

    assert summary == "Done: 1 rows: 1 added, 0 already there, 0 given to the owner, 0 refused"
    assert refused == []


def test_a_first_row_that_is_no_header_is_not_skipped(load):
    summary, refused = load("1,이름,주소,한식\nx,감촌,종로 19,분식\n번호,이름,주소,분류\n")

    assert summary == "Done: 3 rows: 1 added, 0 already there, 0 given to the owner, 2 refused"
    assert refused[1].startswith("line 3: “번호” is not a number")


@pytest.mark.parametrize(
    ("word", "slug"),
    [
        ("Korean", "korean"),
        ("KOREAN", "korean"),
        ("chicken and beer", "chicken"),
        ("치킨", "chicken"),
        ("치킨 · 호프", "chicken"),
        ("Cafés and desserts", "cafe"),
        ("CAFE\u0301S AND DESSERTS", "cafe"),
        ("raw-fish", "raw-fish"),
        ("coffee shop", "cafe"),
    ],
)
def test_a_category_is_found_by_any_of_its_names(load, word, slug):
    before = Category.objects.count()

    load(f"1,감촌,종로 19,{word}\n")

    assert Store.objects.get().category.slug == slug
    assert Category.objects.count() == before


def test_a_custom_category_is_found_by_either_name(load):
    Category.objects.create(slug="vegan", name="Vegan", name_ko="비건", words="plant based, 채식")

    load("1,감촌,종로 19,vegan\n2,옥정,종로 20,비건\n3,마실,종로 21,Plant Based\n")

    assert set(Store.objects.values_list("category__slug", flat=True)) == {"vegan"}


def test_a_deleted_standard_category_is_created_again(load):
    Category.objects.filter(slug="chicken").delete()

    load("1,감촌,종로 19,Chicken and Beer\n")

    assert Store.objects.get().category.name_ko == "치킨·호프"


def test_an_unknown_category_is_created(load):
    load("1,감촌,종로 19,국수 전문점\n")

    category = Store.objects.get().category
    assert (category.slug, category.name, category.name_ko) == (
        "국수-전문점",
        "국수 전문점",
        "국수 전문점",
    )


def test_owner_gets_only_stores_without_an_owner(load, bea, cy):
    text = "1,감촌,종로 19,한식\n2,옥정,종로 20,한식\n"
    load(text)
    taken = Store.objects.get(name="옥정")
    taken.owner = StoreFactory().owner
    taken.save(update_fields=["owner"])

    summary, _refused = load(text, owner="Bea@example.com")

    assert summary == "Done: 2 rows: 0 added, 1 already there, 1 given to the owner, 0 refused"
    assert Store.objects.get(name="감촌").owner == bea
    assert Store.objects.get(name="옥정").owner == taken.owner


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"owner": "nobody@example.com"}, "Nobody signs in as nobody@example.com."),
        ({"owner": "cy@example.com"}, "cy@example.com is not a store owner."),
        ({"encoding": "klingon"}, "There is no encoding “klingon”."),
        ({"encoding": "utf-16"}, "is not in the encoding “utf-16”."),
    ],
)
def test_invalid_options_end_in_a_message(load, cy, options, complaint):
    with pytest.raises(CommandError, match=complaint):
        load("1,감촌,종로 19,한식\n", **options)


def test_a_missing_file_ends_in_a_message():
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("import_stores", "/nowhere.csv")


def import_stores(file, output):
    with open(output, "w", buffering=1) as pipe:
        call_command("import_stores", str(file), stdout=pipe)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_killed_import_loses_nothing(tmp_path):
    rows = 1000
    file = tmp_path / "places.csv"
    file.write_text("".join(f"{n},가게 {n},종로 {n},한식\n" for n in range(rows)))
    lines, output = os.pipe()

    with open(lines) as pipe, forked(import_stores, file, output) as process:
        os.close(output)
        for _batch in range(3):
            pipe.readline()
        process.kill()

    before = Store.objects.count()
    call_command("import_stores", str(file))

    assert 150 <= before < rows
    names = list(Store.objects.values_list("name", flat=True))
    assert sorted(names) == sorted(f"가게 {n}" for n in range(rows))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1,\u3164\u200b,Seoul 1,Cafe", "name"),
        ("1,Tea,\u2800,Cafe", "address"),
        ("1,Tea,Seoul 1,\u202e", "category"),
    ],
)
def test_invisible_text_is_refused(load, row, reason):
    _last, refused = load(f"{row}\n")

    assert reason in refused[0]
    assert not Store.objects.exists()
