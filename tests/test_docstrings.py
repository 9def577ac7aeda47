"""The docstring of a public function lists the exceptions that the function raises.

The tests read the source code. The docstring needs a "Raises" section if a public function or method contains a
``raise``, or calls a private function of its module that does. The section must name each exception class from the
function's own ``raise`` statements. Code in a ``try`` with handlers counts as handled. The rule does not apply to the
functions of checks, because their docstrings are text of the guide and their only caller handles every exception. It
does not apply to methods of private classes, or to `AssertionError`, which reports a bug of this project.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "src" / "checks"
INNER = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda
Functions = dict[str, ast.FunctionDef]


def inside(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """Yield the nodes of a function, without inner functions and code in a ``try`` that handles exceptions."""
    remaining: list[ast.AST] = list(function.body)
    while remaining:
        node = remaining.pop()
        if isinstance(node, INNER):
            continue
        yield node
        handled = isinstance(node, ast.Try) and node.handlers
        children = [*node.handlers, *node.orelse, *node.finalbody] if handled else list(ast.iter_child_nodes(node))
        remaining.extend(children)


def raised(function: ast.FunctionDef) -> set[str]:
    """Return the names in a function's ``raise`` statements: exception classes, or functions that create exceptions."""
    found = set()
    for node in inside(function):
        if isinstance(node, ast.Raise) and node.exc is not None:
            exception = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            found.add(ast.unparse(exception).rpartition(".")[2])
    return found - {"AssertionError"}


def called(function: ast.FunctionDef) -> set[str]:
    """Return the names of the functions and of the methods of ``self`` that a function calls."""
    found = set()
    for node in inside(function):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            found.add(name.removeprefix("self."))
    return found


def raising(name: str, functions: Functions, seen: frozenset[str] = frozenset()) -> bool:
    """Return whether a function raises an exception directly or in private functions of its module."""
    if name in seen or name not in functions:
        return False
    function = functions[name]
    private = {other for other in called(function) if other.startswith("_")}
    return bool(raised(function)) or any(raising(other, functions, seen | {name}) for other in private)


def is_probe(function: ast.FunctionDef) -> bool:
    return any(ast.unparse(mark).startswith("check(") for mark in function.decorator_list)


def functions_of(path: Path) -> Iterator[tuple[ast.FunctionDef, Functions]]:
    """Yield each public function and method of a module, with all functions that it can call in the module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    outside = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]
    for place in (tree, *classes):
        here = outside | {node.name: node for node in place.body if isinstance(node, ast.FunctionDef)}
        for node in place.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not is_probe(node):
                yield node, here


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_public_function_lists_its_exceptions(path):
    for function, here in functions_of(path):
        if raising(function.name, here):
            _, found, section = (ast.get_docstring(function) or "").partition("Raises")
            place = f"{path.relative_to(ROOT)}:{function.lineno} {function.name}"
            assert found, f"{place} has no Raises section"
            classes = {name for name in raised(function) if name[0].isupper()}
            assert {name for name in classes if name not in section} == set(), place
