import pytest

from checks.facts.index import entries
from checks.monitors.vendors.sources import BITBUCKET_OPENAPI, ReadableSource, TextFormat, readings, vendor_site

DOCS = "https://raw.githubusercontent.com/hashicorp/web-unified-docs/main/content/terraform-docs-common/docs"


@pytest.mark.parametrize(
    ("page", "places"),
    [
        (
            "https://github.com/vendor/tool/blob/main/src/tool.c",
            [ReadableSource("https://raw.githubusercontent.com/vendor/tool/main/src/tool.c", TextFormat.PLAIN)],
        ),
        (
            "https://developer.hashicorp.com/terraform/cloud-docs/vcs",
            [
                ReadableSource(f"{DOCS}/cloud-docs/vcs.mdx", TextFormat.MARKDOWN),
                ReadableSource(f"{DOCS}/cloud-docs/vcs/index.mdx", TextFormat.MARKDOWN),
                ReadableSource("https://developer.hashicorp.com/terraform/cloud-docs/vcs", TextFormat.HTML),
            ],
        ),
        (
            "https://developer.atlassian.com/cloud/bitbucket/rest/",
            [
                ReadableSource(BITBUCKET_OPENAPI, TextFormat.PLAIN),
                ReadableSource("https://developer.atlassian.com/cloud/bitbucket/rest/", TextFormat.HTML),
            ],
        ),
        (
            "https://developer.atlassian.com/cloud/bitbucket/rest/intro/",
            [ReadableSource("https://developer.atlassian.com/cloud/bitbucket/rest/intro/", TextFormat.HTML)],
        ),
        (
            "https://www.openssh.com/txt/release-10.0",
            [ReadableSource("https://www.openssh.com/txt/release-10.0", TextFormat.HTML)],
        ),
        ("https://vendor.example/notes.txt", [ReadableSource("https://vendor.example/notes.txt", TextFormat.PLAIN)]),
    ],
)
def test_sources_of_a_page(page, places):
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
def test_pages_of_the_same_site(one, other, same):
    assert (vendor_site(one) == vendor_site(other)) is same


def test_every_fact_has_a_readable_source():
    for entry in entries().values():
        assert all(place.address.startswith("https://") for place in readings(entry.fact.source.page.partition("#")[0]))
