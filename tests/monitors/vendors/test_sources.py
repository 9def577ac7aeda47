import pytest

from checks.facts.index import entries
from checks.monitors.vendors.sources import BITBUCKET_OPENAPI, Form, Reading, neighbourhood, readings

DOCS = "https://raw.githubusercontent.com/hashicorp/web-unified-docs/main/content/terraform-docs-common/docs"


@pytest.mark.parametrize(
    ("page", "places"),
    [
        (
            "https://github.com/vendor/tool/blob/main/src/tool.c",
            [Reading("https://raw.githubusercontent.com/vendor/tool/main/src/tool.c", Form.PLAIN)],
        ),
        (
            "https://developer.hashicorp.com/terraform/cloud-docs/vcs",
            [
                Reading(f"{DOCS}/cloud-docs/vcs.mdx", Form.MARKDOWN),
                Reading(f"{DOCS}/cloud-docs/vcs/index.mdx", Form.MARKDOWN),
                Reading("https://developer.hashicorp.com/terraform/cloud-docs/vcs", Form.HTML),
            ],
        ),
        (
            "https://developer.atlassian.com/cloud/bitbucket/rest/",
            [
                Reading(BITBUCKET_OPENAPI, Form.PLAIN),
                Reading("https://developer.atlassian.com/cloud/bitbucket/rest/", Form.HTML),
            ],
        ),
        (
            "https://developer.atlassian.com/cloud/bitbucket/rest/intro/",
            [Reading("https://developer.atlassian.com/cloud/bitbucket/rest/intro/", Form.HTML)],
        ),
        ("https://www.openssh.com/txt/release-10.0", [Reading("https://www.openssh.com/txt/release-10.0", Form.HTML)]),
        ("https://vendor.example/notes.txt", [Reading("https://vendor.example/notes.txt", Form.PLAIN)]),
    ],
)
def test_where_a_page_is_read(page, places):
    assert list(readings(page)) == places


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://vendor.example/a", "https://vendor.example/b/c", True),
        ("https://vendor.example/a", "https://other.example/a", False),
        ("https://github.com/vendor/tool/blob/main/a", "https://github.com/vendor/tool/pull/1", True),
        ("https://github.com/vendor/tool", "https://github.com/vendor/other", False),
    ],
)
def test_who_lives_next_door(one, other, same):
    assert (neighbourhood(one) == neighbourhood(other)) is same


def test_every_page_of_a_fact_can_be_read_somewhere():
    for entry in entries().values():
        assert all(place.address.startswith("https://") for place in readings(entry.fact.source.page.partition("#")[0]))
