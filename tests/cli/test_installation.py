"""The command that installs an extra uses the source and the tool of the current installation."""

import json
from types import SimpleNamespace

import pytest

from checks.cli import installation, subcommands
from checks.cli.arguments import UsageError

WHEEL = {"url": "file:///dist/guide.whl", "archive_info": {}}
COMMIT = {"url": "https://example.com/guide.git", "vcs_info": {"vcs": "git", "commit_id": "62e82e5"}}


@pytest.mark.parametrize(
    ("file", "command"),
    [
        ("pyvenv.cfg", "pip install {}"),
        ("pipx_metadata.json", "pipx install --force {}"),
        ("uv-receipt.toml", "uv tool install --force {}"),
        ("CACHEDIR.TAG", "uvx --from {} bitbucket-terraform demo"),
    ],
)
def test_the_command_uses_the_tool_of_the_environment(file, command, monkeypatch, tmp_path):
    monkeypatch.setattr(installation.sys, "prefix", str(tmp_path))
    (tmp_path / file).touch()
    before, after = command.split("{}")
    found = installation.command_for("sandbox", "bitbucket-terraform demo")
    assert found.startswith(f'{before}"bitbucket-terraform-guide[sandbox]')
    assert found.endswith(f'"{after}')


@pytest.mark.parametrize(
    ("recorded", "source"),
    [
        (json.dumps(WHEEL), " @ file:///dist/guide.whl"),
        (json.dumps(COMMIT), " @ git+https://example.com/guide.git@62e82e5"),
        (None, ""),
    ],
    ids=["wheel", "commit", "index"],
)
def test_the_command_uses_the_source_of_the_installation(recorded, source, monkeypatch):
    monkeypatch.setattr(installation, "distribution", lambda _: SimpleNamespace(read_text=lambda _: recorded))
    assert f'"bitbucket-terraform-guide[sandbox]{source}"' in installation.command_for("sandbox", "")


def subcommand_without(module, monkeypatch):
    def fail(_name):
        raise ModuleNotFoundError(name=module)

    monkeypatch.setattr(subcommands, "import_module", fail)
    return subcommands.Subcommand("demo", "", "checks.demo.command")


@pytest.mark.parametrize(("module", "extra"), installation.EXTRAS.items())
def test_a_missing_optional_dependency_is_a_sentence(module, extra, monkeypatch):
    with pytest.raises(UsageError, match=rf"The extra \[{extra}\] isn't installed\. Run: "):
        subcommand_without(module, monkeypatch).run([], {}, "bitbucket-terraform demo")


def test_another_missing_module_is_a_defect(monkeypatch):
    with pytest.raises(ModuleNotFoundError):
        subcommand_without("requests", monkeypatch).run([], {}, "bitbucket-terraform demo")
