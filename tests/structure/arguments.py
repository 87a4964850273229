"""What an argument of a call is made of, followed back through the names of the function that makes the call."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator

from tests.structure.sources import functions

Function = ast.FunctionDef | ast.AsyncFunctionDef
CONSTANT = str.isupper


def functions_of(tree: ast.Module) -> list[Function]:
    """Every function of a module, nested ones too."""
    return list(functions(tree))


def calls_into_the_world(tree: ast.Module, function: Function) -> list[tuple[str, ast.Call]]:
    """Calls, within a function, of what its module imported from the world: (name of the rule, call)."""
    imported = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sim.world")
        for alias in node.names
    }
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    return [(ast.unparse(call.func).split(".")[-1], call) for call in calls
            if ast.unparse(call.func).split(".")[0] in imported]  # fmt: skip


def reads(argument: ast.expr, function: Function) -> set[str]:
    """Dotted paths, from the function's own parameters, of everything that an argument is made of.

    ``rules[0].nature.now`` and ``p.now`` after ``p = rules.nature`` are both ``rules.nature.now``; ``self`` is left
    out. A name that was assigned is all that was ever assigned to it.
    """
    return set(_paths(argument, _assigned(function), frozenset()))


def _assigned(function: Function) -> dict[str, list[ast.expr]]:
    found: dict[str, list[ast.expr]] = defaultdict(list)
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                _assign(target, node.value, found)
        elif isinstance(node, ast.AugAssign | ast.AnnAssign | ast.NamedExpr) and node.value is not None:
            _assign(node.target, node.value, found)
        elif isinstance(node, ast.For | ast.comprehension):
            _assign(node.target, node.iter, found)
    return found


def _assign(target: ast.expr, value: ast.expr, found: dict[str, list[ast.expr]]) -> None:
    if isinstance(target, ast.Name):
        found[target.id].append(value)
    elif isinstance(target, ast.Tuple):
        paired = isinstance(value, ast.Tuple) and len(value.elts) == len(target.elts)
        for place, each in enumerate(target.elts):
            _assign(each, value.elts[place] if paired else value, found)  # type: ignore[attr-defined]


def _paths(node: ast.AST, assigned: dict[str, list[ast.expr]], open_: frozenset[str]) -> Iterator[str]:
    if isinstance(node, ast.Name):
        if node.id in assigned and node.id not in open_:
            for value in assigned[node.id]:
                yield from _paths(value, assigned, open_ | {node.id})
        elif node.id not in assigned:
            yield node.id
    elif isinstance(node, ast.Attribute | ast.Subscript):
        yield from _within(node, assigned, open_)
    elif isinstance(node, ast.Call):
        yield from (path for each in (*node.args, *(keyword.value for keyword in node.keywords))
                    for path in _paths(each, assigned, open_))  # fmt: skip
        if isinstance(node.func, ast.Attribute):
            yield from _paths(node.func.value, assigned, open_)
    else:
        for child in ast.iter_child_nodes(node):
            yield from _paths(child, assigned, open_)


def _within(
    node: ast.Attribute | ast.Subscript, assigned: dict[str, list[ast.expr]], open_: frozenset[str]
) -> Iterator[str]:
    """A field of something: the path goes on. An element: it stays, and the index is read besides."""
    name = node.attr if isinstance(node, ast.Attribute) else None
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
        name = node.slice.value
    for path in _paths(node.value, assigned, open_):
        yield (name if path == "self" else f"{path}.{name}") if name else path  # type: ignore[misc]
    if isinstance(node, ast.Subscript) and name is None:
        yield from _paths(node.slice, assigned, open_)
