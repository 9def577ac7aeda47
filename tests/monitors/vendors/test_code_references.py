"""Our own code as a net of names."""

from pathlib import Path

import pytest

import checks
from checks.facts import bitbucket, terraform, terraform_screens
from checks.monitors.vendors.code_references import Code


@pytest.fixture
def users(tmp_path):
    """Return the files that name a fact, in a package with the modules of facts and one reader of this source."""

    def users(source, fact):
        package = tmp_path / "src" / "checks"
        for name in ("facts/bitbucket.py", "facts/requirements.py", "clients/reader.py"):
            (package / name).parent.mkdir(parents=True, exist_ok=True)
            (package / name).write_text(source if name.endswith("reader.py") else "")
        return [file for file, facts in Code(package)._of_files.items() if any(one is fact for one in facts)]

    return users


@pytest.mark.parametrize(
    "source",
    [
        "from checks.facts import bitbucket\n\n\ndef read():\n    return bitbucket.HOOKS\n",
        "from checks.facts import bitbucket as words\n\nREAD = words.HOOKS\n",
        "from checks.facts.bitbucket import HOOKS\n\n\nclass Reader:\n    read = HOOKS\n",
        "from checks.facts.bitbucket import HOOKS as READ\n\nprint(READ)\n",
        "def read():\n    from checks.facts import bitbucket\n\n    return bitbucket.HOOKS\n",
    ],
    ids=["its module", "its module by another name", "itself", "itself by another name", "within a function"],
)
def test_a_file_that_names_a_fact_is_found(source, users):
    assert users(source, bitbucket.HOOKS) == ["src/checks/clients/reader.py"]
    assert users(source, bitbucket.USER) == []


def test_a_file_that_names_a_collection_names_what_it_holds(users):
    source = "from checks.facts import requirements\n\nNEEDED = requirements.PERMISSIONS\n"
    assert users(source, bitbucket.ACCOUNT_WRITE) == ["src/checks/clients/reader.py"]
    assert users(source, bitbucket.ACCOUNT_READ) == []


@pytest.mark.parametrize(
    "source",
    [
        '"""HOOKS of bitbucket."""\n',
        "# bitbucket.HOOKS\n",
        "HOOKS = 1\nprint(HOOKS)\n",
        "import other\n\nother.HOOKS\n",
    ],
    ids=["a docstring", "a comment", "a name of its own", "somebody else's"],
)
def test_a_word_alone_is_no_use(source, users):
    assert users(source, bitbucket.HOOKS) == []


def test_facts_that_say_the_same_are_told_apart():
    code = Code(Path(checks.__path__[0]))
    add, step = terraform_screens.ADD_A_VCS_PROVIDER, terraform_screens.ADD_VCS_PROVIDER
    assert add.also == (step.text,)
    assert [users for fact in (add, step) for users in code.users(fact)[0]] == []
    assert code.users(terraform.OAUTH_CLIENTS)[0]
