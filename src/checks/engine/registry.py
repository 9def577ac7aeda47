"""Finds all checks: each module directly in the package `checks` defines one."""

import pkgutil
from functools import cache
from importlib import import_module

import checks
from checks.engine.model import Check, Step


@cache
def all_checks() -> tuple[Check, ...]:
    """Return all checks in the order of the guide's steps and, within a step, each after its prerequisites."""
    names = [
        module.name
        for module in pkgutil.iter_modules(checks.__path__)
        if not module.ispkg and not module.name.startswith("_")
    ]
    found: list[Check] = [getattr(import_module(f"checks.{name}"), name) for name in names]
    return tuple(in_order(found))


def in_order(found: list[Check]) -> list[Check]:
    """Return the checks sorted by step and name, but each check after its prerequisites in the same step."""
    ordered: list[Check] = []

    def visit(check: Check) -> None:
        for prerequisite in check.after:
            if prerequisite.step is check.step and prerequisite in found:
                visit(prerequisite)
        if check not in ordered:
            ordered.append(check)

    steps = list(Step)
    for check in sorted(found, key=lambda check: (steps.index(check.step), check.id)):
        visit(check)
    return ordered
