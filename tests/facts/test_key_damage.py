import pytest

from checks.facts import key_damage, ssh
from checks.facts.key_damage import Damage

DAMAGES = [value for value in vars(key_damage).values() if isinstance(value, Damage)]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.text)
def test_damage_that_is_fatal_in_pem_is_also_fatal_in_openssh_format(damage: Damage) -> None:
    assert damage.fatal_in_openssh or not damage.fatal_in_pem


@pytest.mark.parametrize("form", [ssh.PKCS1, ssh.PKCS8, ssh.SEC1])
def test_windows_line_endings_are_fatal_only_in_openssh_format(form: ssh.Format) -> None:
    assert not key_damage.WINDOWS_LINE_ENDINGS.is_fatal(form)
    assert key_damage.WINDOWS_LINE_ENDINGS.is_fatal(ssh.OPENSSH)


def test_damage_descriptions_are_unique() -> None:
    assert len({damage.text for damage in DAMAGES}) == len(DAMAGES)
