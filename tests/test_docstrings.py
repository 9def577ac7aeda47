"""Whoever calls a public function learns from its docstring what it raises.

The rule, as far as the text of a module can be held to it: a public function or method that holds a ``raise`` of its
own, or calls a private function of its module that does, says "Raises"; a class that it names in its own ``raise``
stands after that word. What stands in a ``try`` with handlers is taken to be handled. Not held to it are the probes of
checks, whose docstrings are text of the guide and whose one caller handles everything, the methods of private classes,
and `AssertionError`, which says that our own code is wrong.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "src" / "checks"
INNER = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda
Functions = dict[str, ast.FunctionDef]


def inside(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """Yield what a function does itself and lets pass: no inner function, nothing in a ``try`` that handles it."""
    ahead: list[ast.AST] = list(function.body)
    while ahead:
        node = ahead.pop()
        if isinstance(node, INNER):
            continue
        yield node
        handled = isinstance(node, ast.Try) and node.handlers
        children = [*node.handlers, *node.orelse, *node.finalbody] if handled else list(ast.iter_child_nodes(node))
        ahead.extend(children)


def raised(function: ast.FunctionDef) -> set[str]:
    """Return what a function raises in so many words: the name of a class, or of what makes the exception."""
    found = set()
    for node in inside(function):
        if isinstance(node, ast.Raise) and node.exc is not None:
            made = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            found.add(ast.unparse(made).rpartition(".")[2])
    return found - {"AssertionError"}


def called(function: ast.FunctionDef) -> set[str]:
    """Return the names of the functions of this module that a function calls, of methods those called on self."""
    found = set()
    for node in inside(function):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            found.add(name.removeprefix("self."))
    return found


def raising(name: str, functions: Functions, seen: frozenset[str] = frozenset()) -> bool:
    """Tell whether a function raises by itself or through private functions of its module."""
    if name in seen or name not in functions:
        return False
    function = functions[name]
    private = {other for other in called(function) if other.startswith("_")}
    return bool(raised(function)) or any(raising(other, functions, seen | {name}) for other in private)


def is_probe(function: ast.FunctionDef) -> bool:
    return any(ast.unparse(mark).startswith("check(") for mark in function.decorator_list)


def functions_of(path: Path) -> Iterator[tuple[ast.FunctionDef, Functions]]:
    """Yield each public function and method of a module beside all that stand where it stands."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    outside = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]
    for place in (tree, *classes):
        here = outside | {node.name: node for node in place.body if isinstance(node, ast.FunctionDef)}
        for node in place.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not is_probe(node):
                yield node, here


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_public_function_says_what_it_raises(path):
    for function, here in functions_of(path):
        if raising(function.name, here):
            _, found, section = (ast.get_docstring(function) or "").partition("Raises")
            place = f"{path.relative_to(ROOT)}:{function.lineno} {function.name}"
            assert found, f"{place} does not say what it raises"
            classes = {name for name in raised(function) if name[0].isupper()}
            assert {name for name in classes if name not in section} == set(), place
