import pytest

from checks.facts import ssh, terraform
from checks.facts.fact import Label, Text
from checks.facts.index import UnknownFactError, entries, find


def test_a_fact_is_named_by_module_and_constant() -> None:
    assert find("terraform.callback-path").fact is terraform.CALLBACK_PATH


def test_a_fact_that_another_module_imports_keeps_one_name() -> None:
    assert [name for name, entry in entries().items() if entry.fact is ssh.OPENSSH] == ["ssh.openssh"]


def test_every_fact_has_an_anchor_of_its_own() -> None:
    anchors = [entry.anchor for entry in entries().values()]
    assert len(set(anchors)) == len(anchors)


def test_the_kind_that_is_asked_for_is_given() -> None:
    assert find("terraform.host", Text, Label).name == "terraform.host"


def test_another_kind_is_refused() -> None:
    with pytest.raises(UnknownFactError, match="is a Text; here stands a Label"):
        find("terraform.host", Label)


def test_a_misspelt_name_brings_those_near_it() -> None:
    with pytest.raises(UnknownFactError, match=r"near it: terraform\.host"):
        find("terraform.hots")
