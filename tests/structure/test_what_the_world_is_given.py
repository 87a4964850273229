"""The rules of the world are given ``rules.nature`` and what members do, and nothing that moves members (law 1)."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.engine.company import Scenario
from sim.engine.model import ACCOUNT, ACCOUNT_COLUMNS, Model
from sim.engine.rules import NATURE, write_rules
from sim.incentives.pay import Kpi, Motivation
from sim.organisation.policies import Policies
from sim.scenario import Section
from sim.world.market import arrivals
from sim.world.opening import people_the_market
from tests.structure.arguments import calls_into_the_world, reads
from tests.structure.sources import SIGHTED, functions, modules, room

RULES: np.dtype[Any] = np.asarray(write_rules(Scenario(), np.uint64(1))).dtype
CALLING = [name for name in modules() if room(name) in ("departments", "organisation", "engine")]


def _names(dtype: np.dtype[Any]) -> set[str]:
    """Names of all fields of a record, those of nested records too."""
    found: set[str] = set()
    for name in dtype.names or ():
        found |= {name} | _names(dtype[name].base)
    return found


def _declared(section: type[Section]) -> set[str]:
    values = section.model_construct() if section is Kpi else section()
    found: set[str] = set()
    for name in section.model_fields:
        inner = getattr(values, name, None)
        found |= {name} | (_declared(type(inner)) if isinstance(inner, Section) else set())
    return found


def test_nature_holds_the_state_and_the_sections_of_the_world_alone() -> None:
    assert RULES["nature"].names == ("now", *NATURE)
    assert RULES["nature"]["now"].names == (
        "key", "week", "visible", "active", "mean_fit", "fit_spread", "reputation", "praise", "complaints", "recurring",
        "reported", "known_problems", "solved_problems", "developed", "raised", "due_by_level", "lost_by_level", "said",
        "lost_are", "mails", "pooled_mails", "dead_mails", "reward", "addressed",
        "large_from", "reach_small", "reach_large", "reach_most", "bought", "renown", "taken", "best_known",
    )  # fmt: skip
    homes = {name: type(getattr(Scenario(), name)).__module__.split(".")[1] for name in NATURE}
    assert set(homes.values()) == {"world", "population"}


def test_what_the_world_is_given_holds_no_policy_kpi_or_motive() -> None:
    hidden = _declared(Policies) | _declared(Motivation) | _declared(Kpi) | {"policies", "kpis", "worth", "office"}
    hidden -= {"enabled"}  # every switch is called so
    assert {"refuse_below", "temperature", "weight", "inside_sales_to_field_sales", "choice"} <= hidden
    model = Model(Scenario.model_validate({"market": {"accounts": 100}, "opening": {"customers": 5}}))
    assert np.asarray(model.rules).dtype == RULES
    assert not _names(RULES["nature"]) & hidden
    given = [np.asarray(table).dtype for table in (*model.market, *model.space)]
    assert not set().union(*map(_names, given)) & hidden
    assert _names(RULES) & hidden, "the test would see a policy if one were there"
    # An account's worth is its discounted ledger, and its care the hours it received.
    assert not set(ACCOUNT.names or ()) & (hidden - {"worth", "care"})
    assert not {column.owner.split(".")[0] for column in ACCOUNT_COLUMNS} & {"incentives"}


# What else the two calls are given that must know of people: how many marketers share the leads, and who the first
# carer is and how many there are. Numbers of seats, and nothing about them.
SEATS = {"arrivals": {"rules.office.desk_heads"}, "people_the_market": {"office"}}
# What really reaches the customer: how talk was aimed, how much crossed from hand to hand, what an hour was spent on.
# What crosses is what was written, as far as it is believed and understood. Goals in common act on trust, and pay is
# not felt in it where members choose at random; so this is information that reaches the customer, and no KPI does.
CROSSED = {
    "rules.organisation.handover.full_share", "rules.organisation.handover.thin_share",
    "rules.office.trust", "rules.office.understood",
}  # fmt: skip
REACHES_THE_CUSTOMER = {
    "speak": {"rules.organisation.state_estimation"},
    "cross_over": CROSSED,
    "hand_on_target": CROSSED,
    "solve": {"rules.policies.care.beyond_share"},
    "solving": {"rules.policies.care.beyond_share"},
}
TAKES = {
    arrivals: ["accounts", "market", "space", "marketers", "world", "books"],
    people_the_market: ["accounts", "glance", "plan", "first_carer", "carers", "nature", "stocks"],
}
OWN_SECTIONS = {*NATURE, "opening"}
HIDDEN = {"rules", "office", "company", "w", "worth", "contracts", "terms", "period", "policies", "beliefs", "motives",
          "weekly", "totals", "staff", "self"}  # fmt: skip
OF_A_MEMBER = {"hours", "worked", "speed"}  # how long they work and how fast


def _may_see(path: str, function: str) -> bool:
    """Whether a rule of the world may be given what lies at this dotted path, or a number made of it."""
    root, *rest = path.split(".")
    if path in SEATS.get(function, ()):
        return True
    if any(f"{path}.".startswith(f"{known}.") for known in REACHES_THE_CUSTOMER.get(function, ())):
        return True
    if root == "rules":
        return rest[:1] == ["nature"] or _is_something_done(rest)
    if root == "company":
        return bool(rest) and rest[0] in OWN_SECTIONS
    if root in ("member", "members"):
        return len(rest) == 1 and rest[0] in OF_A_MEMBER
    return root not in HIDDEN


def _is_something_done(path: list[str]) -> bool:
    """One number of a department: the hours or the discount that a member gives. A whole section is too much."""
    if len(path) < 3 or path[0] != "departments":
        return False
    found = RULES
    for name in path:
        found = found[name]
    return found.names is None


def _seen(tree: ast.Module) -> list[tuple[str, str]]:
    """(rule of the world, path that it may not be given), for every call of one in a module."""
    return [
        (name, path)
        for function in functions(tree)
        for name, call in calls_into_the_world(tree, function)
        for argument in (*call.args, *(keyword.value for keyword in call.keywords))
        for path in sorted(reads(argument, function, tree))
        if not _may_see(path, name)
    ]


@pytest.mark.parametrize("module", CALLING)
def test_nobody_hands_a_policy_or_a_motive_to_the_world(module: str) -> None:
    """Whoever calls a rule of the world gives it ``rules.nature``, or parts of it, and what a member does."""
    assert _seen(modules()[module]) == []


def test_the_world_is_called_from_everywhere_that_works() -> None:
    calls = {module: sum(len(calls_into_the_world(modules()[module], each)) for each in functions(modules()[module]))
             for module in CALLING}  # fmt: skip
    working = {name for name, number in calls.items() if number > 1}
    assert working == {
        *(f"sim.departments.{name}" for name in ("customer_success", "dialogue", "early_close", "field_sales",
                                                "handover", "hub", "inside_sales", "keeping", "marketing", "sessions",
                                                "trial_year")),
        "sim.engine.week", "sim.engine.model", "sim.engine.rules",
    }  # fmt: skip


HELPERS = """
from sim.world.customers import live
from sim.organisation.belief import estimate

def half_of(p):
    half = p.effort / 2.0
    return half

def hours_of(a, rules):
    return rules.departments.field_sales.meeting_hours * a.scale
"""
SMUGGLED = {
    "the rules": ("live(a, rules)", "rules"),
    "their first row": ("live(a, rules[0])", "rules"),
    "a policy": ("live(a, rules.policies.unfit_customers)", "rules.policies.unfit_customers"),
    "a number of a policy": ("live(a, 1.0 + rules.policies.unfit_customers.training)",
                             "rules.policies.unfit_customers.training"),
    "by another name": ("p = rules.policies\n    live(a, p.unfit_customers.training)",
                        "rules.policies.unfit_customers.training"),
    "by two": ("p, q = rules.nature, rules.organisation\n    x = q.effort * 2.0\n    live(a, x)",
               "rules.organisation.effort"),
    "by a name": ('live(a, rules["office"])', "rules.office"),
    "a branch": ("x = 1.0 if rules.organisation.choice else 0.0\n    live(a, x)", "rules.organisation.choice"),
    "step by step": ("x = 1.0\n    x += rules.organisation.effort\n    live(a, x)", "rules.organisation.effort"),
    "a keyword": ("live(a, world=rules.organisation)", "rules.organisation"),
    "a whole department": ("live(a, rules.departments.field_sales)", "rules.departments.field_sales"),
    "seats": ("live(a, rules.office.heads)", "rules.office.heads"),
    "what pays": ("live(a, w[3])", "w"),
    "all members": ("live(a, members)", "members"),
    "one of them": ("m = members[3]\n    live(a, m)", "members"),
    "how far behind one is": ("m = members[3]\n    live(a, 1.0 - m.pressure)", "members.pressure"),
    "a motive": ("motives = rules.organisation\n    live(a, motives)", "rules.organisation"),
    "the company": ("c = self.company\n    live(a, record(c.policies))", "company.policies"),
    "from a helper": ("live(a, half_of(rules.organisation))", "rules.organisation.effort"),
    "a helper of a belief": ("live(a, estimate(a, rules))", "rules"),
    "an unpacked table": ("worth, _ = contracts\n    live(a, worth)", "contracts"),
}  # fmt: skip


@pytest.mark.parametrize("way", SMUGGLED)
def test_what_is_smuggled_in_is_found(way: str) -> None:
    line, path = SMUGGLED[way]
    source = f"{HELPERS}def f(self, a, w, members, contracts, rules):\n    {line}\n"
    assert _seen(ast.parse(source)) == [("live", path)]


@pytest.mark.parametrize("line", [
    "live(a, rules.nature)", "p = rules.departments.field_sales\n    live(a, p.discount if a.size else 0.0)",
    "world = rules[0].nature\n    live(a, world.prospects, world.now.key)", "live(a, member.hours / 2.0)",
    "live(a, hours_of(a, rules) / member.speed)",
])  # fmt: skip
def test_what_the_world_may_see_is_let_through(line: str) -> None:
    source = f"{HELPERS}def f(a, member, rules):\n    {line}\n"
    assert _seen(ast.parse(source)) == []


@pytest.mark.parametrize("rule", TAKES, ids=lambda rule: rule.__name__)
def test_two_rules_of_the_world_are_told_how_many_people_there_are_and_no_more(rule: Callable[..., Any]) -> None:
    assert list(inspect.signature(getattr(rule, "py_func", rule)).parameters) == TAKES[rule]


@pytest.mark.parametrize("module", [name for name in modules() if room(name) == "world"])
def test_no_rule_of_the_world_asks_for_more(module: str) -> None:
    asked = {argument.arg for function in functions(modules()[module])
             for argument in (*function.args.args, *function.args.kwonlyargs)}  # fmt: skip
    assert not asked & (HIDDEN - {"contracts"} | {"members"}), "contracts are here the section of that name"


def _written(tree: ast.Module) -> set[str]:
    """Attributes and named columns that a module assigns."""
    found: set[str] = set()
    stored = (node for node in ast.walk(tree) if isinstance(getattr(node, "ctx", None), ast.Store))
    for node in stored:
        if isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            found.add(str(node.slice.value))
    return found


@pytest.mark.parametrize("module", [name for name in modules() if room(name) in SIGHTED])
def test_nobody_who_knows_incentives_writes_an_outcome(module: str) -> None:
    """What customers are, feel and do is the world's to write; departments call its verbs."""
    owners = ("world", "population", "kernels")
    outcomes = {column.name for column in ACCOUNT_COLUMNS if column.owner.split(".")[0] in owners}
    assert {"success", "satisfaction", "adoption", "fit", "stage", "revenue", "ended_week", "tickets"} <= outcomes
    assert not _written(modules()[module]) & outcomes


# Two columns of accounts are written by those who know incentives and read by the world: what was learned in hours,
# and whether a seller keeps an opportunity open, which is a choice.
BRIDGES = {"information": {"organisation.perception", "organisation.definitions.rework_hours"}, "kept_open": set()}
WRITERS = {
    ("sim.organisation.belief", "learn"): "information",
    ("sim.departments.handover", "cross"): "information",
    ("sim.departments.hub", "hold_together"): "information",
    ("sim.departments.field_sales", "_meet"): "kept_open",
}
# A share of what was learned gets across, as into the stack of value.
BRIDGING = {path.removeprefix("rules.") for path in CROSSED} | BRIDGES["information"]


def _written_to(column: str, function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.expr]:
    """What a function assigns to a column of an account, or adds to it."""
    found: list[ast.expr] = []
    for node in ast.walk(function):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            assigned = [each for target in targets for each in ast.walk(target)]
            found += [node.value for each in assigned if isinstance(each, ast.Attribute) and each.attr == column]
    return found


def _may_bridge(path: str) -> bool:
    known = path.removeprefix("rules.")
    return _may_see(path, "") or any(f"{known}.".startswith(f"{each}.") for each in BRIDGING)


def _learned(tree: ast.Module) -> list[str]:
    """Paths that the hours of any call of ``learn`` are made of and may not be."""
    return [
        path
        for function in functions(tree)
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and ast.unparse(call.func).split(".")[-1] == "learn"
        for argument in (*call.args[1:], *(keyword.value for keyword in call.keywords))
        for path in sorted(reads(argument, function, tree))
        if not _may_bridge(path)
    ]


def test_the_world_reads_two_columns_of_those_who_know_incentives() -> None:
    """And who holds an account, by whom what happens is counted; the ledger's verbs alone ask for that."""
    foreign = {column.name for column in ACCOUNT_COLUMNS if column.owner.split(".")[0] in SIGHTED}
    read = {
        node.attr
        for name, tree in modules().items() if room(name) == "world"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load) and ast.unparse(node.value) == "a"
    }  # fmt: skip
    assert read & foreign - {"marketer", "carer", "seller"} == set(BRIDGES)


def test_few_write_what_the_world_reads() -> None:
    found = {
        (module, function.name): column
        for module, tree in modules().items() if room(module) in SIGHTED
        for function in functions(tree)
        for column in BRIDGES
        if _written_to(column, function)
    }  # fmt: skip
    assert found == WRITERS


def test_information_is_made_of_hours_and_of_what_crosses() -> None:
    for (module, name), column in WRITERS.items():
        if column == "information":
            (function,) = [each for each in functions(modules()[module]) if each.name == name]
            made = {
                path for value in _written_to(column, function) for path in reads(value, function, modules()[module])
            }
            assert made
            assert {path for path in made if not _may_bridge(path)} == set()


@pytest.mark.parametrize("module", CALLING)
def test_what_is_learned_is_made_of_hours(module: str) -> None:
    assert _learned(modules()[module]) == []


@pytest.mark.parametrize("module", CALLING)
def test_a_hand_over_is_full_or_not_and_nothing_between(module: str) -> None:
    """Nothing is reckoned at the call of ``cross``: the choice, and between whom."""
    calls = [
        node for node in ast.walk(modules()[module]) if isinstance(node, ast.Call) and ast.unparse(node.func) == "cross"
    ]
    for call in calls:
        assert all(isinstance(each, ast.Name | ast.Attribute) for each in call.args), ast.unparse(call)
        assert not call.keywords


@pytest.mark.parametrize(("hours", "path"), [
    ("hours * (1.0 - member.pressure), 0.4", "member.pressure"),
    ("hours, rules.policies.unfit_customers.training", "rules.policies.unfit_customers.training"),
    ("hours * w[3], 0.4", "w"),
    ("tracked(rules.organisation.automation), 1.0", "rules.organisation.automation"),
])  # fmt: skip
def test_what_is_learned_otherwise_is_found(hours: str, path: str) -> None:
    assert _learned(ast.parse(f"def f(a, hours, member, w, rules):\n    learn(a, {hours})\n")) == [path]
