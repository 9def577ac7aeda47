"""Menu paths of paragraphs exist on the screens."""

import pytest

from checks.monitors.robot.menus import find_menus, try_menus


@pytest.fixture
def docs(tmp_path):
    """Return a function that writes a page and returns the folder of pages."""

    def write(text):
        (tmp_path / "verify.md").write_text(text)
        return tmp_path

    return write


PROVIDERS = "{menu}`terraform-screens.settings > terraform-screens.providers`"


def test_finds_paths_in_any_text_and_where_they_are(docs) -> None:
    names = ("terraform-screens.settings", "terraform-screens.providers")
    assert find_menus(docs(f"# Verify\n\nSelect {PROVIDERS}.\n\n- Or {PROVIDERS}.\n")) == {
        names: ["docs/verify.md:3", "docs/verify.md:5"]
    }


def test_ignores_examples(docs) -> None:
    assert find_menus(docs(f"``{PROVIDERS} ``")) == {}


@pytest.mark.browser
def test_a_path_through_a_heading_and_a_path_of_the_other_form_exist(browser, docs) -> None:
    paths = (
        "bitbucket-screens.apps-and-features > bitbucket-screens.oauth-consumers",
        "bitbucket-screens.workspace-settings > bitbucket-screens.oauth-clients",
        "terraform-screens.settings > tokens.api-tokens > tokens.team-tokens",
    )
    assert try_menus(browser, docs("\n".join(f"{{menu}}`{path}`" for path in paths))) == []


@pytest.mark.browser
def test_a_path_that_does_not_exist_names_its_place_and_the_entry(browser, docs) -> None:
    text = "{menu}`terraform-screens.settings > bitbucket-screens.webhooks`\n\n{menu}`terraform-screens.no-such-fact`"
    (path, name) = try_menus(browser, docs(text))
    assert path.startswith("docs/verify.md:1: No page has the menu path Settings > Webhooks. ")
    assert "called 'Webhooks'" in path
    assert name.startswith("docs/verify.md:3: unknown fact 'terraform-screens.no-such-fact'")
