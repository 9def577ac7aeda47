"""Our own code as a net of names: which check or module comes to which fact."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path

from checks.engine.registry import all_checks
from checks.facts.fact import Fact

FACTS = "checks.facts"
ENGINE = "checks.engine"
Name = tuple[str, str]
"""A module and a name at its top."""


class Code:
    """All modules of the package in a folder, read once.

    Args:
        root: The folder of the package ``checks``.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def users(self, fact: Fact) -> tuple[list[str], list[str]]:
        """Return the ids of the checks that come to `fact`, and the other files that name it.

        A check comes to a fact by its own file, by what that takes from the engine, and by the facts that
        are made of others. What the clients read is named as a file: every check reads through them.
        """
        return _users(fact, self._of_checks), _users(fact, self._of_files)

    @cached_property
    def _of_checks(self) -> Mapping[str, list[Fact]]:
        return {check.id: self._reached(check.file) for check in all_checks()}

    @cached_property
    def _of_files(self) -> Mapping[str, list[Fact]]:
        return {
            str(path.relative_to(self._root.parent.parent)): self._named(module)
            for path, module in self._modules.items()
            if not module.startswith(FACTS) and not self._is_check(path)
        }

    def _is_check(self, path: Path) -> bool:
        return path.parent == self._root and not path.name.startswith("_")

    def _reached(self, file: Path) -> list[Fact]:
        module = self._modules[file]
        ahead: list[Name] = [(module, name) for name in self._definitions[module]]
        reached: set[Name] = set()
        found: list[Fact] = []
        while ahead:
            name = ahead.pop()
            if name in reached:
                continue
            reached.add(name)
            found += _facts_in(name)
            if name[0] == module or name[0].startswith((ENGINE, FACTS)):
                ahead += self._references(name)
        return found

    def _named(self, module: str) -> list[Fact]:
        names = {one for name in self._definitions[module] for one in self._references((module, name))}
        return [fact for name in names for fact in _facts_in(name)]

    def _references(self, name: Name) -> Iterator[Name]:
        """Yield the names that the definition of `name` mentions, in its own module or in another of ours."""
        module, own = name
        imported = self._imports.get(module, {})
        for node in self._definitions.get(module, {}).get(own, ()):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Attribute) and isinstance(inner.value, ast.Name):
                    target = imported.get(inner.value.id)
                    if target and target[1] == "":
                        yield target[0], inner.attr
                elif isinstance(inner, ast.Name):
                    target = imported.get(inner.id, (module, inner.id))
                    if target[1]:
                        yield target

    @cached_property
    def _modules(self) -> Mapping[Path, str]:
        paths = sorted(self._root.rglob("*.py"))
        return {path: ".".join(_parts(self._root, path)) for path in paths}

    @cached_property
    def _trees(self) -> Mapping[str, ast.Module]:
        return {module: ast.parse(path.read_text(encoding="utf-8")) for path, module in self._modules.items()}

    @cached_property
    def _definitions(self) -> Mapping[str, Mapping[str, list[ast.stmt]]]:
        found: dict[str, dict[str, list[ast.stmt]]] = {}
        for module, tree in self._trees.items():
            own = found.setdefault(module, {})
            for statement in tree.body:
                for name in _defined(statement):
                    own.setdefault(name, []).append(statement)
        return found

    @cached_property
    def _imports(self) -> Mapping[str, Mapping[str, Name]]:
        known = set(self._modules.values())
        return {module: dict(_imported(tree, known)) for module, tree in self._trees.items()}


def _parts(root: Path, path: Path) -> Iterable[str]:
    parts = path.relative_to(root.parent).with_suffix("").parts
    return parts[:-1] if parts[-1] == "__init__" else parts


def _defined(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
        yield statement.name
    elif isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        yield from (node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name))
    elif not isinstance(statement, ast.Import | ast.ImportFrom):
        yield ""


def _imported(tree: ast.Module, known: set[str]) -> Iterator[tuple[str, Name]]:
    """Yield each imported name with the module and name that it stands for; a module has no name in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield alias.asname or alias.name, ((whole, "") if whole in known else (node.module, alias.name))


def _facts_in(name: Name) -> list[Fact]:
    """Return the facts that a constant among the facts is, or holds: some collections are made as the module runs."""
    module, own = name
    return list(_held(getattr(import_module(module), own, None))) if module.startswith(FACTS) else []


def _users(fact: Fact, facts_of: Mapping[str, Iterable[Fact]]) -> list[str]:
    """Return who has the fact itself among its own: two facts can say the same."""
    return [user for user, facts in facts_of.items() if any(one is fact for one in facts)]


def _held(value: object) -> Iterator[Fact]:
    if isinstance(value, Fact):
        yield value
    if isinstance(value, Mapping):
        value = tuple(value.values())
    if isinstance(value, tuple | list | frozenset):
        for one in value:
            yield from _held(one)
    elif is_dataclass(value) and not isinstance(value, type):
        for inner in fields(value):
            yield from _held(getattr(value, inner.name))
