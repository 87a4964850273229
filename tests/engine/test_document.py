"""What the documentation says is what the code says."""

import importlib
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sim.draws import decisions
from sim.engine.company import Scenario
from sim.engine.rules import write_rules
from sim.kernels.books import ENTRY_LAYOUT, MOVE_LAYOUT
from sim.record.life import LAYOUT as LIFE_LAYOUT
from sim.scenario import declared
from sim.store.columns import documentation

ROOT = Path(__file__).parents[2]
GENERATED = ("scenarios/base.yaml", "docs/parameters.md", "docs/reference.md")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
TYPES = {"i4": "int32", "i8": "int64", "i2": "int16", "f4": "float"}
NAMED = ("from_stage", "to_stage", "stage", "cause", "kind")
KNOWN_ENDINGS = (".md", ".py", ".yaml", ".json", ".parquet", ".html", ".png", ".cff", ".toml", ".csv", ".xes", ".txt")


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A folder with freshly generated files; of a process of its own, where no test has registered a decision."""
    folder = tmp_path_factory.mktemp("generated")
    command = [sys.executable, "-W", "error", "-m", "sim.engine.document", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder


@pytest.mark.parametrize("name", GENERATED)
def test_a_generated_file_is_what_the_code_writes(written, name):
    assert (ROOT / name).read_text("utf-8") == (written / name).read_text("utf-8"), "run `make docs`"


@pytest.mark.parametrize(("file", "layout"), [("moves", MOVE_LAYOUT), ("ledger", ENTRY_LAYOUT), ("life", LIFE_LAYOUT)])
def test_the_columns_of_the_logs_are_documented(file, layout):
    text = (ROOT / "docs" / "outputs.md").read_text("utf-8")
    section = re.split(r"\*\*`|^## ", text.split(f"**`{file}.parquet`**")[1], flags=re.MULTILINE)[0]
    rows = re.findall(r"^\| `(\w+)` \| (.*) \|$", section, re.MULTILINE)
    expected = [(name, " | ".join((_type(name, layout), *documentation()[name]))) for name in layout.names]
    assert rows == expected


def _type(name, layout):
    if name in NAMED:
        return "string"
    return TYPES[layout[name].str[1:]]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith("https://"):
            continue
        path, _, anchor = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        assert found.exists(), target
        if anchor:
            assert anchor in _anchors(found), target


def _anchors(page):
    heads = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", [page for page in PAGES if page.name != "marketplace.md"], ids=lambda page: page.name)
def test_dotted_names_are_parameters_or_code(page):
    parameters = {each.path for each in declared(Scenario)} | set(decisions())
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    for name in re.findall(r"`([A-Za-z_]+(?:\.[A-Za-z_<>]+)+)(?:: [^`]*)?`", text):
        if name.endswith(KNOWN_ENDINGS) or name.split(".")[0] in ("model", "arms", "results", "crossover", "TABLE"):
            continue
        pattern = re.sub(r"<\w+>", "<>", name)
        prefixes = any(re.sub(r"<\w+>", "<>", path).startswith(pattern) for path in parameters)
        of_many = any(re.fullmatch(re.sub(r"<\w+>", r"\\w+", path), name) for path in parameters)
        assert prefixes or of_many or "<" in name or _exists(name), name


def _exists(name):
    """Whether ``name`` is a module, or something in one, of ``sim``; ``Model.x`` is looked up in its class, and
    ``rules.x`` is a field of the row that kernels read.
    """
    parts = name.removeprefix("sim.").removeprefix("Model.").split(".")
    if name.startswith("Model."):
        return parts[0] in (ROOT / "sim" / "engine" / "model.py").read_text("utf-8")
    if parts[0] == "rules":
        return _is_field(np.asarray(write_rules(Scenario(), np.uint64(0))).dtype, parts[1:])
    for length in range(len(parts), -1, -1):
        try:
            found = importlib.import_module(".".join(["sim", *parts[:length]]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            found = getattr(found, part, None)
        return found is not None
    return False


def _is_field(record, parts):
    for part in parts:
        if part not in (record.names or ()):
            return False
        record = record[part]
    return True
