"""Third-party clients work with the sandbox unchanged. The dependency group other-clients installs them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from checks.sandbox.fixtures import OAUTH_TOKEN
from checks.sandbox.healthy import PROVIDER, healthy

# pytfe 1.5 calls httpx like this, which can be fixed only in pytfe.
pytestmark = pytest.mark.filterwarnings("ignore:`verify=<str>` is deprecated:DeprecationWarning")


@pytest.fixture
def environment(sandbox):
    """Return the environment of a healthy sandbox whose API token can also list Bitbucket workspaces."""
    start = healthy(datetime.now(UTC))
    scopes = (*start.api_tokens[0].scopes, "read:workspace:bitbucket")
    return sandbox(replace(start, api_tokens=(replace(start.api_tokens[0], scopes=scopes),))).environment()


@pytest.fixture
def hashicorp(environment):
    pytfe = pytest.importorskip("pytfe", reason="pytfe is not installed")
    client = pytfe.TFEClient(pytfe.TFEConfig(address=environment["TFE_ADDRESS"], token=environment["TFE_TOKEN"]))
    yield client
    client.close()


@pytest.fixture
def atlassian(environment):
    cloud = pytest.importorskip("atlassian.bitbucket.cloud", reason="atlassian-python-api is not installed")
    with cloud.Cloud(
        url=f"{environment['BITBUCKET_API_URL']}/",
        username=environment["BITBUCKET_EMAIL"],
        password=environment["BITBUCKET_API_TOKEN"],
        cloud=True,
    ) as client:
        yield client


def test_hashicorps_client_reads_the_connection(hashicorp):
    providers = {one.id: one for one in hashicorp.oauth_clients.list("acme")}
    assert providers[PROVIDER].callback_url.endswith("/callback")
    assert hashicorp.oauth_clients.read(PROVIDER).service_provider.value == "bitbucket_hosted"
    oauth_tokens = {one.id: one for one in hashicorp.oauth_tokens.list("acme")}
    assert oauth_tokens[OAUTH_TOKEN].has_ssh_key
    assert hashicorp.oauth_tokens.read(OAUTH_TOKEN).service_provider_user == "acme-terraform"


def test_hashicorps_client_reads_workspaces_and_configuration_versions(hashicorp):
    found = {one.name: one for one in hashicorp.workspaces.list("acme")}
    assert found["network-production"].vcs_repo.ingress_submodules
    fetches = list(hashicorp.configuration_versions.list(found["network-production"].id))
    assert [one.source.value for one in fetches] == ["tfe-api", "bitbucket", "bitbucket"]


def test_hashicorps_client_works_after_the_session_cookie(hashicorp):
    assert hashicorp.ip_ranges.read().vcs
    assert hashicorp.organizations.read("acme").name == "acme"


def test_atlassian_client_reads_repositories_and_webhooks(atlassian):
    (space,) = atlassian.workspaces.each()
    assert space.slug == "acme-infra"
    assert "network" in [one.slug for one in atlassian.workspaces.get("acme-infra").repositories.each()]
    hooks = list(atlassian.repositories.get("acme-infra", "network").hooks.each())
    assert hooks[0].get_data("events")[0] == "repo:push"
