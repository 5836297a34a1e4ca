"""Whatever a seller types is text."""

import pytest

from core.markdown import to_html


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "a <b onclick=x()>b</b>",
        "<!-- x -->",
        "&lt;script&gt;",
    ],
)
def test_html_is_shown_as_it_was_typed(typed):
    html = to_html(typed)

    assert "<script" not in html
    assert html.count("<") == html.count("<p>") * 2


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "/admin/",
        "vbscript:x",
        "&#106;avascript:alert(1)",
        "http//x",
    ],
)
def test_other_links_are_text(address):
    assert "<a" not in to_html(f"[here]({address}) <{address}>")


@pytest.mark.parametrize("address", ["https://tea.example/a", "http://a.kr", "mailto:a@b.kr"])
def test_links_are_not_followed_by_search_engines(address):
    assert f'<a href="{address}" rel="nofollow noopener">here</a>' in to_html(f"[here]({address})")


def test_pictures_are_not_loaded():
    assert "<img" not in to_html("![x](https://evil.example/pixel.png)")


def test_usual_marks_are_formatted():
    html = to_html("**Bold** and *light*\n\n- one\n- two")

    assert "<strong>Bold</strong> and <em>light</em>" in html
    assert html.count("<li>") == 2


def test_deeply_nested_text_ends():
    assert to_html("> " * 5_000 + "[" * 5_000 + "*" * 5_000)
