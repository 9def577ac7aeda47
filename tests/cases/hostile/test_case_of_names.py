"""Names are sent in their original spelling and compared without case.

Recorded Bitbucket responses have uppercase letters in full names. Source: the recorded responses in codecov's tests,
such as ``ThiagoCodecov/example-python`` (2018 to 2021).
"""

from dataclasses import replace

import pytest

FINE = {"passed", "not_applicable"}


def uppercase_names(scenario):
    """Use uppercase letters in the names in both services; Bitbucket's queries are case-sensitive."""

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
def test_uppercase_names_do_not_change_the_outcomes(outcomes, workspaces):
    assert set(outcomes(uppercase_names, workspaces=workspaces).values()) <= FINE


@pytest.mark.parametrize("workspaces", [(), ("network-production",)])
def test_uppercase_names_in_one_service_do_not_change_the_outcomes(outcomes, workspaces):
    def only_in_terraform(scenario):
        changed = uppercase_names(scenario)
        return replace(changed, bitbucket_workspaces=scenario.bitbucket_workspaces, repositories=scenario.repositories)

    assert set(outcomes(only_in_terraform, workspaces=workspaces).values()) <= FINE
