"""The source files of the package, and what each imports, read without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import sim

PACKAGE = Path(sim.__file__).parent
SIGHTED = {"incentives", "organisation", "departments"}  # rooms that know what is paid, allowed and wanted


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the package by its dotted name, parsed; ``sim.room`` stands for a folder's ``__init__``."""
    return {_name(path): ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}


def _name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room(module: str) -> str:
    """The folder of a module, or the module itself where it lies beside the folders."""
    return module.split(".")[1] if "." in module else module


def imports(module: str) -> set[str]:
    """Modules of the package that ``module`` imports when it runs: not those for types alone."""
    found: set[str] = set()
    for node in _running(modules()[module]):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.split(".")[0] == "sim"}
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "sim":
            named = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name for name in named if name in modules()} or {node.module}
    return found


def _running(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            for other in child.orelse:
                yield from _running(other)
        else:
            yield from _running(child)


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method, nested ones too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
