"""The allowed imports between packages. Only the registry, which discovers modules, imports from a higher layer."""

import ast
import os
import re
import subprocess
import sys
from itertools import accumulate
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "src" / "checks"
CHECK = "a check"
LAYERS = (
    *("facts", "settings", "clients", "files", "triggers", "connection"),
    *("engine", "diagnosis", "report", "history", "cli"),
)
"""The packages of the command, in layers. Each package can import itself and the packages before it."""

ALLOWED_IMPORTS = {
    **{layer: set(LAYERS[: position + 1]) for position, layer in enumerate(LAYERS)},
    CHECK: {*LAYERS[: LAYERS.index("engine") + 1], CHECK},
    "live": {*LAYERS[: LAYERS.index("report") + 1], "live"},
    "sandbox": {"facts", "sandbox"},
    "demo": {*LAYERS, "sandbox", "demo"},
    "sphinxext": {*LAYERS, "sphinxext", "__main__"},
    "monitors": {*LAYERS, "live", "sandbox", "monitors", "sphinxext"},
    "__main__": {*LAYERS, CHECK, "__main__"},
}
SANDBOX_FACTS = {"checks.facts.bitbucket", "checks.facts.terraform"}


def package_of(module: str) -> str:
    parts = module.split(".")
    if len(parts) == 1:
        return CHECK if parts == ["checks"] else ""
    return parts[1] if parts[1] in ALLOWED_IMPORTS else CHECK


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {
                f"{node.module}.{alias.name}" if node.module.count(".") < 2 else node.module for alias in node.names
            }
    return {name for name in found if name.split(".")[0] == "checks"}


MODULES = sorted(ROOT.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_import_only_from_allowed_packages(path):
    own = package_of("checks." + ".".join(path.relative_to(ROOT).with_suffix("").parts))
    if path.name == "registry.py":
        return
    for name in imported(path):
        assert package_of(name) in ALLOWED_IMPORTS[own], f"{path.relative_to(ROOT)} imports {name}"


@pytest.mark.parametrize("path", sorted((ROOT / "sandbox").rglob("*.py")), ids=lambda path: path.stem)
def test_the_sandbox_imports_only_facts_about_the_vendors(path):
    for name in imported(path):
        if package_of(name) == "facts":
            assert any(name.startswith(allowed) for allowed in SANDBOX_FACTS), f"{path.stem} imports {name}"


@pytest.mark.parametrize("path", sorted((ROOT / "facts").rglob("*.py")), ids=lambda path: path.stem)
def test_facts_import_only_the_standard_library(path):
    for node in ast.walk(ast.parse(path.read_text())):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module]
        for name in names:
            assert name.split(".")[0] in {*sys.stdlib_module_names, "checks"}


FLOWS = (ROOT.parents[1] / "ARCHITECTURE.md").read_text().partition("## Five data flows")[2].partition("\n## ")[0]


@pytest.mark.parametrize("flow", FLOWS.strip().split("\n\n"), ids=lambda flow: flow.partition(".")[0].strip("*"))
def test_every_data_flow_names_at_most_ten_modules_that_exist(flow):
    named = re.findall(r"`([\w/]+\.py)`", flow)
    assert 0 < len(named) <= 10
    for name in named:
        assert (ROOT / name).is_file(), name


def module_name(path: Path) -> str:
    return ".".join(("checks", *path.relative_to(ROOT).with_suffix("").parts)).removesuffix(".__init__")


def packages_of(module: str) -> set[str]:
    return set(accumulate(module.split(".")[:-1], lambda package, name: f"{package}.{name}"))


def loads(path: Path, modules: set[str]) -> set[str]:
    """Return the modules that a module's imports load, including their packages and its own packages."""
    found = {module_name(path)}
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}", *(f"{node.module}.{alias.name}" for alias in node.names)}
    return ((found | set().union(*map(packages_of, found))) & modules) - {module_name(path)}


def in_cycles(loaded: dict[str, set[str]]) -> list[str]:
    """Return the modules that load themselves again, directly or through other modules."""

    def reaches_itself(module: str) -> bool:
        found, ahead = set(), [module]
        while ahead:
            new = loaded[ahead.pop()] - found
            found |= new
            ahead += new
        return module in found

    return sorted(filter(reaches_itself, loaded))


def test_finds_the_modules_in_cycles():
    assert in_cycles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"d.e"}, "d.e": {"a"}}) == ["b", "c"]


IMPORT_SEPARATELY = """
import importlib, os, sys, traceback
# These imports are slow, so they are before the forks.
import cryptography.hazmat.primitives.serialization.ssh, flask, PIL.Image, requests, starlette, uvicorn
import sphinx.application, sphinx.builders.html, sphinx_design

failed = False
for names in sys.argv[1:]:
    child = os.fork()
    if not child:
        try:
            for name in names.split(","):
                importlib.import_module(name)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    failed |= os.waitpid(child, 0)[1] != 0
sys.exit(failed)
"""


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(not hasattr(os, "fork"), reason="each import needs its own process, and only fork is fast")
def test_every_module_can_be_imported_first():
    paths = {module_name(path): path for path in MODULES if path.stem != "__main__"}
    # Whatever is imported before it, a module outside all cycles finds the modules that it imports complete.
    cycles = in_cycles({name: loads(path, set(paths)) for name, path in paths.items()})
    groups = (*cycles, ",".join(paths))
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_SEPARATELY, *groups], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
