"""Names as people enter them are printed: none of them may break the PDF."""

import threading
from io import BytesIO

import pytest
from pypdf import PdfReader

from core.pdf.font import STAND_IN, printable
from payments.receipts.facts import Receipt
from payments.receipts.pdf import as_pdf
from tests.factories import place

NAMES = ["🍜 국수", "뷁쀍햏 옛이응 ᄒᆞᆫ글", "<b>Tea & Co.</b> <img src=x>", "本家 カレー", "שלום Ž"]


@pytest.fixture
def receipt(ann, noodles):
    order = place(ann, noodles)
    return Receipt(order, list(order.lines.all()), list(order.adjustments.all()), [])


def words_of(pdf):
    pages = PdfReader(BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("냉면집 Café ₩", "냉면집 Café ₩"),
        ("\u1102\u1162\u11bc\u1106\u1167\u11ab", "냉면"),
        ("Žižek Phở", "Zizek Pho"),
        ("👩\u200d🍳 집", f"{STAND_IN}{STAND_IN} 집"),
        ("❤\ufe0f\u202e\x00\n찻집", f"{STAND_IN} 찻집"),
    ],
)
def test_a_character_the_font_lacks_has_a_stand_in(text, drawn):
    assert printable(text) == drawn


@pytest.mark.parametrize("name", NAMES)
def test_any_name_can_be_printed(receipt, name):
    receipt.order.store.name = receipt.lines[0].name = name

    words = words_of(as_pdf(receipt))

    assert words.count(printable(name)) == 2


def test_only_the_glyphs_used_are_embedded(receipt):
    pdf = as_pdf(receipt)

    page = PdfReader(BytesIO(pdf)).pages[0]
    fonts = [font.get_object()["/BaseFont"] for font in page["/Resources"]["/Font"].values()]
    assert [font for font in fonts if font.endswith("+NanumGothic")]
    assert len(pdf) < 100_000


def test_long_orders_and_long_options_go_on_with_the_next_page(receipt):
    line = receipt.lines[0]
    line.options = [["맛", f"고명 {n} {'가' * 70}", "0"] for n in range(100)]
    receipt.lines.extend([line] * 3)

    words = words_of(as_pdf(receipt))

    assert words.count("고명 99") == 4
    assert receipt.order.number in words


def test_concurrent_readers_get_complete_receipts(receipt):
    """All threads of a process share the font."""
    printed = []
    threads = [threading.Thread(target=lambda: printed.append(as_pdf(receipt))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({words_of(pdf) for pdf in printed}) == 1
    assert len(printed) == 8
