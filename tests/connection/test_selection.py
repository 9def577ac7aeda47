"""A run checks the selected workspaces, and a sample is evenly distributed and reproducible."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.clients.errors import ReadError
from checks.clients.terraform_workspace_records import TerraformWorkspace
from checks.connection.selection import select_workspaces, unreported, using
from checks.settings.settings import Settings

ONE = TerraformWorkspace("ws-1", "network", "prj-1", "acme/network", "", "ot-1", None, None, None)


def numbered(count: int) -> list[TerraformWorkspace]:
    return [replace(ONE, id=f"ws-{number}", name=f"service-{number:04}") for number in range(count)]


def names(choice) -> list[str]:
    return [workspace.name for workspace in choice.workspaces]


def test_excludes_workspaces_with_other_authorizations():
    other = replace(ONE, id="ws-2", oauth_token_id="ot-2")
    assert using([ONE, other], {"ot-1"}) == (ONE,)


@pytest.mark.parametrize(("service", "counts"), [("bitbucket_hosted", True), (None, True), ("github", False)])
def test_a_workspace_without_a_token_can_only_use_the_provider_if_it_may_be_on_bitbucket(service, counts):
    incomplete = replace(ONE, oauth_token_id=None, service_provider=service, unreported="oauth-token-id")
    assert bool(unreported([incomplete], {"ot-1"})) is counts


def test_raises_if_the_patterns_match_no_workspace():
    with pytest.raises(ReadError, match="Of 1 Terraform workspaces that use the provider, none matches"):
        select_workspaces([ONE], Settings(workspaces=("other-*",)))


def test_accepts_patterns_if_there_are_no_workspaces():
    assert select_workspaces([], Settings(workspaces=("other-*",))).workspaces == ()


def test_patterns_ignore_case():
    chosen = replace(ONE, name="Network", repository="Acme/Network")
    settings = Settings(workspaces=("NET*",), repositories=("acme/*",))
    assert select_workspaces([chosen], settings).workspaces == (chosen,)


@given(st.integers(1, 60), st.integers(1, 60), st.randoms())
def test_a_sample_has_the_requested_size_and_does_not_depend_on_the_order(count, wanted, order):
    shuffled = numbered(count)
    order.shuffle(shuffled)
    settings = Settings(sample=wanted)
    choice = select_workspaces(numbered(count), settings)
    assert len(set(choice.workspaces)) == min(count, wanted)
    assert choice.out_of == (count if wanted < count else None)
    assert set(select_workspaces(shuffled, settings).workspaces) == set(choice.workspaces)


@given(st.integers(2, 200), st.integers(1, 50))
def test_a_sample_is_evenly_distributed(count, wanted):
    positions = [int(name[-4:]) for name in names(select_workspaces(numbered(count), Settings(sample=wanted)))]
    gaps = {after - before for before, after in pairwise(positions)}
    assert not gaps or max(gaps) - min(gaps) <= 1
