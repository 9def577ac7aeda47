import importlib.util

import pytest

from checks.facts import index, ssh, terraform
from checks.facts.fact import Label, Text
from checks.facts.index import UnknownFactError, entries, find


def test_names_a_fact_after_its_module_and_constant() -> None:
    assert find("terraform.callback-path").fact is terraform.CALLBACK_PATH


def test_an_imported_fact_has_only_one_name() -> None:
    assert [name for name, entry in entries().items() if entry.fact is ssh.OPENSSH] == ["ssh.openssh"]


def test_anchors_are_unique() -> None:
    anchors = [entry.anchor for entry in entries().values()]
    assert len(set(anchors)) == len(anchors)


def test_finds_a_fact_of_a_requested_kind() -> None:
    assert find("terraform.host", Text, Label).name == "terraform.host"


def test_rejects_a_fact_of_another_kind() -> None:
    with pytest.raises(UnknownFactError, match="is a Text, but a Label is expected"):
        find("terraform.host", Label)


def test_suggests_similar_names() -> None:
    with pytest.raises(UnknownFactError, match=r"similar names: terraform\.host"):
        find("terraform.hots")


def test_rejects_a_fact_without_a_source(tmp_path) -> None:
    file = tmp_path / "new_screens.py"
    file.write_text("from checks.facts.fact import Label\n\nSAVE = Label(text='Save', source=None)\n")
    specification = importlib.util.spec_from_file_location("new_screens", file)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    with pytest.raises(ValueError, match=r"The fact new-screens\.save in .* has no source"):
        list(index._defined(module))
