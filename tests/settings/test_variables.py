"""The table of variables is whole."""

from checks.facts.credentials import Credential
from checks.settings.variables import VARIABLES


def test_no_variable_stands_there_twice():
    names = [variable.name for variable in VARIABLES]
    assert len(names) == len(set(names))


def test_every_variable_of_a_credential_is_there():
    listed = {(variable.name, variable.credential) for variable in VARIABLES if variable.credential}
    assert listed == {(name, credential) for credential in Credential for name in credential.variables}


def test_whatever_is_called_a_token_or_a_secret_is_secret():
    for variable in VARIABLES:
        assert variable.secret == variable.name.endswith(("TOKEN", "SECRET")), variable.name
