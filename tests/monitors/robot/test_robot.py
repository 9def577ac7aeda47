"""The actions of the robot, and its verification of screens."""

from types import SimpleNamespace

import pytest

from checks.monitors.robot import screen as looking
from checks.monitors.robot.browser import window
from checks.monitors.robot.robot import Robot
from checks.monitors.robot.screen import NotOnScreenError
from checks.monitors.robot.step import Part, ProcedureStep
from checks.monitors.robot.step_grammar import action

TERRAFORM, BITBUCKET = "http://127.0.0.1:1", "http://127.0.0.1:2"
PERSON = SimpleNamespace(
    urls={"terraform": TERRAFORM, "bitbucket": BITBUCKET},
    values={"<YOUR ORGANIZATION>": "acme", "<YOUR KEY FILE>": "/keys/one"},
    file=lambda ending="": f"the content of the key{ending}",
    run=lambda commands, _: f"ran {commands}",
)


class Tab(SimpleNamespace):
    """A tab without a page."""

    url = "about:blank"


@pytest.fixture
def blind():
    """A robot without a browser."""
    return Robot(SimpleNamespace(new_page=Tab), PERSON)


def step(sentence, *, block=""):
    """Return a step from a sentence with labels in brackets and literals in backticks."""
    parts = []
    for number, words in enumerate(sentence.replace("]", "[").replace("`", "[`").split("[")):
        if number % 2 and words.startswith("`"):
            parts.append(Part("literal", words[1:]))
        elif number % 2:
            parts.append(Part("label", words, (f"terraform-screens.{words.lower().replace(' ', '-')}",)))
        else:
            parts.append(Part("words", words.removeprefix("`")))
    return ProcedureStep(page="page", line=3, section="part", number=1, parts=tuple(parts), block=block)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("HCP Terraform (<YOUR ORGANIZATION>)", "HCP Terraform (acme)"),
        ("https://app.terraform.io/app/<YOUR ORGANIZATION>", f"{TERRAFORM}/app/acme"),
        ("https://<YOUR HOST>/app", f"{TERRAFORM}/app"),
        ("https://bitbucket.org/account", f"{BITBUCKET}/account"),
        ("ssh-keygen -f <YOUR KEY FILE>", "ssh-keygen -f /keys/one"),
    ],
)
def test_replaces_placeholders_and_urls(text, value, blind) -> None:
    assert blind.value(text) == value


@pytest.mark.parametrize(
    ("sentence", "written"),
    [
        ("In [Name], enter `HCP Terraform (<YOUR ORGANIZATION>)`.", "HCP Terraform (acme)"),
        ("In [Name], enter a name for the VCS provider.", Robot.provider),
        ("In the field that appears, enter the name of a project.", Robot.project),
        ("In [Key], paste the contents of `<YOUR KEY FILE>`.", "the content of the key"),
        ("In [Key], paste the contents of the `.pub` file.", "the content of the key.pub"),
        ("In [URL], paste the callback URL.", "https://callback"),
        ("In the HCP Terraform tab, paste the secret in [Secret].", "copied"),
    ],
)
def test_step_content(sentence, written, blind) -> None:
    blind.callback, blind.copied = "https://callback", "copied"
    assert blind._content(step(sentence)) == written


def test_checks_the_output_of_the_last_command(blind) -> None:
    blind.run(step("On your workstation, run this command:", block="ssh <YOUR KEY FILE>"))
    blind.check_output(step("Verify that the output contains `ran ssh /keys/one`."))
    with pytest.raises(NotOnScreenError, match="The command output is: 'ran ssh /keys/one'"):
        blind.check_output(step("Verify that the output contains `welcome`."))


def test_checks_that_files_exist(blind, tmp_path) -> None:
    key = tmp_path / "key"
    key.touch()
    sentence = f"Verify that the files `{key}` and `{key}.pub` exist."
    with pytest.raises(NotOnScreenError, match=r"There is no file .*key\.pub\."):
        blind.check_files(step(sentence))
    (tmp_path / "key.pub").touch()
    blind.check_files(step(sentence))


def test_terraform_enterprise_has_its_own_host() -> None:
    found = Robot(SimpleNamespace(new_page=Tab), PERSON, "enterprise")
    assert found.value("https://<YOUR ENTERPRISE HOST>/app") == f"{TERRAFORM}/app"
    elsewhere = ProcedureStep(
        page="page", line=3, section="part", number=1, parts=(Part("link", "it", address="https://app.terraform.io"),)
    )
    with pytest.raises(NotOnScreenError, match=r"https://app\.terraform\.io is no URL of this edition"):
        found.open(elsewhere)


@pytest.fixture
def robot(browser, monkeypatch):
    """A robot with a real browser window."""
    monkeypatch.setattr(looking, "PATIENCE", 1500)
    with window(browser) as context:
        yield Robot(context, PERSON)


@pytest.fixture
def do(robot):
    """Return a function that performs a sentence on a screen with the given content."""

    def do(sentence, content=""):
        if content:
            robot.screen.page.set_content(content)
        action(step(sentence))(robot, step(sentence))
        return robot.screen.page

    return do


@pytest.mark.browser
def test_a_page_that_no_longer_exists_cannot_be_opened(robot, server, make) -> None:
    server.replies["/account/settings/keys/"] = make("Not found", status=404)
    robot.manual_steps = SimpleNamespace(urls=dict.fromkeys(PERSON.urls, server.url("")), values={})
    link = Part("link", "it", address="https://bitbucket.org/account/settings/keys/")
    with pytest.raises(NotOnScreenError, match=r"/account/settings/keys/ responds with status 404\."):
        robot.open(ProcedureStep(page="page", line=3, section="part", number=1, parts=(link,)))


BOXES = """<label><input type=checkbox {0}> One</label><label><input type=checkbox> Two</label>"""


@pytest.mark.browser
@pytest.mark.parametrize("how", ["", "checked", "checked disabled"])
def test_a_checkbox_is_selected_once(how, do) -> None:
    page = do("Select [One].", BOXES.format(how))
    assert [box.is_checked() for box in page.get_by_role("checkbox").all()] == [True, False]


@pytest.mark.browser
def test_a_checkbox_is_cleared(do) -> None:
    assert not do("Clear [One].", BOXES.format("checked")).get_by_role("checkbox", name="One").is_checked()


@pytest.mark.browser
def test_enters_text_into_the_labeled_field(do) -> None:
    page = do("In [Name], enter `acme`.", "<label>Name <input></label><label>URL <input></label>")
    assert [field.input_value() for field in page.get_by_role("textbox").all()] == ["acme", ""]


@pytest.mark.browser
def test_enters_only_what_is_missing_again(do, robot) -> None:
    form = "<label>Key <input value={0}></label><label>Secret <input value={1}></label><label>Name <input></label>"
    robot.entered = {f"terraform-screens.{name}": f"the {name}" for name in ("key", "secret", "name")}
    page = do("If [Key], [Secret], or [Name] is empty, enter the value again.", form.format("other", "''"))
    assert [field.input_value() for field in page.get_by_role("textbox").all()] == ["other", "the secret", "the name"]


@pytest.mark.browser
def test_goes_back_to_the_page_with_the_title(do, robot, tmp_path) -> None:
    sentence = "Go back to the [Form] page with your browser's Back button."
    for name in ("Form", "Consent", "Error"):
        page = tmp_path / f"{name}.html"
        page.write_text(f"<h1>{name}</h1>")
        robot.screen.page.goto(page.as_uri())
    assert do(sentence).get_by_role("heading").inner_text() == "Form"
    with pytest.raises(NotOnScreenError, match="doesn't lead to 'Elsewhere'"):
        do("Go back to the [Elsewhere] page with your browser's Back button.")


CARD = """<h2>Bitbucket of Acme</h2><section aria-label="Connections of Bitbucket of Acme"><table>
<thead><tr><th>Authorized by</th><th>Token</th></tr></thead>
<tbody><tr><td>somebody</td><td><code>{0}</code></td></tr></tbody></table></section>"""
# A sentence, a screen that it matches, and a screen that it doesn't match.
LOOKS = {
    "Verify that [One] is selected.": (BOXES.format("checked"), BOXES.format("")),
    "Verify that the page title is [Name].": ("<h1>Name</h1>", "<h1>Names</h1>"),
    "Verify that a dialog shows [Key] and [Secret].": ("<h1>Key</h1><h2>Secret</h2>", "<h1>Key</h1>"),
    "Verify that the [Providers] page lists your VCS provider.": (
        "<h1>Providers</h1><h2>Bitbucket of Acme</h2>",
        "<h1>Providers</h1><h2>Bitbucket of somebody else</h2>",
    ),
    "Verify that your VCS provider has a value under [Token].": (CARD.format("ot-1"), CARD.format("")),
    "Verify that the plan finishes.": ("<main><h1>Plan finished</h1> run-1</main>", "<main><h1>Plan</h1></main>"),
}


@pytest.mark.browser
@pytest.mark.parametrize("sentence", LOOKS)
def test_verifies_the_screen(sentence, do) -> None:
    right, wrong = LOOKS[sentence]
    do(sentence, right)
    with pytest.raises(NotOnScreenError):
        do(sentence, wrong)


@pytest.mark.browser
def test_previous_run_is_not_new(do) -> None:
    run = "<main><a href='#'>Overview</a><h1>Plan finished</h1><h2>Latest run</h2> run-{0}</main>"
    do("Verify that the plan finishes.", run.format("1"))
    with pytest.raises(NotOnScreenError, match="The latest run is still 'run-1'"):
        do("Verify that a new run appears in the Terraform workspace.")
    do("Verify that a new run appears in the Terraform workspace.", run.format("2"))


@pytest.mark.browser
def test_requires_hcp_terraform_after_authorization(do) -> None:
    with pytest.raises(NotOnScreenError, match="The tab shows about:blank"):
        do("Verify that you return to HCP Terraform.", "<h1>Elsewhere</h1>")
