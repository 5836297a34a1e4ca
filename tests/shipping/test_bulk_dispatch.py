"""Many orders leave by an uploaded CSV: right rows are done, wrong ones change nothing, again is safe."""

import csv
import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from core.csv_reading import FileRefused
from orders.models import Order
from shipping.bulk.reading import read_upload
from shipping.bulk.reports import purge_old_reports
from shipping.models import DispatchReport, Parcel
from shipping.packing import pack
from tests.factories import UserFactory
from tests.job_runner import run_jobs
from tests.shipping.world import parcel_order

URL = "shipping:dispatch-upload"


@pytest.fixture
def seller(client, bea):
    client.force_login(bea)
    return client


@pytest.fixture
def orders(ann, store):
    return [parcel_order(ann, store, quantity=1) for _ in range(3)]


def content_of(*rows, titles="Order number,Carrier,Tracking number"):
    return "\n".join([titles, *rows])


def upload(client, content):
    data = content if isinstance(content, bytes) else content.encode()
    return client.post(reverse(URL), {"file": SimpleUploadedFile("to-ship.csv", data)})


def fields_of(page):
    return {name: str(page.context[name]) for name in ("rows", "key")}


def confirm(client, content):
    """Upload, and confirm what was shown; the report's rows."""
    page = upload(client, content)
    client.post(reverse(URL), fields_of(page))
    run_jobs()
    return [(row[1], row[4], row[5]) for row in DispatchReport.objects.latest("pk").rows]


def statuses(orders):
    return [Order.objects.get(pk=order.pk).status for order in orders]


def test_right_rows_are_dispatched_and_wrong_ones_change_nothing(seller, orders):
    first, second, third = (order.number for order in orders)
    rows = [f"{first},CJ Logistics,111", f"{second},nobody,222", f"{third},cj,", "NOPE2222,cj,3"]

    report = confirm(seller, content_of(*rows))

    assert [(number, code) for number, code, _reason in report] == [
        (first, "done"),
        (second, "wrong"),
        (third, "wrong"),
        ("NOPE2222", "wrong"),
    ]
    assert all(reason for _number, code, reason in report if code == "wrong")
    assert statuses(orders) == ["dispatched", "paid", "paid"]
    assert Parcel.objects.get().tracking_number == "111"


def test_the_preview_changes_nothing(seller, orders):
    page = upload(seller, content_of(f"{orders[0].number},cj,111"))

    assert page.context["ready"] == 1
    assert statuses(orders) == ["paid"] * 3


def test_a_file_without_a_right_row_is_not_asked_about(seller, orders):
    page = upload(seller, content_of(f"{orders[0].number},nobody,111")).content.decode()

    assert "Nothing in this file can be dispatched." in page
    assert "Is this right?" not in page


def test_the_same_file_again_changes_nothing(seller, orders):
    content = content_of(f"{orders[0].number},cj,111")
    confirm(seller, content)

    assert [code for _number, code, _reason in confirm(seller, content)] == ["already"]
    assert Parcel.objects.count() == 1


def test_another_number_for_what_has_left_is_wrong(seller, orders):
    confirm(seller, content_of(f"{orders[0].number},cj,111"))

    [(_number, code, reason)] = confirm(seller, content_of(f"{orders[0].number},cj,999"))

    assert code == "wrong"
    assert "another number" in reason


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (["{0},cj,1", "{0},cj,2"], "order is in the file more than once"),
        (["{0},cj,1", "{1},cj,1"], "number is in the file more than once"),
        (["{0},cj,6.3E+11"], "rounded"),
        (["{0},cj,송장"], "Latin letters and digits"),
        (["{0},cj,<b>1</b>"], "Latin letters and digits"),
        (["{0},ups,12345"], "no tracking number of UPS"),
        (["{0},cj,12-34", "{1},cj,1234"], "number is in the file more than once"),
    ],
)
def test_doubtful_rows_are_wrong(seller, orders, rows, words):
    numbers = [order.number for order in orders]

    report = confirm(seller, content_of(*(row.format(*numbers) for row in rows)))

    assert {code for _number, code, _reason in report} == {"wrong"}
    assert all(words in reason for _number, _code, reason in report)
    assert statuses(orders) == ["paid"] * 3


def test_a_cancelled_order_is_not_sent(seller, ann, orders):
    from core.lifecycle import move

    move(orders[0], "cancel", by=ann)

    [(_number, code, reason)] = confirm(seller, content_of(f"{orders[0].number},cj,1"))

    assert (code, "Cancelled" in reason) == ("wrong", True)


def test_the_packed_parcel_is_the_one_that_leaves(seller, bea, orders):
    parcel = pack(orders[0], by=bea)

    confirm(seller, content_of(f"{orders[0].number},cj,1"))

    parcel.refresh_from_db()
    assert (parcel.status, Parcel.objects.count()) == ("dispatched", 1)


def test_orders_of_other_stores_are_unknown(client, orders):
    stranger = UserFactory(role="owner")
    client.force_login(stranger)

    [(_number, code, _reason)] = confirm(client, content_of(f"{orders[0].number},cj,1"))

    assert code == "wrong"
    assert statuses(orders) == ["paid"] * 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_any_spreadsheet_can_write_the_file(seller, orders, encoding, separator):
    rows = ["택배사,주문번호,송장번호", f"CJ대한통운,{orders[0].number},111"]
    content = "\r\n".join(rows).replace(",", separator).encode(encoding)

    assert upload(seller, content).context["ready"] == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("a,b,c\n1,2,3", "columns are missing"),
        ("Order number,Carrier\nA,cj", "Tracking number"),
        (b"\xff\xfe\x00\x01", "no CSV"),
        ("Order number,Carrier,Tracking number\n", "no rows"),
        ("Order number,Carrier,Tracking number\n" + "A,cj,1\n" * 2001, "more than 2000 rows"),
        ("Order number,Carrier,Tracking number\n" + "A" * 2_000_001, "larger than 2 MB"),
        ("", "submitted file is empty"),
    ],
)
def test_an_unreadable_file_is_refused_in_words(seller, store, content, words):
    response = upload(seller, content)

    assert response.status_code == 422
    assert words in response.content.decode()


def test_a_missing_column_is_called_as_its_reader_calls_it():
    with override("ko"), pytest.raises(FileRefused, match="주문 번호, 택배사, 운송장 번호"):
        read_upload(b"a,b\n1,2")


@pytest.mark.parametrize(
    "rows",
    [
        *("", "{}", "[[1]]", '[["a", "b", "c", "d"]]', "[[1, 2, 3, 4]]"),
        r'[[1, "\ud800", "cj", "1"]]',
    ],
)
def test_rows_that_nobody_was_shown_are_refused(seller, store, rows):
    response = seller.post(reverse(URL), {"rows": rows, "key": str(uuid4())})

    assert response.status_code == 422
    assert not DispatchReport.objects.exists()


def test_the_download_can_be_filled_in_and_uploaded(seller, orders):
    Order.objects.filter(pk=orders[0].pk).update(name="=HYPERLINK(1)")
    response = seller.get(reverse("shipping:to-ship-download"))
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert rows[1][3] == "'=HYPERLINK(1)"

    for number, row in enumerate(rows[1:]):
        row[1:3] = ["cj", str(number)]
    filled = io.StringIO()
    csv.writer(filled).writerows(rows)

    assert {code for _n, code, _r in confirm(seller, filled.getvalue())} == {"done"}
    assert statuses(orders) == ["dispatched"] * 3


def test_a_korean_owner_downloads_korean_titles_and_uploads_them(seller, bea, orders):
    bea.language = "ko"
    bea.save(update_fields=["language"])
    seller.cookies["django_language"] = "ko"

    response = seller.get(reverse("shipping:to-ship-download"))
    titles = b"".join(response.streaming_content).decode("utf-8-sig").partition("\r\n")[0]

    assert titles.startswith("주문 번호,택배사,운송장 번호,이름")
    content = content_of(f"{orders[0].number},그 밖의 택배사,", titles=titles)
    for language in ("ko", "en"):
        seller.cookies["django_language"] = language
        assert upload(seller, content).context["ready"] == 1


def test_the_report_is_a_page_and_a_file_of_its_author(seller, client, orders):
    confirm(seller, content_of(f"{orders[0].number},cj,111", "NOPE2222,=cj,3"))
    report = DispatchReport.objects.get()
    page, file = (reverse(f"shipping:dispatch-{n}", args=[report.pk]) for n in ("report", "csv"))

    text = b"".join(seller.get(file).streaming_content).decode()

    assert orders[0].number in seller.get(page).content.decode()
    assert "'=cj" in text
    client.force_login(UserFactory(role="owner"))
    assert client.get(page).status_code == client.get(file).status_code == 404


def test_a_report_is_deleted_after_thirty_days(bea):
    now = timezone.now()
    for days in (29, 31):
        DispatchReport.objects.create(user=bea, at=now - timedelta(days=days))

    assert purge_old_reports(now) == 1

    assert DispatchReport.objects.get().at == now - timedelta(days=29)


def test_the_page_lists_what_waits_to_be_sent(seller, orders):
    confirm(seller, content_of(f"{orders[0].number},cj,111"))

    page = seller.get(reverse("shipping:to-ship"))

    assert list(page.context["orders"]) == orders[1:]
