import pytest

from checks.facts import key_damage, ssh
from checks.facts.key_damage import Damage

DAMAGES = [value for value in vars(key_damage).values() if isinstance(value, Damage)]


@pytest.mark.parametrize("one", DAMAGES, ids=lambda one: one.text)
def test_openssh_forgives_its_own_form_nothing_that_it_does_not_forgive_pem(one: Damage) -> None:
    assert one.fatal_in_openssh or not one.fatal_in_pem


@pytest.mark.parametrize("form", [ssh.PKCS1, ssh.PKCS8, ssh.SEC1])
def test_windows_line_ends_are_fatal_in_openssh_form_alone(form: ssh.Format) -> None:
    assert not key_damage.WINDOWS_LINE_ENDINGS.is_fatal(form)
    assert key_damage.WINDOWS_LINE_ENDINGS.is_fatal(ssh.OPENSSH)


def test_each_damage_can_be_told_from_the_others() -> None:
    assert len({one.text for one in DAMAGES}) == len(DAMAGES)
