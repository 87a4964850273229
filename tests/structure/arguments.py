"""What an argument of a call is made of, followed back through names and helpers to the parameters of the caller."""

from __future__ import annotations

import ast
import builtins
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.structure.sources import functions

Function = ast.FunctionDef | ast.AsyncFunctionDef
Assigned = dict[str, list[ast.expr]]
Paths = Iterator[tuple[str, bool]]  # and whether the expression is the thing itself, not something made of it


def calls_into_the_world(tree: ast.Module, function: Function) -> list[tuple[str, ast.Call]]:
    """Calls, within a function, of what its module imported from the world: (name of the rule, call)."""
    imported = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sim.world")
        for alias in node.names
    }
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    named = [(ast.unparse(call.func).split("."), call) for call in calls]
    return [(name[-1], call) for name, call in named if name[0] in imported]


def reads(argument: ast.expr, function: Function, tree: ast.Module) -> set[str]:
    """Dotted paths, from the function's own parameters, of everything that an argument is made of.

    ``rules[0].nature.now`` and ``p.now`` after ``p = rules.nature`` are both ``rules.nature.now``; ``self`` is left
    out, and so is what belongs to the module: constants and functions. A name is all that was ever assigned to it, and
    a call of a helper of the module is what the helper returns.
    """
    scope = Scope(tree, _assigned(function), frozenset(_module_names(tree) - set(_parameters(function))))
    return {path for path, _ in scope.paths(argument)}


def _parameters(function: Function) -> list[str]:
    return [each.arg for each in (*function.args.args, *function.args.kwonlyargs)]


def _module_names(tree: ast.Module) -> set[str]:
    """What a module imports and defines, and the language's own functions."""
    found = set(dir(builtins))
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            found |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        else:
            found |= {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    return found


def _assigned(function: Function) -> Assigned:
    found: Assigned = defaultdict(list)
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                _assign(target, node.value, found)
        elif isinstance(node, ast.AugAssign | ast.AnnAssign | ast.NamedExpr) and node.value is not None:
            _assign(node.target, node.value, found)
        elif isinstance(node, ast.For | ast.comprehension):
            _assign(node.target, node.iter, found)
    return found


def _assign(target: ast.expr, value: ast.expr, found: Assigned) -> None:
    if isinstance(target, ast.Name):
        found[target.id].append(value)
    elif isinstance(target, ast.Tuple):
        paired = isinstance(value, ast.Tuple) and len(value.elts) == len(target.elts)
        for place, each in enumerate(target.elts):
            _assign(each, value.elts[place] if paired else value, found)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Scope:
    """Where names are looked up. known: names that need it not, the module's and those being looked up already."""

    tree: ast.Module
    assigned: Assigned
    known: frozenset[str]

    def paths(self, node: ast.AST) -> Paths:
        """Every path that a piece of code reads."""
        if isinstance(node, ast.Name):
            yield from self._name(node.id)
        elif isinstance(node, ast.Attribute):
            yield from self._field(node.value, node.attr)
        elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            name = node.slice.value
            yield from self._field(node.value, name) if isinstance(name, str) else self.paths(node.value)
        elif isinstance(node, ast.Subscript):
            yield from self.paths(node.value)
            yield from self._made_of([node.slice])
        elif isinstance(node, ast.IfExp):
            yield from self._made_of([node.test])
            yield from self.paths(node.body)
            yield from self.paths(node.orelse)
        elif isinstance(node, ast.Call):
            yield from self._call(node)
        else:
            yield from self._made_of(ast.iter_child_nodes(node))

    def _name(self, name: str) -> Paths:
        if name in self.assigned and name not in self.known:
            inner = Scope(self.tree, self.assigned, self.known | {name})
            for value in self.assigned[name]:
                yield from inner.paths(value)
        elif name not in self.known:
            yield name, True

    def _field(self, owner: ast.expr, name: str) -> Paths:
        for path, itself in self.paths(owner):
            yield (name if path == "self" else f"{path}.{name}") if itself else path, itself

    def _made_of(self, parts: Iterable[ast.AST]) -> Paths:
        for part in parts:
            for path, _ in self.paths(part):
                yield path, False

    def _call(self, call: ast.Call) -> Paths:
        helper = next((each for each in functions(self.tree) if each.name == ast.unparse(call.func)), None)
        if helper is not None:
            yield from self._returned(helper, call)
            return
        method = [call.func.value] if isinstance(call.func, ast.Attribute) else []
        yield from self._made_of([*method, *call.args, *(keyword.value for keyword in call.keywords)])

    def _returned(self, helper: Function, call: ast.Call) -> Paths:
        """What a helper returns, its parameters replaced by what it is called with."""
        given = dict(zip(_parameters(helper), call.args, strict=False))
        given |= {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
        inner = Scope(self.tree, _assigned(helper), frozenset(_module_names(self.tree) - set(given)))
        returned = [node.value for node in ast.walk(helper) if isinstance(node, ast.Return) and node.value]
        for path, _ in inner._made_of(returned):
            root, _, rest = path.partition(".")
            for outer, itself in self.paths(given[root]) if root in given else ():
                yield f"{outer}.{rest}" if rest and itself else outer, False
