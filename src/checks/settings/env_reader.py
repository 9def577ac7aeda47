"""What the environment gives: each setting from the first variable that is set, with where it came from."""

import re
from collections.abc import Mapping

from checks.facts.credentials import Credential
from checks.settings.variables import VARIABLES, Variable


class SettingsError(Exception):
    """What the reader gave cannot be used; its message says what to change, and never holds a value that was given."""


class EnvReader:
    """What the environment gives, and where each setting came from.

    Args:
        environ: The environment variables.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.origins: dict[str, str] = {}

    def variable(self, setting: str) -> Variable | None:
        """Return the variable that gives a setting, or None where none is set; note it as the origin.

        Raises:
            SettingsError: It is set but empty: that is how a pipeline loses a secret.
        """
        for variable in VARIABLES:
            if variable.setting == setting and variable.name in self.environ:
                if not self.environ[variable.name].strip():
                    raise SettingsError(f"{variable.name} is set but empty. Give it a value, or unset it.")
                self.origins[setting] = variable.name
                return variable
        return None

    def value(self, setting: str) -> str | None:
        """Return what was given for a setting, or None.

        Raises:
            SettingsError: It is set but empty, or holds what no such value has.
        """
        variable = self.variable(setting)
        if variable is None:
            return None
        value = self.environ[variable.name]
        if variable.credential:
            is_path = variable.credential is Credential.SSH_KEY
            validate_value(variable.name, value, secret=variable.secret, blanks=is_path)
        return value

    def patterns(self, setting: str) -> tuple[str, ...]:
        """Return the patterns given for a setting, which commas or blanks separate; none where none was given."""
        return tuple((self.value(setting) or "").replace(",", " ").split())


def validate_value(name: str, value: str, *, secret: bool, blanks: bool = False) -> None:
    """Refuse what would break a header or a path: a copied line break, a blank, a letter no token has.

    Args:
        name: What holds it, for the message.
        value: What was given.
        secret: Whether it is a secret: those have no letter outside ASCII.
        blanks: Whether blanks may be in it.

    Raises:
        SettingsError: It was not copied as it is; the value is not shown.
    """
    if re.fullmatch(r"\$\w+|\$\{\w+\}", value):
        raise SettingsError(f"{name} holds the name of a variable, not its value: nothing put the value in its place.")
    for place, character in enumerate(value, start=1):
        blank = character.isspace()
        odd = blank or not character.isprintable() or (secret and not character.isascii())
        if odd and not (blanks and character == " "):
            kind = "a blank or a line break" if blank else "a character that does not belong there"
            raise SettingsError(f"{name} holds {kind} (character {place}). Copy it again.")
