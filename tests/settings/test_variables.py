"""The table of variables is complete."""

from checks.facts.credentials import Credential
from checks.settings.variables import VARIABLES


def test_variable_names_are_unique():
    names = [variable.name for variable in VARIABLES]
    assert len(names) == len(set(names))


def test_lists_every_variable_of_a_credential():
    listed = {(variable.name, variable.credential) for variable in VARIABLES if variable.credential}
    assert listed == {(name, credential) for credential in Credential for name in credential.variables}


def test_tokens_and_secrets_are_marked_as_secret():
    for variable in VARIABLES:
        assert variable.secret == variable.name.endswith(("TOKEN", "SECRET")), variable.name
