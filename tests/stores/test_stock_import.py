"""Stock by CSV: a report per row, wrong rows change nothing, and again is safe."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from stores.models import Product
from stores.services import reserve_stock
from tests.factories import ProductFactory


@pytest.fixture
def menu(store, noodles):
    """Noodles (5), soup (2), tea that is not counted; another store sells soup, too."""
    section = noodles.section
    ProductFactory(section=section, name="Soup", stock=2)
    ProductFactory(section=section, name="Tea")
    ProductFactory(name="Elsewhere", stock=1)
    return {product.name: product for product in Product.objects.all()}


@pytest.fixture
def send(owner, to, menu):
    """`send("Name,Stock\\n…")`: the response to that file."""

    def post(text, encoding="utf-8", **fields):
        data = text if isinstance(text, bytes) else text.encode(encoding)
        file = SimpleUploadedFile("stock.csv", data, content_type="text/csv")
        return owner.post(to("stock-import"), {"file": file, **fields})

    return post


def report_of(response):
    rows = sorted(response.context["rows"], key=lambda row: row.line)
    return [(row.line, str(row.result)) for row in rows]


def stocks(menu):
    return {name: Product.objects.get(pk=row.pk).stock for name, row in menu.items()}


def test_right_rows_are_set_and_wrong_ones_change_nothing(send, menu, bea):
    response = send("Name,Stock\n물냉면,9\nSoup,two\nNothing,4\nTea,7\n")

    assert report_of(response) == [
        (2, "set to 9"),
        (3, "Write the stock as a whole number from 0 to 1,000,000."),
        (4, "There is no such product in this store."),
        (5, "set to 7"),
    ]
    assert stocks(menu) == {"물냉면": 9, "Soup": 2, "Tea": 7, "Elsewhere": 1}
    row = menu["물냉면"].stockchanges.first()
    assert (row.cause, row.change, row.actor) == ("import", 4, bea)


def test_again_changes_nothing(send, menu):
    send("Name,Stock\n물냉면,9\n")

    response = send("Name,Stock\n물냉면,9\n")

    assert report_of(response) == [(2, "was so already")]
    assert menu["물냉면"].stockchanges.count() == 2
    assert "Nothing was changed" in response.text


def test_only_a_check_changes_nothing(send, menu):
    response = send("Name,Stock\n물냉면,9\nSoup,2\n", check="yes")

    assert report_of(response) == [(2, "set to 9"), (3, "was so already")]
    assert stocks(menu)["물냉면"] == 5


@pytest.mark.parametrize(
    ("stock", "result"),
    [
        ("-1", "A stock cannot be negative."),
        ("－3", "A stock cannot be negative."),
        ("1.5", "Write the stock as a whole number from 0 to 1,000,000."),
        ("1000001", "Write the stock as a whole number from 0 to 1,000,000."),
        ("9" * 30, "Write the stock as a whole number from 0 to 1,000,000."),
        ("=1+1", "Write the stock as a whole number from 0 to 1,000,000."),
        ("²", "set to 2"),
        ("１２", "set to 12"),
        ("", "left as it is"),
        ("0", "set to 0"),
    ],
)
def test_a_stock_is_a_whole_number_or_left_empty(send, stock, result):
    assert report_of(send(f"Name,Stock\n물냉면,{stock}\n")) == [(2, result)]


def test_a_product_named_twice_is_refused_in_each_row(send, menu):
    response = send(f"Number,Name,Stock\n,Soup,4\n{menu['Soup'].pk},,5\n,물냉면,6\n")

    twice = "The file names this product several times, in lines 2, 3."
    assert report_of(response) == [(2, twice), (3, twice), (4, "set to 6")]
    assert stocks(menu)["Soup"] == 2


def test_a_number_of_another_product_or_store_is_refused(send, menu):
    mine, other = menu["Soup"].pk, menu["Elsewhere"].pk
    response = send(f"Number,Name,Stock\n{mine},물냉면,4\n{other},,4\n9{'0' * 30},,4\nx,,4\n")

    unknown = "There is no such product in this store."
    assert [result for _line, result in report_of(response)] == [
        f"Number {mine} is “Soup”.",
        *[unknown] * 3,
    ]
    assert stocks(menu) == {"물냉면": 5, "Soup": 2, "Tea": None, "Elsewhere": 1}


def test_an_ambiguous_name_asks_for_the_number(send, menu):
    ProductFactory(section=menu["Soup"].section, name="soup ")

    response = send("Name,Stock\nSoup,4\n")

    assert report_of(response) == [(2, "Several products have this name: write the number.")]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("이름,재고\n물냉면,9\n", "cp949"),
        ("\ufeff상품명,재고\r\n물냉면,9\r\n", "utf-8"),
        ("Stock;Name\n9;물냉면\n", "utf-8"),
        ('\n\nName\tStock\n" 물냉면 "\t9\n\n', "utf-8"),
    ],
)
def test_files_of_usual_spreadsheets_are_read(send, menu, text, encoding):
    send(text, encoding)

    assert stocks(menu)["물냉면"] == 9


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("물냉면,9\n", "The first row must be titles"),
        ("Name,Price\n물냉면,9\n", "The first row must be titles"),
        ("Stock\n9\n", "The first row must be titles"),
        ("Name,Stock,Stock\n물냉면,9,8\n", "Two columns have the title"),
        (b"\xff\xfe\x00\x00", "This is not a CSV file"),
        (b"PK\x03\x04\x00\x00", "This is not a CSV file"),
        ("Name,Stock\n" + "x,1\n" * 5001, "Write at most 5000 rows"),
        ("Name,Stock\n" + "x" * 1_000_001, "at most 1 MB"),
        ("Name,Stock\n" + "x" * 200_000, "This is not a CSV file"),
        ("", "empty"),
    ],
)
def test_another_file_is_refused_with_a_sentence(send, menu, text, sentence):
    response = send(text)

    assert response.status_code == 422
    assert sentence in " ".join(response.context["form"].errors["file"])


def test_no_file_is_a_sentence(owner, to, noodles):
    assert owner.post(to("stock-import")).status_code == 422


def test_the_downloaded_file_can_be_imported(owner, to, send, menu):
    ProductFactory(section=menu["Soup"].section, name="=Cake", stock=3)
    file = b"".join(owner.get(to("stock-file")).streaming_content)
    reserve_stock({menu["Soup"].pk: 1})

    response = send(file)

    assert {result for _line, result in report_of(response)} == {"left as it is"}
    assert stocks(menu)["Soup"] == 1


SEEN = "Name,Stock,Stock at download\n"


@pytest.mark.parametrize("fields", [{}, {"check": "yes"}])
def test_an_edited_row_is_refused_if_orders_changed_its_stock(send, menu, fields):
    reserve_stock({menu["Soup"].pk: 1})

    response = send(f"{SEEN}Soup,20,2\n물냉면,9,5\n", **fields)

    again = "It was 2 at the download and is 1 by now: download it again."
    assert report_of(response) == [(2, again), (3, "set to 9")]
    assert stocks(menu)["Soup"] == 1


def test_an_edited_file_again_changes_nothing(send, menu):
    send(f"{SEEN}Soup,20,2\nTea,7,-\n")

    response = send(f"{SEEN}Soup,20,2\nTea,7,-\n")

    assert {result for _line, result in report_of(response)} == {"was so already"}
    assert (stocks(menu)["Soup"], stocks(menu)["Tea"]) == (20, 7)


def test_a_product_that_is_counted_meanwhile_is_refused(send, menu):
    response = send(f"{SEEN}Soup,20,-\n물냉면,3,\nTea,1,x\n")

    assert report_of(response) == [
        (2, "It was not counted at the download and is 2 by now: download it again."),
        (3, "set to 3"),
        (4, "The column “Stock at download” stays as it is."),
    ]


@pytest.mark.parametrize(
    ("seen", "result"),
    [
        ("1", "was 1 at the download and is 2 by now"),
        ("-", "was not counted at the download and is 2 by now"),
        ("-3", "stays as it is"),
        ("2.0", "stays as it is"),
        ("1" * 19, "stays as it is"),
        ("=A1", "stays as it is"),
        ("20", "left as it is"),  # as if nothing was edited
        ("", "set to 20"),  # a count
        ("２", "set to 20"),
    ],
)
def test_the_stock_at_the_download_changed_by_hand(send, menu, seen, result):
    response = send(f"{SEEN}Soup,20,{seen}\n")

    [(_line, shown)] = report_of(response)
    assert result in shown
    assert stocks(menu)["Soup"] == (20 if result == "set to 20" else 2)


def test_two_columns_of_the_stock_at_the_download_are_refused(send, menu):
    response = send("Name,Stock,Stock at download,내려받을 때 재고\nSoup,20,2,1\n")

    assert response.status_code == 422
    assert stocks(menu)["Soup"] == 2


def test_a_large_file_asks_few_queries(send, menu, django_assert_max_num_queries):
    section = menu["Soup"].section
    products = ProductFactory.create_batch(20, section=section, stock=1)
    text = "Number,Stock\n" + "".join(f"{product.pk},1\n" for product in products)

    with django_assert_max_num_queries(35):
        send(text)
