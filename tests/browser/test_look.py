"""What the assertion on every page's look finds, and what it does not."""

import pytest

from tests.browsing import PHONE, look_over, wait_for

pytestmark = pytest.mark.browser
PAGE = '<!doctype html><html lang="en"><title>Page</title><main><h1>Page</h1>{}</main></html>'
FAULTS = {
    "image-alt": '<img src="data:,">',  # critical
    "color-contrast": '<p style="color: #ccc">Pale</p>',  # serious
}


@pytest.fixture
def shown(browse):
    def opened(html):
        page = browse("en", PHONE)
        page.set_content(PAGE.format(html))
        return page

    return opened


@pytest.mark.parametrize("rule", FAULTS)
def test_a_critical_and_a_serious_violation_are_found(shown, rule):
    page = shown(FAULTS[rule])

    with pytest.raises(AssertionError, match=rule):
        look_over(page)


def test_they_are_found_after_the_page_changed(shown):
    page = shown("")
    look_over(page)

    page.evaluate(
        "html => { document.querySelector('main').innerHTML = html }", FAULTS["image-alt"]
    )

    with pytest.raises(AssertionError, match="image-alt"):
        look_over(page)


def test_a_minor_and_a_moderate_violation_are_ignored(shown):
    page = shown("<h2></h2><h4>A level is left out, and a heading empty</h4>")

    look_over(page)


def test_what_sticks_out_is_found(shown):
    page = shown('<div style="width: 400px">Wider than a phone</div>')

    with pytest.raises(AssertionError, match=r"^about:blank$"):
        look_over(page)


def test_an_inline_style_that_the_csp_forbids_is_found(browse, troubles):
    page = browse("en", PHONE)
    page.goto("/accounts/login/")

    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">Red</p>')"
    )

    wait_for(page, lambda: troubles)
    assert "Content Security Policy" in troubles.pop()
