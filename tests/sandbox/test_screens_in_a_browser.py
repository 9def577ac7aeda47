"""The behavior of the sandbox pages in a real browser, and their layout at both widths and color schemes."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from checks.sandbox.bitbucket.screens.permissions import AREAS
from checks.sandbox.healthy import healthy
from checks.sandbox.server import Sandbox

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser

NEW = {
    "clients": "/acme-infra/workspace/settings/oauth-clients/new",
    "consumers": "/acme-infra/workspace/settings/oauth-consumers/new",
}
PROVIDERS = "/app/acme/settings/version-control"
NETWORK = "/app/acme/workspaces/network-production"


class Session:
    """A browser window that is logged in to both services."""

    def __init__(self, running: Sandbox, page: "Page") -> None:
        self.running, self.page = running, page

    def open(self, service: str, path: str) -> "Page":
        self.page.goto(getattr(self.running.state, f"{service}_url") + path)
        return self.page


@pytest.fixture
def logged_in(person: Callable[..., object], window: Callable[..., "Page"]) -> Callable[..., Session]:
    """Open a window like the fixture `window`, and log in."""

    def opened(form: str = "clients", *, account: str = "jordan-lee", **options: Any) -> Session:
        running = person(form).running
        page = window(**options)
        url = running.state.terraform_url
        page.context.add_cookies(
            [
                {"name": "sandbox_bitbucket", "value": account, "url": url},
                {"name": "sandbox_terraform", "value": "jordan.lee@acme.example", "url": url},
            ]
        )
        return Session(running, page)

    return opened


def box(page: "Page", area: str, level: str) -> "Locator":
    return page.get_by_role("group", name=area, exact=True).get_by_role("checkbox", name=level, exact=True)


def state(page: "Page", area: str, level: str) -> tuple[bool, bool]:
    found = box(page, area, level)
    return found.is_checked(), found.is_disabled()


SELECTED_AND_DISABLED, CLEARED, SELECTED = (True, True), (False, False), (True, False)


@pytest.mark.parametrize("form", NEW)
def test_selecting_a_checkbox_selects_and_disables_implied_checkboxes(logged_in, form):
    page = logged_in(form).open("bitbucket", NEW[form])
    if form == "clients":
        page.get_by_role("tab", name="Scopes").click()
    box(page, "Account", "Write").check()
    assert state(page, "Account", "Email") == state(page, "Account", "Read") == SELECTED_AND_DISABLED
    box(page, "Pull requests", "Write").check()
    assert state(page, "Repositories", "Write") == state(page, "Pull requests", "Read") == SELECTED_AND_DISABLED
    box(page, "Pull requests", "Write").uncheck()
    assert state(page, "Repositories", "Write") == state(page, "Pull requests", "Read") == CLEARED
    assert state(page, "Account", "Read") == SELECTED_AND_DISABLED


def test_a_manually_selected_checkbox_stays_selected(logged_in):
    page = logged_in("consumers").open("bitbucket", NEW["consumers"])
    box(page, "Repositories", "Read").check()
    box(page, "Repositories", "Admin").check()
    assert state(page, "Repositories", "Read") == SELECTED_AND_DISABLED
    box(page, "Repositories", "Admin").uncheck()
    assert state(page, "Repositories", "Read") == SELECTED
    assert state(page, "Repositories", "Write") == CLEARED


def test_page_and_server_agree_on_implied_permissions(logged_in):
    """The script and the server both implement the table of implied permissions; this test compares every checkbox."""
    page = logged_in("consumers").open("bitbucket", NEW["consumers"])
    for area in AREAS:
        for one in area.boxes:
            box(page, area.name, one.level).check()
            gray = page.locator("[data-boxes] input:disabled").evaluate_all("boxes => boxes.map(box => box.value)")
            assert set(gray) == set(one.grays), one.scope
            box(page, area.name, one.level).uncheck()


def test_authorization_code_shows_the_callback_url_and_selects_the_refresh_token(logged_in):
    page = logged_in().open("bitbucket", NEW["clients"])
    page.get_by_role("tab", name="Authorization").click()
    callback, refresh = page.get_by_label("Callback URL"), page.get_by_label("Refresh token")
    assert not callback.is_visible()
    assert (refresh.is_checked(), refresh.is_disabled()) == CLEARED
    page.get_by_label("Authorization code").check()
    assert callback.is_visible()
    assert (refresh.is_checked(), refresh.is_disabled()) == SELECTED_AND_DISABLED


def test_arrow_keys_switch_tabs(logged_in):
    page = logged_in().open("bitbucket", NEW["clients"])
    assert page.get_by_role("tabpanel").get_by_label("Name", exact=True).is_visible()
    page.get_by_role("tab", name="Details").press("ArrowRight")
    assert page.get_by_role("tab", name="Authorization").get_attribute("aria-selected") == "true"
    page.keyboard.press("ArrowRight")
    assert page.get_by_role("tabpanel", name="Scopes").is_visible()
    page.keyboard.press("ArrowRight")
    assert page.get_by_role("tabpanel", name="Details").is_visible()


def test_copies_the_exact_value(logged_in):
    session = logged_in(allowed=["clipboard-read", "clipboard-write"])
    page = session.open("terraform", f"{PROVIDERS}/add/bitbucket-cloud")
    page.get_by_role("button", name="Copy Callback URL").click()
    page.get_by_text("Copied").wait_for()
    row = page.locator(".pair", has=page.locator("dt", has_text="Callback URL"))
    assert page.evaluate("navigator.clipboard.readText()") == row.locator("code").text_content()


def test_searches_projects_by_name(logged_in):
    found = logged_in()
    found.running.begin(healthy(found.running.state.scenario.clock))
    uuid = found.running.state.scenario.providers[-1].uuid
    page = found.open("terraform", f"{PROVIDERS}/{uuid}/advanced")
    search, network = page.get_by_label("Projects", exact=True), page.get_by_label("Network")
    assert not search.is_visible()
    page.get_by_label("Selected Projects").check()
    assert not network.is_visible()
    search.fill("net")
    assert network.is_visible()
    assert not page.get_by_label("Default Project").is_visible()
    network.check()
    search.fill("")
    assert network.is_visible()


PAGES = {
    "terraform": [
        "/session",
        "/app/organizations",
        "/app/acme/workspaces",
        "/app/acme/settings/",
        PROVIDERS,
        f"{PROVIDERS}?error=Bitbucket+answered",
        f"{PROVIDERS}/add",
        f"{PROVIDERS}/add/bitbucket-cloud",
        f"{PROVIDERS}/{{uuid}}/advanced",
        f"{PROVIDERS}/{{uuid}}/ssh-key",
        "/app/acme/settings/authentication-tokens",
        "/app/acme/settings/authentication-tokens/team",
        "/app/acme/workspaces/new",
        "/app/acme/workspaces/new/{project}",
        "/app/acme/workspaces/new/{project}/vcs",
        "/app/acme/workspaces/new/{project}/vcs/{grant}",
        "/app/acme/workspaces/new/{project}/vcs/{grant}/settings?repository=acme-infra/network",
        NETWORK,
        f"{NETWORK}/runs/new",
        f"{NETWORK}/settings/",
        f"{NETWORK}/settings/version-control",
        "/sandbox/values",
        "/nowhere",
    ],
    "bitbucket": [
        "/account/signin/",
        "/",
        "/account/settings/",
        "/account/settings/ssh-keys/",
        "/account/settings/ssh-keys/new",
        "/manage-profile/security/api-tokens",
        "/manage-profile/security/api-tokens/new",
        "/manage-profile/security/api-tokens/new?step=2",
        "/manage-profile/security/api-tokens/new?step=3",
        "/manage-profile/security/api-tokens/new?step=4&scope=read:user:bitbucket",
        "/acme-infra/workspace/settings/",
        "/acme-infra/workspace/settings/oauth-{form}?chosen={key}",
        "/acme-infra/workspace/settings/oauth-{form}/new",
        "/acme-infra/workspace/settings/oauth-{form}/{key}/edit",
        "/acme-infra/network/",
        "/acme-infra/network/admin/webhooks",
        "/site/oauth2/authorize?client_id={key}",
        "/site/oauth2/authorize?client_id={key}&redirect_uri=http://elsewhere.example",
    ],
}


LOOKS = (375, "dark"), (1280, "light")


@pytest.mark.parametrize(
    ("service", "form"), [("terraform", "clients"), ("bitbucket", "clients"), ("bitbucket", "consumers")]
)
def test_pages_are_accessible_and_fit_the_screen(logged_in, barriers, service, form):
    found = logged_in(form, account="acme-terraform")
    scenario = healthy(found.running.state.scenario.clock)
    members = {"jordan-lee": "owner", "acme-terraform": "owner"}
    spaces = tuple(replace(one, members=members) for one in scenario.bitbucket_workspaces)
    found.running.begin(replace(scenario, bitbucket_workspaces=spaces, screens=form))
    provider = scenario.providers[-1]
    names = {"uuid": provider.uuid, "grant": provider.oauth_tokens[0].id, "key": provider.key, "form": form}
    names["project"] = scenario.projects[0].id
    faults = []
    for path in PAGES[service]:
        page = found.open(service, path.format(**names))
        for tab in page.get_by_role("tab").all() or [None]:
            if tab:
                tab.click()
            for width, scheme in LOOKS:
                page.set_viewport_size({"width": width, "height": 900})
                page.emulate_media(color_scheme=scheme)
                faults += [(path, width, scheme, barrier) for barrier in barriers(page)]
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    faults.append((path, width, scheme, "wider than the screen"))
    assert faults == []
