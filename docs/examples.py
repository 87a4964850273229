"""Runs the commands that README, docs/start-*.md and docs/experiments.md show, and writes down what they print:
``python docs/examples.py``.

All run in one scratch folder with a copy of ``scenarios/``. In a ``console`` block every line that begins with ``$`` is
a command; what follows it is replaced by its output. A ``yaml`` block that begins with ``# scenarios/NAME.yaml`` is
written there first. README's results and its figure come from the comparison of incentive designs.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sim.record.specifications import METRICS  # noqa: E402
from sim.report import reading  # noqa: E402
from sim.report.words import Amount, first_upper  # noqa: E402

PAGES = ("docs/start-strategist.md", "docs/start-researcher.md", "docs/start-trainer.md",
         "docs/experiments.md")  # fmt: skip
COMPARISON = "tasuki compare scenarios/siloed.yaml scenarios/shared.yaml scenarios/both.yaml --json"
SHOWN = ("total_value", "ltv_per_customer", "bookings_year_1", "customers_won", "unfit_share_won",
         "onboarding_failed_share", "churn_12m", "cac", "cash_trough", "advocates")  # fmt: skip
FINDINGS = ("headline-", "trade-off-", "unfit_share_won-")
_BLOCK = re.compile(r"```(console|yaml)\n(.*?)```", re.DOTALL)
_RESULTS = re.compile(r"(<!-- results[^>]*-->\n).*?(<!-- /results -->)", re.DOTALL)


def main() -> None:
    """Run everything and rewrite the pages in place."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        shutil.copytree(ROOT / "scenarios", folder / "scenarios")
        _install_command(folder / "bin")
        _write_results(folder)
        for name in PAGES:
            page = ROOT / name
            page.write_text(_BLOCK.sub(lambda block: _renew(block, folder), page.read_text("utf-8")), "utf-8")
            print(name)


def _install_command(folder: Path) -> None:
    folder.mkdir()
    command = folder / "tasuki"
    command.write_text(f"#!/bin/sh\nexec '{sys.executable}' -c 'from sim.cli import main; main()' \"$@\"\n")
    command.chmod(0o755)


def _run(command: str, folder: Path) -> str:
    paths = {"PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    found = subprocess.run(["bash", "-c", command], cwd=folder, env=os.environ | paths, capture_output=True, text=True)
    if found.returncode:
        raise SystemExit(f"{command}\n{found.stdout}{found.stderr}")
    return "".join(f"{line.rstrip()}\n" for line in found.stdout.splitlines())


def _renew(block: re.Match[str], folder: Path) -> str:
    kind, text = block.groups()
    if kind == "yaml":
        name = re.match(r"# (scenarios/[\w-]+\.yaml)\n", text)
        if name:
            (folder / name[1]).write_text(text, "utf-8")
        return block[0]
    commands = [line for line in text.splitlines() if line.startswith("$ ")]
    return "```console\n" + "".join(f"{line}\n{_run(line[2:], folder)}" for line in commands) + "```"


def _write_results(folder: Path) -> None:
    _run(COMPARISON, folder)
    (run,) = (folder / "results" / "siloed-vs-shared-vs-both").iterdir()
    bundle = json.loads((run / "bundle.json").read_text("utf-8"))
    readme = ROOT / "README.md"
    filled = f"{_table(bundle)}\n\n{_findings(bundle)}\n\n"
    readme.write_text(_RESULTS.sub(lambda found: f"{found[1]}{filled}{found[2]}", readme.read_text("utf-8")), "utf-8")
    (ROOT / "docs" / "figures").mkdir(exist_ok=True)
    shutil.copyfile(run / "figures" / "01-value.en.png", ROOT / "docs" / "figures" / "value.png")
    print("README.md, docs/figures/value.png")


def _table(bundle: dict[str, Any]) -> str:
    arms, others = reading.arms(bundle), reading.others(bundle)
    base = bundle["baseline"]
    lines = [["", *arms, *(f"{arm} − {base}" for arm in others)], ["---", *["---:"] * (len(arms) + len(others))]]
    for name in SHOWN:
        unit = METRICS[name].unit
        means = [f"{Amount(reading.metric(bundle, arm, name), unit, 'en')}" for arm in arms]
        gaps = [reading.difference(bundle, arm, name) for arm in others]
        changes = [f"{Amount(gap, 'points' if unit == 'share' else unit, 'en'):all}" for gap in gaps]
        lines.append([METRICS[name].en, *means, *changes])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _findings(bundle: dict[str, Any]) -> str:
    told = [found for found in bundle["findings"] if found["id"].startswith(FINDINGS)]
    return "\n".join(f"- {first_upper(found['en'])}" for found in told)


if __name__ == "__main__":
    main()
