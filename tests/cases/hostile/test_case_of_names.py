"""A name is sent as it was given and compared without case: recorded bodies of Bitbucket have capitals in full names.

Source: the recorded responses that codecov's tests keep, such as ``ThiagoCodecov/example-python`` (2018 to 2021).
"""

from dataclasses import replace

import pytest

FINE = {"passed", "not_applicable"}


def capitals(scenario):
    """Let both services write the names in capitals; Bitbucket's queries mind them."""

    def name(text: str) -> str:
        return text.replace("acme-infra", "Acme-Infra")

    def workspace(one):
        repo = one.vcs_repo
        return replace(one, vcs_repo=replace(repo, identifier=name(repo.identifier))) if repo else one

    return replace(
        scenario,
        bitbucket_workspaces=tuple(replace(one, slug=name(one.slug)) for one in scenario.bitbucket_workspaces),
        repositories=tuple(replace(one, workspace=name(one.workspace)) for one in scenario.repositories),
        terraform_workspaces=tuple(workspace(one) for one in scenario.terraform_workspaces),
    )


@pytest.mark.parametrize("workspaces", [(), ("network-production",)])
def test_capitals_change_nothing(outcomes, workspaces):
    assert set(outcomes(capitals, workspaces=workspaces).values()) <= FINE


@pytest.mark.parametrize("workspaces", [(), ("network-production",)])
def test_capitals_of_one_service_alone_change_nothing(outcomes, workspaces):
    def shouted(scenario):
        there = capitals(scenario)
        return replace(there, bitbucket_workspaces=scenario.bitbucket_workspaces, repositories=scenario.repositories)

    assert set(outcomes(shouted, workspaces=workspaces).values()) <= FINE
