from collections.abc import Callable
from typing import Any

import pytest

Build = Callable[..., Any]


def page(text: str) -> dict[str, str]:
    return {"create-workspace": f"# Finish\n\n```{{check}} open-window\n```\n\n{text}\n"}


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("{label}`bitbucket-screens.grant-access`", '<span class="guilabel">Grant access</span>'),
        ("{permission}`bitbucket.webhooks-read-and-write`", '<span class="guilabel">Webhooks: Read and write</span>'),
        ("{fact}`terraform.host`", '<span class="pre">app.terraform.io</span>'),
        ("{fact}`bitbucket.hourly-limit`", "1,000 requests per hour"),
        ("{number}`bitbucket.idle-grant`", "<p>90</p>"),
    ],
)
def test_role_shows_the_text_of_the_fact(build: Build, text: str, html: str) -> None:
    site = build(page(text))
    assert html in site.text("create-workspace")
    assert site.warnings == []


def test_menu_shows_a_path_of_labels(build: Build) -> None:
    html = build(page("{menu}`terraform-screens.settings > terraform-screens.providers`")).text("create-workspace")
    between = "</span> \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} <span"
    assert f'<span class="guilabel">Settings{between} class="guilabel">Providers</span>' in html


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        (
            "{label}`bitbucket-screens.grant-acces`",
            "unknown fact '.*grant-acces'; similar names: bitbucket-screens.grant-access",
        ),
        ("{fact}`terraform.hosst`", "unknown fact 'terraform.hosst'; similar names: terraform.host"),
        ("{permission}`bitbucket.nonsense-read`", "unknown fact 'bitbucket.nonsense-read'"),
        (
            "{menu}`terraform-screens.settings > terraform-screens.provider`",
            "unknown fact 'terraform-screens.provider'",
        ),
        ("{label}`terraform.host`", "the fact 'terraform.host' is a Text, but a Label is expected"),
        ("{number}`terraform.host`", "the fact 'terraform.host' is a Text, but a Quantity is expected"),
    ],
)
def test_warns_about_an_invalid_fact_with_its_location(
    build: Build, matching: Callable[..., bool], text: str, warning: str
) -> None:
    assert matching(build(page(text)).warnings, rf"create-workspace\.md:6: WARNING: {warning}")


def test_unconfirmed_label_has_a_mark_that_links_to_its_source(build: Build) -> None:
    facts = "# Facts\n\n```{all-facts}\n```\n"
    html = build(page("{label}`bitbucket-screens.client-url`") | {"facts": facts}).text("create-workspace")
    assert 'href="facts.html#fact-bitbucket-screens-client-url" title="Not confirmed: URL"' in html
    assert '<span class="visually-hidden"> (Not confirmed: URL)</span>' in html


def test_doubt_role_shows_only_the_mark(build: Build) -> None:
    facts = "# Facts\n\n```{all-facts}\n```\n"
    html = build(page("A{doubt}`changes.private-consumer`B{doubt}`terraform.host`C") | {"facts": facts}).text(
        "create-workspace"
    )
    assert "A<a " in html
    assert "BC" in html


def test_confirmed_label_has_no_mark(build: Build) -> None:
    assert "Not confirmed" not in build(page("{label}`bitbucket-screens.grant-access`")).text("create-workspace")


def test_manual_role_is_invisible(build: Build) -> None:
    site = build(page('{manual}`sign-in-as-"service"` Sign in.'))
    html = site.text("create-workspace")
    assert '<p><span data-manual="sign-in-as-&quot;service&quot;" hidden></span> Sign in.</p>' in html
    assert site.warnings == []
