"""One tab of the browser: elements are found by role and name, and missing elements are reported."""

import pytest

from checks.monitors.robot import screen as looking
from checks.monitors.robot.browser import window
from checks.monitors.robot.screen import TO_CLICK, NotOnScreenError, Screen

pytestmark = pytest.mark.browser

PAGE = """
<h1>Providers</h1>
<button>Save</button> <a href="#">Cancel</a> <button hidden>Delete</button>
<form aria-label="One"><label>Name <input></label><button>Go</button></form>
<form aria-label="Two">
  <label>Name <input></label><label>Secret <input type="password"></label><button>Go</button>
</form>
<fieldset><legend>Account</legend><label><input type="checkbox"> Read</label></fieldset>
<fieldset><legend>Webhooks</legend><label><input type="checkbox" checked> Read</label></fieldset>
<table><thead><tr><th>Token</th></tr></thead><tbody><tr><td><button>Show</button></td></tr></tbody></table>
<p>A key was added.</p>
"""


@pytest.fixture(scope="module")
def page(browser):
    with window(browser) as context:
        yield context.new_page()


@pytest.fixture
def screen(page, monkeypatch):
    monkeypatch.setattr(looking, "PATIENCE", 1500)
    page.set_content(PAGE)
    return Screen(page)


def test_finds_an_element_by_name(screen) -> None:
    assert screen.one("Save", TO_CLICK).inner_text() == "Save"
    assert screen.one("Cancel", TO_CLICK).evaluate("one => one.localName") == "a"


@pytest.mark.parametrize("name", ["save", "Sav", "Delete", "Remove"], ids=["capitals", "a part", "hidden", "nowhere"])
def test_error_for_a_missing_element_lists_existing_ones(name, screen) -> None:
    with pytest.raises(NotOnScreenError) as caught:
        screen.one(name, TO_CLICK)
    assert str(caught.value).startswith(
        f"There is no button or link or tab or menuitem called {name!r}. On the screen: "
    )
    assert 'button "Save"' in str(caught.value)


def test_ambiguous_name_requires_a_container(screen) -> None:
    with pytest.raises(NotOnScreenError, match=r"2 elements called 'Go', .* must be unique\."):
        screen.one("Go", TO_CLICK)
    assert screen.one("Go", TO_CLICK, "Two").is_visible()


def test_table_column_is_a_container(screen) -> None:
    assert screen.one("Show", TO_CLICK, "Token").is_visible()


def test_finds_fields_by_label(screen) -> None:
    screen.field("Name", "Two").fill("x")
    assert screen.field("Name", "One").input_value() == ""
    assert screen.field("Secret").get_attribute("type") == "password"
    with pytest.raises(NotOnScreenError, match="2 elements called 'Name'"):
        screen.field("Name")


def test_finds_a_checkbox_by_area_and_level(screen) -> None:
    assert [screen.choice(f"{area}: Read").is_checked() for area in ("Account", "Webhooks")] == [False, True]
    with pytest.raises(NotOnScreenError, match="2 elements called 'Read'"):
        screen.choice("Read")


def test_finds_the_only_field_without_a_name(screen, page) -> None:
    with pytest.raises(NotOnScreenError, match="3 elements called '', as textbox"):
        screen.only_field()
    page.set_content("<input><textarea></textarea>")
    assert screen.only_field().is_visible()


def test_finds_only_exact_text(screen) -> None:
    assert screen.find_text("A key was added.").is_visible()
    assert screen.find_text("Providers").is_visible()
    with pytest.raises(NotOnScreenError, match=r"The text 'A key' is not on the screen\. On the screen: heading"):
        screen.find_text("A key")
